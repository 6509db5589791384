/** What a Zigbee lock says of its bolt. Child locks, key locks and cable locks have names of their own. */
import { shown } from "./property.ts";
import { type BoltRecognition, has, own } from "./reading.ts";
import { asWord } from "./words.ts";

const STATES: Readonly<Record<string, "locked" | "unlocked" | "jammed">> = {
  locked: "locked",
  unlocked: "unlocked",
  not_fully_locked: "jammed",
};

/** `lock_status` of easyiot's lock: 0 is locked. */
const STATUSES: Readonly<Record<string, "locked" | "unlocked">> = { 0: "locked", 1: "unlocked" };

export function bolt(value: unknown): BoltRecognition | null {
  if (has(value, "lock_state")) return from(STATES, "lock_state", own(value, "lock_state"));
  if (has(value, "lock_status")) return from(STATUSES, "lock_status", own(value, "lock_status"));
  const state = own(value, "state");
  if (state !== "LOCK" && state !== "UNLOCK") return null;
  // A charging station's cable.
  if (has(value, "cable_locked")) return null;
  return { bolt: state === "LOCK" ? "locked" : "unlocked", by: "zigbee2mqtt state" };
}

function from(
  table: Readonly<Record<string, "locked" | "unlocked" | "jammed">>,
  property: string,
  said: unknown,
): BoltRecognition {
  const by = `zigbee2mqtt ${property}`;
  const word = asWord(said) ?? "";
  const found = Object.hasOwn(table, word) ? table[word] : undefined;
  return found === undefined
    ? { bolt: "unknown", by, reason: `${property} is ${shown(said)}` }
    : { bolt: found, by };
}
