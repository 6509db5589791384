/** A process whose system calls are made to fail or to wait, by strace, from a chosen moment on. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

const STRACE = "/usr/bin/strace";

/** Why nothing can be injected here; null where it can. */
export function whyNoInjection(): string | null {
  return existsSync(STRACE) ? null : "strace is not installed";
}

export type Answer = Readonly<Record<string, unknown>>;

export class TracedProcess {
  readonly #child: ChildProcess;
  readonly #answers: Answer[] = [];
  #waiting: ((answer: Answer) => void) | null = null;
  #tracer: ChildProcess | null = null;

  constructor(script: string, ...given: readonly string[]) {
    this.#child = spawn(process.execPath, [script, ...given], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    if (this.#child.stdout === null) throw new Error("no output");
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const answer = JSON.parse(line) as Answer;
      const waiting = this.#waiting;
      this.#waiting = null;
      if (waiting === null) this.#answers.push(answer);
      else waiting(answer);
    });
  }

  next(): Promise<Answer> {
    const there = this.#answers.shift();
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  ask(line: string): Promise<Answer> {
    this.#child.stdin?.write(`${line}\n`);
    return this.next();
  }

  /** From now on these calls do what is said, in all of its threads. `fsync:delay_enter=5000000` */
  async inject(what: string): Promise<void> {
    const [calls] = what.split(":");
    const tracer = spawn(
      STRACE,
      ["-f", "-qq", "-e", `trace=${calls}`, "-e", `inject=${what}`, "-p", String(this.#child.pid)],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    this.#tracer = tracer;
    const { pid } = this.#child;
    // It is at work once the kernel names it as the tracer.
    for (;;) {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      if (/^TracerPid:\s*[1-9]/m.test(status)) return;
      if (tracer.exitCode !== null) throw new Error("strace ended");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** The calls do again what they always did. */
  async mend(): Promise<void> {
    const tracer = this.#tracer;
    this.#tracer = null;
    if (tracer === null || tracer.exitCode !== null) return;
    const gone = new Promise((resolve) => tracer.once("exit", resolve));
    tracer.kill("SIGINT");
    await gone;
  }

  async end(): Promise<void> {
    this.#tracer?.kill("SIGKILL");
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }
}
