/** A real mosquitto on a free port, with a configuration of its own, ended by its pid. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port.ts";

const MOSQUITTO = "/usr/sbin/mosquitto";

export interface MosquittoOptions {
  /** PEM files of a server certificate. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** When given, nobody else gets in. */
  readonly user?: { readonly username: string; readonly password: string };
  /** Rules of an ACL file; everyone may do everything without. */
  readonly acl?: string;
  /** Retained messages outlive a restart, as on most homes' brokers. */
  readonly keeps?: boolean;
}

export interface TestBroker {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
  /** Stops, and starts again on the same port with nothing kept. */
  restart(): Promise<void>;
  start(): Promise<void>;
}

export interface Mosquitto extends TestBroker {
  /** Stops it from doing anything while its connections stay: a link that is dead without a word. */
  freeze(): void;
  thaw(): void;
}

const directories = new Set<string>();
process.once("exit", () => {
  for (const dir of directories) rmSync(dir, { recursive: true, force: true });
});

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const dir = mkdtempSync(join(tmpdir(), "egress-mosquitto-"));
  const port = await freePort();
  directories.add(dir);
  writeFileSync(join(dir, "mosquitto.conf"), configuration(dir, port, options));
  const scheme = options.tls === undefined ? "mqtt" : "mqtts";
  return running(join(dir, "mosquitto.conf"), port, scheme);
}

/** With somebody else's configuration, taken as it is; only who runs it is said here. */
export async function startMosquittoOn(
  configDir: string,
  port: number,
  scheme: "mqtt" | "mqtts" = "mqtt",
): Promise<Mosquitto> {
  const dir = mkdtempSync(join(tmpdir(), "egress-mosquitto-"));
  directories.add(dir);
  writeFileSync(
    join(dir, "mosquitto.conf"),
    `user root\nlog_type none\ninclude_dir ${configDir}\n`,
  );
  return running(join(dir, "mosquitto.conf"), port, scheme);
}

async function running(config: string, port: number, scheme: string): Promise<Mosquitto> {
  let child: ChildProcess | null = null;

  const start = async () => {
    child = spawn(MOSQUITTO, ["-c", config], { stdio: "ignore" });
    await accepting(port);
  };
  const stop = async () => {
    const alive = child;
    child = null;
    if (alive === null || alive.exitCode !== null) return;
    const gone = new Promise((resolve) => alive.once("exit", resolve));
    alive.kill("SIGKILL");
    await gone;
  };
  await start();
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    start,
    stop,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    async restart() {
      await stop();
      await start();
    },
  };
}

function configuration(dir: string, port: number, options: MosquittoOptions): string {
  const lines = ["user root", `listener ${port} 127.0.0.1`, "log_type none"];
  if (options.keeps === true) {
    lines.push("persistence true", `persistence_location ${dir}/`);
    lines.push("autosave_on_changes true", "autosave_interval 1");
  } else lines.push("persistence false");
  if (options.tls !== undefined) {
    lines.push(`certfile ${options.tls.cert}`, `keyfile ${options.tls.key}`);
  }
  if (options.user === undefined) lines.push("allow_anonymous true");
  else {
    const passwords = join(dir, "passwords");
    execFileSync("/usr/bin/mosquitto_passwd", [
      "-b",
      "-c",
      passwords,
      options.user.username,
      options.user.password,
    ]);
    lines.push("allow_anonymous false", `password_file ${passwords}`);
  }
  if (options.acl !== undefined) {
    writeFileSync(join(dir, "acl"), options.acl);
    lines.push(`acl_file ${join(dir, "acl")}`);
  }
  return `${lines.join("\n")}\n`;
}

async function accepting(port: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (accepted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`mosquitto does not accept on ${port}`);
}
