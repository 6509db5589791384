/** `egress journal`: what a site's journal says, whether it can be believed, and what happened when. */
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Row } from "../../journal/chain.ts";
import { eachRow, journalsAt, putAsideBeside, verifyHistory } from "../../journal/history.ts";
import { IncidentReader } from "../../journal/incident.ts";
import { incidentHtml, incidentText } from "../../journal/incident-report.ts";
import { sentencesOf } from "../../journal/sentences.ts";
import { nearest, plainText } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";

/** How often \`follow\` looks for new rows. */
const LOOK_MS = 500;
const LISTED = 100;

const HELP = `egress journal DIR|FILE [WHAT] [options]

Reads the journal of a site, also while the site runs. It is never written.

  list               the newest rows as sentences (default); --last N for more than ${LISTED}
  verify             checks every row against its seal, and the epoch file
  export             everything: --format jsonl (default) or csv
  follow             prints new rows as they come, until Ctrl-C
  incident [N]       one alarm or drill, from the first detector to the reset, as a report;
                     1 is the newest (default). --format text (default), json or html

Exit codes: 0 done, 1 the journal does not verify or there is no such incident, 2 misused or unreadable.`;

const OPTIONS = { format: { type: "string" }, last: { type: "string" } } as const;
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  export: ["jsonl", "csv"],
  incident: ["text", "json", "html"],
};
const VERBS: Readonly<Record<string, (job: Job) => Promise<ExitCode>>> = {
  list,
  verify,
  export: exported,
  follow,
  incident,
};

interface Job {
  readonly call: CommandCall;
  readonly path: string;
  readonly format: string;
  readonly number: number;
  readonly last: number;
}

export const journal: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(call.args, OPTIONS, wordsGiven(call.args));
  const [place = "", verb = "list", number = "1"] = words;
  const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (work === undefined) {
    const near = nearest(verb, Object.keys(VERBS));
    throw new Misuse(
      `a journal can't ${shownWord(verb)}`,
      near === null ? `it can ${Object.keys(VERBS).join(", ")}` : `did you mean \`${near}\`?`,
    );
  }
  if (words.length > 2 && verb !== "incident")
    throw new Misuse(`${shownWord(number)} is one word too many`, "only `incident` takes a number");
  return work({
    call,
    path: onlyJournal(place),
    format: formatOf(verb, values.format),
    number: positive(number, "N"),
    last: values.last === undefined ? LISTED : positive(values.last, "--last"),
  });
}

/** What and which may be left out, so only as many words are expected as there are. */
function wordsGiven(args: readonly string[]): readonly string[] {
  const loose = { args: [...args], options: OPTIONS, strict: false, allowPositionals: true };
  const { length } = parseArgs(loose).positionals;
  return ["DIR|FILE", "WHAT", "N"].slice(0, Math.max(1, length));
}

async function list({ call, path, last }: Job): Promise<ExitCode> {
  const lines: string[] = [];
  eachRow(path, { newest: last }, (row) => lines.push(lineOf(row)));
  await call.stdout.write(lines.join(""));
  for (const name of putAsideBeside(path))
    await call.stderr.write(`A journal that could not be trusted was put aside: ${name}\n`);
  return 0;
}

async function verify({ call, path }: Job): Promise<ExitCode> {
  const verdict = verifyHistory(path);
  if (verdict === null)
    throw new Misuse(
      "the key of the journal can't be read",
      "run it as the user whom the site runs as",
    );
  const { rows, from, to, wrong } = verdict;
  const span = from === null ? "" : `, ${from} to ${to}`;
  await call.stdout.write(
    wrong === null
      ? `Whole: ${rows} rows verify${span}.\n`
      : `Broken after ${rows} rows that verify${span}: ${plainText(wrong)}.\n`,
  );
  return wrong === null ? 0 : 1;
}

async function exported({ call, path, format }: Job): Promise<ExitCode> {
  if (format === "csv") await call.stdout.write("seq,epoch,at,kind,sentences,body,hash\n");
  for (let next = 0; ; ) {
    const rows = rowsOf(path, next);
    await call.stdout.write(rows.map(format === "csv" ? csvOf : jsonOf).join(""));
    const last = rows.at(-1);
    if (last === undefined || call.stdout.closed || call.signal.aborted) return 0;
    next = last.seq + 1;
  }
}

async function follow({ call, path }: Job): Promise<ExitCode> {
  let next = 0;
  eachRow(path, { newest: 1 }, (row) => {
    next = row.seq + 1;
  });
  while (!call.signal.aborted && !call.stdout.closed) {
    const rows = rowsOf(path, next);
    next = (rows.at(-1)?.seq ?? next - 1) + 1;
    if (rows.length > 0) await call.stdout.write(rows.map(lineOf).join(""));
    await delay(LOOK_MS, undefined, { signal: call.signal }).catch(() => undefined);
  }
  return 0;
}

async function incident({ call, path, format, number }: Job): Promise<ExitCode> {
  const reader = new IncidentReader();
  eachRow(path, 0, (row) => reader.take(row));
  const all = reader.incidents();
  const found = all.at(-number);
  if (found === undefined) {
    const many = all.length === 1 ? "is 1 incident" : `are ${all.length} incidents`;
    await call.stderr.write(`egress journal: there ${many} in this journal\n`);
    return 1;
  }
  if (format === "json") await call.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else if (format === "html") await call.stdout.write(incidentHtml(found));
  else
    for (const line of incidentText(found).split("\n"))
      await call.stdout.write(`${plainText(line)}\n`);
  return 0;
}

/** Lots of rows, so that a reader of the output may be slow and the site is not held up. */
const ROWS_AT_ONCE = 1_000;

function rowsOf(path: string, from: number): readonly Row[] {
  const rows: Row[] = [];
  const enough = new Error();
  try {
    eachRow(path, from, (row) => {
      rows.push(row);
      if (rows.length >= ROWS_AT_ONCE) throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return rows;
}

function lineOf(row: Row): string {
  const text = sentencesOf(row).join(" ");
  return `${String(row.seq).padStart(6)}  ${plainText(row.at)}  ${plainText(text, 2_000)}\n`;
}

function jsonOf({ body, ...row }: Row): string {
  return `${JSON.stringify({ ...row, body: JSON.parse(body) })}\n`;
}

function csvOf(row: Row): string {
  const { seq, epoch, at, kind, body, hash } = row;
  return `${[seq, epoch, at, kind, sentencesOf(row).join(" "), body, hash].map(cell).join(",")}\n`;
}

/** A cell that begins like a formula would be one in a spreadsheet. */
function cell(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function onlyJournal(place: string): string {
  let found: readonly string[];
  try {
    found = journalsAt(place);
  } catch {
    throw new Misuse(
      `${shownWord(place)} can't be read`,
      "name the folder given to --data, or a file",
    );
  }
  const [first, ...more] = found;
  if (first === undefined)
    throw new Misuse(
      `there is no journal in ${shownWord(place)}`,
      "name the folder given to --data",
    );
  if (more.length > 0)
    throw new Misuse(
      `${found.length} journals are in ${shownWord(place)}`,
      `name one: ${found.join(", ")}`,
    );
  return first;
}

function formatOf(verb: string, format: string | undefined): string {
  const known = FORMATS[verb] ?? [];
  if (format === undefined) return known[0] ?? "";
  if (known.includes(format)) return format;
  throw new Misuse(
    `${shownWord(format)} is no format of ${verb}`,
    known.length === 0 ? "leave --format out" : `give ${known.join(", ")}`,
  );
}

function positive(text: string, name: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Misuse(`${shownWord(text)} is no number for ${name}`, "give 1 or more");
}
