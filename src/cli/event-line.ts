/** One line of a replay: an event, or why it is none. */
import type { ReplayEvent } from "../replay/replay.ts";
import { MAX_DEPTH, outOfBounds } from "../site-file/bounds.ts";
import { explainIssue, suggestion } from "../site-file/explain-issue.ts";
import { formatPath, shown } from "../site-file/finding.ts";
import { ACTIONS, isAction } from "./actions.ts";
import { EVENT_SHAPES, REQUEST_SHAPES } from "./event-shapes.ts";
import { MAX_LINE_BYTES } from "./lines.ts";

export type EventLine =
  | { readonly kind: "event"; readonly event: ReplayEvent }
  /** Not a line of events at all: the replay ends here. */
  | { readonly kind: "malformed"; readonly message: string }
  /** An event that makes no sense: it is answered with `bad-input`, and time moves on. */
  | {
      readonly kind: "senseless";
      readonly at: number;
      readonly input: Readonly<Record<string, unknown>>;
      readonly reason: string;
    };

/** @param text null for a line that is too long or not UTF-8. @param notBefore the `at` of the line before. */
export function parseEventLine(text: string | null, notBefore: number): EventLine {
  if (text === null || Buffer.byteLength(text) > MAX_LINE_BYTES)
    return malformed(`is longer than ${MAX_LINE_BYTES / 1024} KiB, or is not UTF-8 text`);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return malformed("is not JSON");
  }
  if (!isObject(input)) return malformed("is not an object");
  if (outOfBounds(input) !== null) return malformed(`is nested more than ${MAX_DEPTH} levels deep`);
  const at = own(input, "at");
  if (at === undefined) return malformed("has no `at`");
  if (typeof at !== "number" || !(at >= 0) || at > Number.MAX_SAFE_INTEGER)
    return malformed(`has an \`at\` that is no time in milliseconds: ${shown(at)}`);
  if (at < notBefore) return malformed(`goes back in time, from ${notBefore} to ${at}`);
  const type = own(input, "type");
  if (type === undefined) return malformed("has no `type`");
  const understood = understand(input, type);
  return typeof understood === "string"
    ? { kind: "senseless", at, input, reason: understood }
    : { kind: "event", event: understood };
}

/** Gives the event, or the reason why there is none. */
function understand(input: Readonly<Record<string, unknown>>, type: unknown): ReplayEvent | string {
  const shape = type === "request" ? requestShape(own(input, "action")) : eventShape(type);
  if (typeof shape === "string") return shape;
  const parsed = shape.safeParse(input);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues.flatMap((issue) => explainIssue(issue, input));
  if (first === undefined) return "the event makes no sense";
  const mend = typeof first.mend === "string" ? first.mend : first.mend();
  return `${formatPath(first.path)}: ${first.message}; ${mend}`;
}

function eventShape(type: unknown) {
  const word = String(type);
  if (typeof type === "string" && Object.hasOwn(EVENT_SHAPES, word))
    return EVENT_SHAPES[word as keyof typeof EVENT_SHAPES];
  const known = [...Object.keys(EVENT_SHAPES), "request"];
  return `type: there is no type ${shown(type)}; ${suggestion(word, known)}`;
}

function requestShape(action: unknown) {
  if (action === undefined) return "action: is missing; a request must say what it asks for";
  const word = String(action);
  if (typeof action === "string" && isAction(word)) return REQUEST_SHAPES[word];
  return `action: there is no action ${shown(action)}; ${suggestion(word, Object.keys(ACTIONS))}`;
}

function malformed(message: string): EventLine {
  return { kind: "malformed", message };
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
