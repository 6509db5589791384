/** Programs that run beside the demo, each in a process of its own, and all of which end with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PACKAGE_ROOT } from "./package-root.ts";

const START_MS = 30_000;
const STOP_MS = 6_000;
const MAX_TAIL = 4_000;

export interface ChildOptions {
  /** For people. */
  readonly name: string;
  /** The script, then its arguments. */
  readonly script: readonly string[];
  readonly cwd: string;
  readonly logFile: string;
  /** More modules to load before the script. */
  readonly preload?: readonly string[];
  /** What it prints once it is up. */
  readonly ready: RegExp;
}

export class Child {
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #log: WriteStream;
  readonly #ended: Promise<void>;
  #tail = "";
  #look: () => void = () => undefined;

  private constructor({ name, script, cwd, logFile, preload = [] }: ChildOptions) {
    this.name = name;
    this.#log = createWriteStream(logFile);
    const imports = [join(PACKAGE_ROOT, "demo/end-with-parent.mjs"), ...preload];
    const options = imports.map((file) => `--import=${pathToFileURL(file).href}`);
    this.#process = spawn(process.execPath, [...script], {
      cwd,
      env: { ...process.env, NODE_OPTIONS: options.join(" "), FORCE_COLOR: "0" },
      // Ctrl-C in a terminal reaches its whole process group; the demo ends its children itself.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    }
    this.#ended = new Promise((resolve) => {
      const end = () => {
        this.#look();
        this.#log.end(() => resolve());
      };
      this.#process.once("exit", end);
      this.#process.once("error", (error) => {
        this.#hear(error.message);
        end();
      });
    });
  }

  /** Starts a program and waits until it says that it is up. Ends it again when it doesn't. */
  static async start(options: ChildOptions, begun: (child: Child) => void): Promise<Child> {
    const child = new Child(options);
    begun(child);
    if (await child.#says(options.ready)) return child;
    await child.stop();
    throw new Error(`${options.name} did not start.\n${child.#tail}`);
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get running(): boolean {
    const { pid, exitCode, signalCode } = this.#process;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** The last that it printed. */
  get tail(): string {
    return this.#tail;
  }

  /** Resolves when it has ended by itself or was ended. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Asks it to end, and after a while makes it. */
  async stop(): Promise<void> {
    if (this.running) this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), STOP_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  /** At once, where nothing can be waited for any more. */
  kill(): void {
    if (this.running) this.#process.kill("SIGKILL");
  }

  #hear(text: string): void {
    this.#log.write(text);
    this.#tail = (this.#tail + text).slice(-MAX_TAIL);
    this.#look();
  }

  async #says(ready: RegExp): Promise<boolean> {
    return await new Promise((resolve) => {
      const end = (up: boolean) => {
        clearTimeout(timer);
        this.#look = () => undefined;
        resolve(up);
      };
      const timer = setTimeout(() => end(false), START_MS);
      this.#look = () => {
        if (ready.test(this.#tail)) end(true);
        else if (!this.running) end(false);
      };
      this.#look();
    });
  }
}
