/** A real upsd with the dummy-ups driver, each a process of its own, ended by its pid. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port.ts";

const UPSD = "/lib/nut/upsd";
const DUMMY_UPS = "/lib/nut/dummy-ups";

export interface NutServer {
  readonly port: number;
  /** What the UPS says from now on. */
  says(variables: Readonly<Record<string, string>>): void;
  startServer(): void;
  stopServer(): Promise<void>;
  /** The driver hangs, or goes on: what it said last grows stale. */
  freezeDriver(): void;
  thawDriver(): void;
  startDriver(): void;
  stopDriver(): Promise<void>;
  close(): Promise<void>;
}

/** @param password of the one user, `egress`. */
export async function nutServer(password: string): Promise<NutServer> {
  const dir = mkdtempSync(join(tmpdir(), "egress-nut-"));
  const port = await freePort();
  const file = join(dir, "rack.dev");
  const write = (name: string, text: string) =>
    writeFileSync(join(dir, name), text, { mode: 0o600 });
  write(
    "ups.conf",
    `[rack]\n  driver = dummy-ups\n  port = ${file}\n  mode = dummy-loop\n  pollinterval = 1\n`,
  );
  write("upsd.conf", `LISTEN 127.0.0.1 ${port}\nMAXAGE 3\n`);
  write("upsd.users", `[egress]\n  password = ${password}\n  upsmon secondary\n`);
  write("nut.conf", "MODE=netserver\n");
  const env = {
    ...process.env,
    NUT_CONFPATH: dir,
    NUT_STATEPATH: dir,
    NUT_ALTPIDPATH: dir,
    NUT_PIDPATH: dir,
  };
  const run = (command: string, args: readonly string[]) =>
    spawn(command, args, { env, stdio: "ignore" });
  let driver: ChildProcess | null = null;
  let server: ChildProcess | null = null;
  const told: NutServer = {
    port,
    says(variables) {
      // The driver reads it over and over: it must never find half of it.
      const lines = Object.entries(variables).map(([name, value]) => `${name}: ${value}`);
      writeFileSync(`${file}.new`, `${lines.join("\n")}\nTIMER 1\n`);
      renameSync(`${file}.new`, file);
    },
    startServer() {
      server ??= run(UPSD, ["-F", "-u", "root"]);
    },
    async stopServer() {
      await ended(server);
      server = null;
    },
    startDriver() {
      driver ??= run(DUMMY_UPS, ["-F", "-a", "rack", "-u", "root"]);
    },
    freezeDriver: () => void driver?.kill("SIGSTOP"),
    thawDriver: () => void driver?.kill("SIGCONT"),
    async stopDriver() {
      await ended(driver);
      driver = null;
    },
    async close() {
      await Promise.all([ended(server), ended(driver)]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return told;
}

async function ended(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}
