/** Messages as zigbee2mqtt would publish them: one value alone, or a device's whole state. */
import { type Exposed, isPublished, isSetting } from "./definitions.ts";
import type { Meaning, Verdict } from "./truth.ts";

export type Value = string | number | boolean;

export interface JudgedValue {
  readonly exposed: Exposed;
  readonly verdict: Verdict;
}

export interface Judged {
  readonly name: string;
  readonly judged: readonly JudgedValue[];
}

const HOUSEKEEPING = { linkquality: 84, last_seen: "2026-01-01T00:00:00Z" };

export function messageOf(exposed: Exposed, value: Value): Readonly<Record<string, unknown>> {
  const said = exposed.inside === null ? value : { [exposed.property]: value };
  return { ...HOUSEKEEPING, [exposed.inside ?? exposed.property]: said };
}

/**
 * A device's whole state as zigbee2mqtt publishes it: every setting at the value it is least like rest,
 * its own alarms at rest unless `choose` says otherwise, tests and faults at rest.
 */
export function fullMessage(
  device: Judged,
  choose: (exposed: Exposed, meaning: Meaning) => Value | null,
): Readonly<Record<string, unknown>> {
  const entries = device.judged
    .filter(
      ({ exposed: each }) => isPublished(each) && each.inside === null && each.values.length > 0,
    )
    .map((each): [string, Value] => [each.exposed.property, stateOf(each, choose)]);
  return { ...HOUSEKEEPING, ...Object.fromEntries(entries) };
}

function stateOf(
  { exposed, verdict }: JudgedValue,
  choose: (exposed: Exposed, meaning: Meaning) => Value | null,
): Value {
  const [first = 0, second = first] = exposed.values;
  if (/test|check/.test(exposed.property)) return atRest(exposed);
  if (verdict.kind !== "means") return isSetting(exposed) ? first : second;
  const { meaning } = verdict;
  return choose(exposed, meaning) ?? valueFor(exposed, meaning, restOf(meaning)) ?? second;
}

function atRest({ values }: Exposed): Value {
  return values.find((value) => value === false || String(value).includes("success")) ?? "idle";
}

export function valueFor(exposed: Exposed, meaning: Meaning, expected: string): Value | null {
  return exposed.values.find((value) => meaning.means[String(value)] === expected) ?? null;
}

function restOf({ role, means }: Meaning): string {
  const rests = ["clear", "closed", "on", "locked", "false"];
  return rests.find((rest) => Object.values(means).includes(rest)) ?? role;
}
