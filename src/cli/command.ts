/** What every command is, and what it is given. */
import type { Readable } from "node:stream";
import type { Output } from "./output.ts";

/** 0 done, 1 the answer is bad, 2 misused or unreadable. */
export type ExitCode = 0 | 1 | 2;

export interface CommandCall {
  /** What stands after the command's name. */
  readonly args: readonly string[];
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the command should come to an end. */
  readonly signal: AbortSignal;
}

export interface Command {
  readonly help: string;
  run(call: CommandCall): Promise<ExitCode>;
}

/** The command can't be done as it was asked for; the hint says how to ask. */
export class Misuse extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
