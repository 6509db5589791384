/** A row in sentences for people. */
import { EVENTS, type Request } from "../core/index.ts";
import type { EntryBody } from "./body.ts";
import type { Anchor, Row } from "./chain.ts";

type Fields = Readonly<Record<string, unknown>>;

export function sentencesOf(row: Row): readonly string[] {
  if (row.kind === "memory") return ["The whole memory was kept."];
  if (row.kind === "anchor") {
    const { pruned } = JSON.parse(row.body) as Anchor;
    return [`Here ${pruned} older rows were dropped.`];
  }
  const { input, ask, result, events, commands } = JSON.parse(row.body) as EntryBody;
  const first = ask !== null && result !== null ? answer(input as Request, result) : heard(input);
  return [
    ...(first === null ? [] : [first]),
    ...events.map((event) => eventSentence(event as Fields)),
    ...commands.map((command) => orderSentence(command as Fields)),
  ];
}

/** What an event says, and about what. */
export function eventSentence(event: Fields): string {
  const known: Readonly<Record<string, string>> = EVENTS;
  const type = String(event["type"]);
  const text = Object.hasOwn(known, type) ? String(known[type]) : `${type}.`;
  const about = ["door", "lock", "holder", "sensor", "supply", "area"]
    .flatMap((key) => (typeof event[key] === "string" ? [String(event[key])] : []))
    .join(", ");
  const more = ["by", "code", "reason", "bolt"]
    .flatMap((key) => (typeof event[key] === "string" ? [`${key} ${String(event[key])}`] : []))
    .join(", ");
  return `${about === "" ? "" : `${about}: `}${text}${more === "" ? "" : ` (${more})`}`;
}

export function orderSentence(order: Fields): string {
  const what = String(order["lock"] ?? order["holder"]);
  return `${what} is told: ${String(order["to"])}.`;
}

export function requestSentence(request: Request): string {
  const about = ["door", "area", "sensor"].flatMap((key) => Reflect.get(request, key) ?? []);
  return [request.action, ...about.map(String)].join(" ");
}

function answer(request: Request, result: NonNullable<EntryBody["result"]>): string {
  const what = `${requestSentence(request)}, for ${request.by} (${request.via})`;
  return result.ok ? `Done: ${what}.` : `Refused (${result.code}): ${what}. ${result.reason}`;
}

/** So many of the inputs that came in one packet are told in a line. */
const MAX_TOGETHER = 5;

function heard(input: unknown): string | null {
  const fields = input as Fields;
  const value = fields["value"];
  const said = typeof value === "object" ? JSON.stringify(value) : String(value);
  switch (fields["type"]) {
    case "request": {
      const request = input as Request;
      return `${request.by} (${request.via}) asks: ${requestSentence(request)}.`;
    }
    case "reading":
      if (value === undefined) return `${fields["sensor"]} tells of its battery or cover.`;
      return `${fields["sensor"]} says: ${said}.`;
    case "report":
      return `${fields["lock"]} reports: ${fields["bolt"]}.`;
    case "together": {
      const all = (fields["inputs"] as readonly unknown[]).map(heard).filter((one) => one !== null);
      const more = all.length > MAX_TOGETHER ? ` And ${all.length - MAX_TOGETHER} more.` : "";
      return all.length === 0 ? null : `${all.slice(0, MAX_TOGETHER).join(" ")}${more}`;
    }
    case "start":
      return "The controller started.";
    default:
      return null;
  }
}
