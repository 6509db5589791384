/** The command line in memory: what went in, what came out, and the exit code. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, type Writable } from "node:stream";
import { runCli } from "../../src/cli/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "egress-cli-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

export const OFFICE = new URL("../../examples/sites/small-office.yaml", import.meta.url).pathname;
export const FIRST_DOOR = new URL("../../examples/sites/first-door.yaml", import.meta.url).pathname;

export function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export function pathFor(name: string): string {
  return join(folder, name);
}

export function jsonLines(...events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly ended: Promise<Ended>;
  /** What was written so far. */
  readonly out: () => string;
  readonly err: () => string;
  stop(): void;
}

export interface Surroundings {
  readonly stdin?: string | AsyncIterable<string> | Readable;
  readonly stdout?: Writable;
  readonly env?: Readonly<Record<string, string>>;
}

export function startEgress(argv: readonly string[], around: Surroundings = {}): Started {
  const [out, err] = [collector(), collector()];
  const stop = new AbortController();
  const ended = runCli({
    argv,
    stdin: readable(around.stdin ?? []),
    stdout: around.stdout ?? out.stream,
    stderr: err.stream,
    env: around.env ?? {},
    signal: stop.signal,
  }).then((code) => ({ code, out: out.text(), err: err.text() }));
  return { ended, out: out.text, err: err.text, stop: () => stop.abort() };
}

export function egress(argv: readonly string[], around: Surroundings = {}): Promise<Ended> {
  return startEgress(argv, around).ended;
}

function readable(stdin: NonNullable<Surroundings["stdin"]> | readonly string[]): Readable {
  if (stdin instanceof Readable) return stdin;
  return Readable.from(typeof stdin === "string" ? [stdin] : stdin);
}

function collector() {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}
