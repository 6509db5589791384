/** The owner's own rule: which values mean alarm (open, on), and which mean clear (closed, off). */
import type { SensorKind } from "../core/site.ts";
import { shown } from "./property.ts";
import { type Recognition, readingOf, unknownReading } from "./reading.ts";
import { asNumber, asWord, MAX_WORD_LENGTH, senseOf } from "./words.ts";

/** Most words in one rule. */
export const MAX_RULE_WORDS = 32;

type Test = (value: unknown) => boolean;

export type CustomRule =
  | { readonly ok: true; readonly read: (kind: SensorKind, value: unknown) => Recognition }
  | { readonly ok: false; readonly message: string; readonly mend: string };

const COMPARISON = /^(>=|<=|>|<)\s*(-?\d{1,15}(?:\.\d{1,15})?)$/;

/**
 * A rule from two comma-separated lists, such as `on, true, 2` or `>= 50`. Both are needed: a value
 * that is in neither is `unknown`, so that nothing reads as clear because it was forgotten.
 */
export function customRule(activeWhen: string, restWhen: string): CustomRule {
  const active = testsOf(activeWhen);
  const rest = testsOf(restWhen);
  if (active.length === 0 || rest.length === 0) {
    return {
      ok: false,
      message: "a rule needs both lists: the values that mean alarm and those that mean clear",
      mend: "fill in both, or leave both empty",
    };
  }
  if (Math.max(active.length, rest.length) > MAX_RULE_WORDS) {
    return {
      ok: false,
      message: `a rule has at most ${MAX_RULE_WORDS} values`,
      mend: "use a comparison such as >= 50",
    };
  }
  return { ok: true, read: (kind, value) => readByRule(kind, value, active, rest) };
}

function readByRule(
  kind: SensorKind,
  value: unknown,
  active: readonly Test[],
  rest: readonly Test[],
): Recognition {
  const by = "your rule";
  if (value === undefined || (typeof value === "object" && value !== null)) {
    return { value: null, reason: `your rule compares single values, and this is ${shown(value)}` };
  }
  if (active.some((test) => test(value))) return { value: readingOf(kind, true), by };
  if (rest.some((test) => test(value))) return { value: readingOf(kind, false), by };
  const sense = senseOf(value);
  const reason =
    sense === "unknown" ? "the device doesn't know" : `${shown(value)} is in neither of your lists`;
  return unknownReading(kind, by, reason);
}

function testsOf(list: string): Test[] {
  return list
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "" && word.length <= MAX_WORD_LENGTH)
    .map(testOf);
}

function testOf(word: string): Test {
  const comparison = COMPARISON.exec(word);
  const operator = comparison?.[1];
  if (operator === undefined) return (value) => asWord(value) === asWord(word);
  const limit = Number(comparison?.[2]);
  return (value) => {
    const number = asNumber(value);
    if (number === undefined) return false;
    if (operator === ">") return number > limit;
    if (operator === "<") return number < limit;
    return operator === ">=" ? number >= limit : number <= limit;
  };
}
