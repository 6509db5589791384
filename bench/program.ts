/** A program in a process of its own, ended by its pid. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const START_MS = 60_000;
const STOP_MS = 5_000;
const MAX_KEPT = 65_536;

export interface ProgramOptions {
  /** The script, then its arguments. */
  readonly script: readonly string[];
  /** What it prints once it is up. */
  readonly ready: RegExp;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

const alive = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

export class Program {
  readonly #child: ChildProcess;
  /** Milliseconds from its start until it said that it is up. */
  readonly startedIn: number;
  readonly #printed: () => string;

  private constructor(child: ChildProcess, startedIn: number, printed: () => string) {
    this.#child = child;
    this.startedIn = startedIn;
    this.#printed = printed;
  }

  static async start(options: ProgramOptions): Promise<Program> {
    const began = performance.now();
    const child = spawn(process.execPath, [...(options.nodeOptions ?? []), ...options.script], {
      cwd: options.cwd,
      env: { ...process.env, FORCE_COLOR: "0", ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    alive.add(child);
    child.once("exit", () => alive.delete(child));
    let printed = "";
    const up = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not up: ${printed}`)), START_MS);
      let isUp = false;
      const hear = (text: string) => {
        printed = (printed + text).slice(-MAX_KEPT);
        // Only until then: what is printed later falls into what is being timed.
        if (isUp || !options.ready.test(printed)) return;
        isUp = true;
        clearTimeout(timer);
        resolve();
      };
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding("utf8").on("data", hear);
      child.once("exit", (code) => reject(new Error(`ended with ${code}: ${printed}`)));
    });
    try {
      await up;
    } catch (error) {
      child.kill("SIGKILL");
      throw error;
    }
    return new Program(child, performance.now() - began, () => printed);
  }

  get printed(): string {
    return this.#printed();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resident memory in megabytes; 0 where the system does not tell. */
  get megabytes(): number {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(timer);
  }
}
