/** `egress replay`: a site played in virtual time, one line out for each line in. */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { addAbortSignal } from "node:stream";
import { startReplay } from "../../replay/replay.ts";
import { readSiteFile } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";
import { parseEventLine } from "../event-line.ts";
import { linesOf } from "../lines.ts";
import { type Output, openOutput } from "../output.ts";

const HELP = `egress replay SITE EVENTS.jsonl [--out FILE]

Plays the events on the site in virtual time: no network, no clock, no journal. One JSON object a
line in, one line out with the result, the commands, the events and every door.

  EVENTS.jsonl   a file, or - for standard input
  --out FILE     write there instead of to standard output

Exit codes: 0 played to the end, 2 a malformed line (its number is told) or an unreadable file.`;

export const replay: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(call.args, { out: { type: "string" } }, [
    "SITE",
    "EVENTS.jsonl",
  ]);
  const [sitePath = "", eventsPath = ""] = words;
  const site = await readSiteFile(sitePath);
  const events = await openEvents(eventsPath, call);
  const out = values.out === undefined ? call.stdout : await openFile(values.out);
  try {
    return await play(startReplay(site), events, out, call);
  } catch (error) {
    if (!call.signal.aborted) throw error;
    await call.stderr.write("egress replay: stopped before the end\n");
    return 2;
  } finally {
    if (values.out !== undefined) await out.end();
  }
}

async function play(
  site: ReturnType<typeof startReplay>,
  events: AsyncIterable<unknown>,
  out: Output,
  call: CommandCall,
): Promise<ExitCode> {
  let now = 0;
  for await (const { number, text } of linesOf(events)) {
    if (text?.trim() === "") continue;
    const line = parseEventLine(text, now);
    if (line.kind === "malformed") {
      await call.stderr.write(`egress replay: line ${number} ${line.message}\n`);
      return 2;
    }
    if (line.kind === "event") {
      now = line.event.at;
      await out.write(`${JSON.stringify(site.play(line.event))}\n`);
    } else {
      now = line.at;
      const result = { ok: false, code: "bad-input", reason: line.reason };
      const ticked = site.play({ at: now, type: "tick" });
      await out.write(`${JSON.stringify({ ...ticked, input: line.input, result })}\n`);
    }
    if (out.closed) return 0;
  }
  return 0;
}

async function openEvents(path: string, call: CommandCall): Promise<AsyncIterable<unknown>> {
  if (path === "-") return addAbortSignal(call.signal, call.stdin);
  const file = createReadStream(path, { signal: call.signal });
  try {
    await once(file, "readable");
    return file;
  } catch (error) {
    throw new Misuse(
      `${shownWord(path)} can't be read: ${reason(error)}`,
      "name a file with one JSON event a line, or - for standard input",
    );
  }
}

async function openFile(path: string): Promise<Output> {
  const file = createWriteStream(path);
  try {
    await once(file, "open");
    return openOutput(file);
  } catch (error) {
    throw new Misuse(
      `${shownWord(path)} can't be written: ${reason(error)}`,
      "choose another file for --out",
    );
  }
}

function reason(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
