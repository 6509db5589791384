/** The words, numbers and booleans that devices say for yes, no, test, fault and "I don't know". */

export type Sense = "active" | "rest" | "test" | "fault" | "unknown";

const WORDS: Readonly<Record<Sense, readonly string[]>> = {
  active: [
    "alarm",
    "active",
    "activated",
    "on",
    "true",
    "1",
    "yes",
    "y",
    "detected",
    "triggered",
    "fire",
    "smoke",
    "pressed",
    "press",
    "single",
    "push",
    "pushed",
    "overheat",
    "intrusion",
  ],
  rest: [
    "clear",
    "cleared",
    "off",
    "false",
    "0",
    "no",
    "n",
    "idle",
    "normal",
    "ok",
    "okay",
    "inactive",
    "not_detected",
    "quiet",
    "rest",
    "standby",
    "restored",
    "disarmed",
  ],
  test: ["test", "testing", "self_test", "self-test"],
  fault: ["fault", "trouble", "error", "failure", "defect"],
  unknown: [
    "",
    "unknown",
    "unavailable",
    "undefined",
    "null",
    "none",
    "nan",
    "offline",
    "no_response",
    "lost",
    "disconnected",
    "timeout",
  ],
};

const SENSES: ReadonlyMap<string, Sense> = new Map(
  (Object.keys(WORDS) as Sense[]).flatMap((sense) =>
    WORDS[sense].map((word): [string, Sense] => [word, sense]),
  ),
);

/** Longest word worth looking at; anything longer is no word of a device. */
export const MAX_WORD_LENGTH = 256;

/** A scalar as a lower-case word; null for what isn't one. */
export function asWord(value: unknown): string | null {
  if (typeof value === "boolean" || typeof value === "number") return String(value);
  if (typeof value !== "string" || value.length > MAX_WORD_LENGTH) return null;
  return value.trim().toLowerCase().replaceAll(/\s+/g, "_");
}

/** What a scalar says; null for a word that no table knows. `null` itself says: unknown. */
export function senseOf(value: unknown): Sense | null {
  if (value === null) return "unknown";
  const word = asWord(value);
  return word === null ? null : (SENSES.get(word) ?? null);
}

/** A number from a number or from text that starts with one, as `100.0 Percent`. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length > MAX_WORD_LENGTH) return undefined;
  const match = /^\s*(-?\d{1,15}(?:\.\d{1,15})?)/.exec(value);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

export function asPercent(value: unknown): number | undefined {
  const number = asNumber(value);
  return number === undefined || number < 0 || number > 100 ? undefined : number;
}

/** True and false in any of their spellings; undefined for the rest. */
export function asFlag(value: unknown): boolean | undefined {
  const sense = senseOf(value);
  return sense === "active" ? true : sense === "rest" ? false : undefined;
}
