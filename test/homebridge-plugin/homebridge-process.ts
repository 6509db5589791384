/**
 * A real Homebridge in a process of its own, on loopback only, with the built package as its one plugin.
 *
 * Build first (`npm run build`): Homebridge loads `dist/`, as it would after an installation.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.ts";
import { PairedHome } from "./paired-home.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PRELOAD = new URL("../../demo/loopback-only.mjs", import.meta.url).href;
export const PIN = "031-45-154";
const START_MS = 20_000;
const STOP_MS = 8_000;

export interface HomebridgeOptions {
  /** The platform's block, without `platform` and `name`. */
  readonly platform: Readonly<Record<string, unknown>>;
  /** A storage folder to start from; a new one, removed at the end, unless given. */
  readonly storage?: string;
  /** The bridge to be again, with the storage it had. */
  readonly bridge?: BridgeAddress;
  /** Runs the platform on a child bridge, as Homebridge advises. */
  readonly childBridge?: boolean;
  /** More of Homebridge's own arguments, as `-I`. */
  readonly arguments?: readonly string[];
  /** Where the package lies; this repository unless given. */
  readonly plugin?: string;
}

export class HomebridgeProcess {
  readonly storage: string;
  readonly #child: ChildProcess;
  readonly bridge: BridgeAddress;
  readonly #remove: boolean;
  readonly #homes = new Set<PairedHome>();
  readonly #waiting = new Set<() => void>();
  #log = "";

  constructor(child: ChildProcess, storage: string, bridge: BridgeAddress, remove: boolean) {
    this.#child = child;
    this.storage = storage;
    this.bridge = bridge;
    this.#remove = remove;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#log += text;
        for (const look of this.#waiting) look();
      });
    }
    child.on("exit", () => {
      for (const look of this.#waiting) look();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get log(): string {
    return this.#log;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the log matches; rejects when Homebridge ends or the time is up. */
  async logged(pattern: RegExp, withinMs = START_MS): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = (error?: Error) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        if (error) reject(error);
        else resolve();
      };
      const look = () => {
        if (pattern.test(this.#log)) end();
        else if (!this.running) end(new Error(`Homebridge ended:\n${this.#log}`));
      };
      const timer = setTimeout(
        () => end(new Error(`${pattern} was not logged:\n${this.#log}`)),
        withinMs,
      );
      this.#waiting.add(look);
      look();
    });
  }

  /** Pairs as a phone does, encrypted. Give `saved` to come back as the same phone. */
  async pair(saved?: unknown): Promise<PairedHome> {
    const home = await PairedHome.pair(this.bridge.username, this.bridge.port, PIN, saved);
    this.#homes.add(home);
    return home;
  }

  /** Ends in an orderly way, as a service manager would. */
  async stop(): Promise<void> {
    for (const home of this.#homes) await home.close();
    await this.#end("SIGTERM");
    if (this.#remove) rmSync(this.storage, { recursive: true, force: true });
  }

  /** Ends as a power cut does; the storage stays. */
  async kill(): Promise<void> {
    for (const home of this.#homes) await home.close();
    await this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill(signal);
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(timer);
  }
}

export interface BridgeAddress {
  readonly username: string;
  readonly port: number;
}

export async function startHomebridge(options: HomebridgeOptions): Promise<HomebridgeProcess> {
  const storage = options.storage ?? mkdtempSync(join(tmpdir(), "egress-homebridge-"));
  const main = options.bridge ?? (await newBridge());
  const child = options.childBridge ? await newBridge() : null;
  writeConfig(storage, options.platform, main, child);
  const started = spawn(process.execPath, argumentsFor(storage, options), {
    cwd: storage,
    env: { ...process.env, NODE_OPTIONS: `--import=${PRELOAD}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const remove = options.storage === undefined;
  const homebridge = new HomebridgeProcess(started, storage, child ?? main, remove);
  try {
    const port = (child ?? main).port;
    await homebridge.logged(new RegExp(`is running on port ${port}`));
  } catch (error) {
    await homebridge.stop();
    throw error;
  }
  return homebridge;
}

function argumentsFor(storage: string, options: HomebridgeOptions): string[] {
  const homebridge = join(ROOT, "node_modules/homebridge/bin/homebridge.js");
  const plugins = join(storage, "plugins");
  mkdirSync(plugins, { recursive: true });
  rmSync(join(plugins, "homebridge-egress"), { force: true });
  symlinkSync(options.plugin ?? ROOT, join(plugins, "homebridge-egress"));
  const own = ["-U", storage, "-P", plugins, "--strict-plugin-resolution", "-Q", "-T"];
  return [homebridge, ...own, ...(options.arguments ?? [])];
}

function writeConfig(
  storage: string,
  platform: Readonly<Record<string, unknown>>,
  main: BridgeAddress,
  child: BridgeAddress | null,
): void {
  const block = { platform: "Egress", name: "Egress", ...platform };
  const config = {
    bridge: { name: "Egress test", ...main, pin: PIN, advertiser: "ciao", bind: ["lo"] },
    accessories: [],
    platforms: [child ? { ...block, _bridge: { ...child } } : block],
  };
  writeFileSync(join(storage, "config.json"), JSON.stringify(config));
}

async function newBridge(): Promise<BridgeAddress> {
  const octets = Array.from({ length: 5 }, () => randomInt(256).toString(16).padStart(2, "0"));
  return { username: ["0E", ...octets].join(":").toUpperCase(), port: await freePort() };
}
