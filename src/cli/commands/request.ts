/** `egress request`: one question to a site that runs elsewhere, and its answer. */
import { setTimeout as delay } from "node:timers/promises";
import type { Request, Result } from "../../core/input.ts";
import { openMirror } from "../../open-site.ts";
import { nearest, parseDuration, plainText } from "../../site-file/index.ts";
import type { SiteHandle } from "../../site-handle.ts";
import { ACTIONS, type ActionField, type ActionName, isAction } from "../actions.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { BROKER_HELP, BROKER_OPTIONS, namedBroker } from "../broker-options.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";
import { PROOF_HELP, PROOF_OPTIONS, proofOf } from "../request-proof.ts";

export const AUTHORITY_WITHIN_MS = 5_000;

const HELP = `egress request ACTION --site ID --mqtt URL [options]

Asks a running site for something and prints the answer.

  ACTION    ${Object.keys(ACTIONS).slice(0, 6).join(", ")},
            ${Object.keys(ACTIONS).slice(6).join(", ")}
  --door ID --area ID --sensor ID --lock ID   what it is about
  --for 10m            how long: isolate, drill-start, walk-test-start
  --extended           access for those who need longer
  --let-go             lease-test-end: the lock was seen to let go
  --by NAME            who asks (default: your user name); --via WORD through what (default: cli)
  --json               print the answer as JSON
${PROOF_HELP}
${BROKER_HELP}

Exit codes: 0 done, 1 refused, 2 misused or nobody answers.`;

const OPTIONS = {
  ...BROKER_OPTIONS,
  ...PROOF_OPTIONS,
  site: { type: "string" },
  door: { type: "string" },
  area: { type: "string" },
  sensor: { type: "string" },
  lock: { type: "string" },
  "let-go": { type: "boolean" },
  for: { type: "string" },
  extended: { type: "boolean" },
  by: { type: "string" },
  via: { type: "string", default: "cli" },
  json: { type: "boolean", default: false },
} as const;

export const request: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(call.args, OPTIONS, ["ACTION"]);
  const action = actionNamed(words[0] ?? "");
  const proof = await proofOf(values, call.env);
  // Who signs and names nobody asks in the name of the key.
  const user = proof?.kind === "key" ? proof.key : (call.env["USER"] ?? "cli");
  const who = { by: values.by ?? user, via: values.via };
  const asked = requestFor(action, who, {
    door: values.door,
    area: values.area,
    sensor: values.sensor,
    lock: values.lock,
    letGo: values["let-go"],
    forMs: values.for === undefined ? undefined : durationOf(values.for),
    extended: values.extended,
  });
  const siteId = siteNamed(values.site);
  const broker = await namedBroker(values, call.env);
  if (broker === null)
    throw new Misuse("--mqtt is missing", "give the address of the site's broker");
  const mirror = await openMirror({
    siteId,
    broker,
    client: "cli",
    ...(proof === null ? {} : { proof }),
  });
  try {
    if (!(await comesOnline(mirror, call.signal)))
      return await nobody(call, `${siteId} does not answer on this broker`);
    const result = await mirror.request(asked);
    // The same code tells of a lock that can't be reached; only here nobody was there to say so.
    if (!result.ok && result.code === "no-link" && !mirror.online)
      return await nobody(call, result.reason);
    await call.stdout.write(`${values.json ? JSON.stringify(result) : inWords(asked, result)}\n`);
    return result.ok ? 0 : 1;
  } finally {
    await mirror.close();
  }
}

export function siteNamed(siteId: string | undefined): string {
  if (siteId !== undefined && /^[a-z0-9-]{1,64}$/.test(siteId)) return siteId;
  throw new Misuse(
    "--site is missing, or is no id",
    "give the id of the site, as its file says it",
  );
}

export async function comesOnline(mirror: SiteHandle, signal: AbortSignal): Promise<boolean> {
  if (mirror.online) return true;
  const found = new AbortController();
  const stop = mirror.listen({ online: (online) => online && found.abort() });
  const ended = AbortSignal.any([found.signal, signal]);
  await delay(AUTHORITY_WITHIN_MS, undefined, { signal: ended }).catch(() => undefined);
  stop();
  return mirror.online;
}

export async function nobody({ stderr }: CommandCall, message: string): Promise<ExitCode> {
  await stderr.write(
    `egress: ${plainText(message)}\n  is the site running, and is its id right?\n`,
  );
  return 2;
}

function actionNamed(word: string): ActionName {
  if (isAction(word)) return word;
  const near = nearest(word, Object.keys(ACTIONS));
  throw new Misuse(
    `there is no action ${shownWord(word)}`,
    near === null ? `it can be ${Object.keys(ACTIONS).join(", ")}` : `did you mean \`${near}\`?`,
  );
}

function durationOf(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw new Misuse(`${shownWord(text)} is no duration`, "write --for as 30s, 10m or 4h");
}

type Given = Readonly<Partial<Record<ActionField, string | number | boolean | undefined>>>;

/** The table of actions says which fields make a request of each, and only those get through. */
function requestFor(action: ActionName, who: { by: string; via: string }, given: Given): Request {
  const { needs, may } = ACTIONS[action];
  for (const field of needs)
    if (given[field] === undefined)
      throw new Misuse(`${action} needs ${flag(field)}`, `add ${flag(field)} ${example(field)}`);
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [field] of fields)
    if (![...needs, ...may].some((known) => known === field))
      throw new Misuse(`${flag(field)} means nothing for ${action}`, "leave it out");
  return { type: "request", action, ...who, ...Object.fromEntries(fields) } as unknown as Request;
}

function flag(field: string): string {
  if (field === "letGo") return "--let-go";
  return field === "forMs" ? "--for" : `--${field}`;
}

function example(field: ActionField): string {
  return field === "forMs" ? "10m" : "ID";
}

function inWords(asked: Request, result: Result): string {
  if (!result.ok) return `Refused (${plainText(result.code)}): ${plainText(result.reason)}`;
  const subject = ["door", "area", "sensor", "lock"].flatMap(
    (key) => Reflect.get(asked, key) ?? [],
  )[0];
  return `Done: ${asked.action}${subject === undefined ? "" : ` ${plainText(String(subject))}`}.`;
}
