/** `egress explain`: why a door is as it is at the end of a history. */
import { createReadStream } from "node:fs";
import { explain as explainDoor } from "../../replay/explain.ts";
import type { ReplayEvent } from "../../replay/replay.ts";
import { plainText, readSiteFile } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";
import { parseEventLine } from "../event-line.ts";
import { linesOf } from "../lines.ts";

const HELP = `egress explain SITE EVENTS.jsonl DOOR [--format text|json]

Plays the events and says why the door is as it is: what wins, what it came from, who would be next,
how its locks are known, and what happened on the way.

Exit codes: 0 done, 1 the site has no such door, 2 the files can't be read.`;

export const explain: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(
    call.args,
    { format: { type: "string", default: "text" } },
    ["SITE", "EVENTS.jsonl", "DOOR"],
  );
  const [sitePath = "", eventsPath = "", door = ""] = words;
  const site = await readSiteFile(sitePath);
  const explained = explainDoor(site, await history(eventsPath, call), door);
  if (explained === null) {
    const known = site.doors.map(({ id }) => id).slice(0, 20);
    await call.stderr.write(
      `egress explain: there is no door ${shownWord(door)}; there are ${known.join(", ")}\n`,
    );
    return 1;
  }
  if (values.format === "json") {
    await call.stdout.write(`${JSON.stringify({ door, ...explained }, null, 2)}\n`);
    return 0;
  }
  if (values.format !== "text")
    throw new Misuse(`there is no format ${shownWord(values.format)}`, "give text or json");
  const { because, locks, runnersUp, story } = explained;
  const lines = [
    `${door}: ${because}`,
    ...locks.map((line) => `  ${line}`),
    ...(runnersUp.length === 0 ? [] : ["", "Next, if that gave way:"]),
    ...runnersUp.map((line) => `  ${line}`),
    "",
    "How it came:",
    ...story.map(({ at, text }) => `  ${`${(at / 1_000).toFixed(3)} s`.padStart(14)}  ${text}`),
    "",
  ];
  await call.stdout.write(lines.map((line) => plainText(line)).join("\n"));
  return 0;
}

async function history(path: string, call: CommandCall): Promise<readonly ReplayEvent[]> {
  const source = path === "-" ? call.stdin : createReadStream(path, { signal: call.signal });
  const events: ReplayEvent[] = [];
  let now = 0;
  for await (const { number, text } of linesOf(source)) {
    if (text?.trim() === "") continue;
    const line = parseEventLine(text, now);
    if (line.kind === "malformed")
      throw new Misuse(
        `line ${number} of the events ${line.message}`,
        "give one JSON event a line",
      );
    now = line.kind === "event" ? line.event.at : line.at;
    events.push(line.kind === "event" ? line.event : { at: now, type: "tick" });
  }
  return events;
}
