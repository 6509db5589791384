/** The kinds of values that a site file is made of. */
import { z } from "zod";
import { DURATION_UNITS, formatDuration, MAX_DURATION_MS, parseDuration } from "./duration.ts";
import { shown } from "./finding.ts";
import { isPlain } from "./plain-text.ts";

const MAX_NAME_LENGTH = 128;
const MAX_TEXT_LENGTH = 1_000;

/**
 * A mapping without room for other keys. The message of its unknown-key issue is the list of the keys
 * it knows, from which the nearest is suggested.
 */
export function mapping<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).join(" ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? keys : undefined),
  });
}

/** What a value means, or why it means nothing. */
export type Understood<Value> =
  | { readonly value: Value }
  | { readonly message: string; readonly mend: string };

/** A value that is read by a function of its own. */
export function field<Value>(understand: (raw: unknown) => Understood<Value>) {
  return z.unknown().transform((raw, context): Value => {
    const understood = understand(raw);
    if ("value" in understood) return understood.value;
    const { message, mend } = understood;
    context.addIssue({ code: "custom", message, params: { mend } });
    return z.NEVER;
  });
}

const PLAIN_RULE = "leave out line breaks, control characters and marks that turn text around";

function text(maxLength: number) {
  return field((raw): Understood<string> => {
    if (typeof raw !== "string")
      return { message: `must be a text, not ${shown(raw)}`, mend: "put it in quotes" };
    if (raw.trim() === "") return { message: "is empty", mend: "write something, or leave it out" };
    if (raw.length > maxLength)
      return { message: `is longer than ${maxLength} characters`, mend: "shorten it" };
    if (!isPlain(raw))
      return { message: "has characters that can't be shown safely", mend: PLAIN_RULE };
    return { value: raw };
  });
}

export const name = text(MAX_NAME_LENGTH);
export const sentence = text(MAX_TEXT_LENGTH);

export const id = field((raw): Understood<string> => {
  if (typeof raw === "string" && /^[a-z0-9-]{1,64}$/.test(raw)) return { value: raw };
  if (typeof raw !== "string")
    return { message: `must be a text, not ${shown(raw)}`, mend: "put the id in quotes" };
  const proposal = raw
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return {
    message: `${shown(raw)} is no id: an id is 1 to 64 small letters, digits and hyphens`,
    mend: proposal === "" ? "write one as `front-door`" : `write \`${proposal.slice(0, 64)}\``,
  };
});

/** A day of the calendar, as `2026-12-24`. */
export const day = field((raw): Understood<string> => {
  const form = typeof raw === "string" && /^\d{4}-\d{2}-\d{2}$/.test(raw) ? raw : null;
  // A day that does not exist is carried over into the next month, and so reads differently.
  const date = form === null ? Number.NaN : Date.parse(`${form}T00:00:00Z`);
  if (form !== null && !Number.isNaN(date) && new Date(date).toISOString().startsWith(form))
    return { value: form };
  return { message: `${shown(raw)} is no day`, mend: "write it as `2026-12-24`" };
});

/** A duration in milliseconds; `atLeastMs` is 1 where none at all would have no meaning. */
export function duration(atLeastMs = 0) {
  return field((raw): Understood<number> => {
    const ms = typeof raw === "string" ? parseDuration(raw) : null;
    if (ms === null) return notADuration(raw);
    if (ms >= atLeastMs) return { value: ms };
    const least = formatDuration(atLeastMs);
    return { message: `must be at least ${least}`, mend: `write ${least} or more` };
  });
}

function notADuration(raw: unknown): { message: string; mend: string } {
  const amount = typeof raw === "object" ? "" : String(raw);
  if (/^\d{1,12}$/.test(amount))
    return {
      message: `\`${amount}\` has no unit; the units are ${DURATION_UNITS}`,
      mend: `write \`${amount}s\` if you mean seconds`,
    };
  if (/^-/.test(amount))
    return { message: `${shown(raw)} is negative`, mend: "a duration starts at 0s" };
  if (/^\d{1,12}(ms|s|m|h)$/.test(amount))
    return {
      message: `${shown(raw)} is longer than ${formatDuration(MAX_DURATION_MS)}`,
      mend: "shorten it",
    };
  return {
    message: `${shown(raw)} is no duration: a whole number and one of ${DURATION_UNITS}`,
    mend: "write it as `500ms`, `5s`, `10m` or `4h`",
  };
}
