/** Readings and reports that came before the site was open: what was said last, and every alarm. */
import type { Reading, Report } from "../../src/core/input.ts";

export interface WaitingInputs {
  add(input: Reading | Report): void;
  /** All of them in the order they came; they are forgotten here. */
  drain(): readonly (Reading | Report)[];
}

/** Most inputs kept for a site that doesn't open; past it the oldest that is no alarm goes first. */
export const MAX_WAITING = 2000;

export function waitingInputs(): WaitingInputs {
  let waiting: (Reading | Report)[] = [];
  return {
    add(input) {
      waiting = waiting.filter((earlier) => isAlarm(earlier) || !sameSource(earlier, input));
      if (isAlarm(input)) waiting = waiting.filter((earlier) => !sameSource(earlier, input));
      waiting.push(input);
      if (waiting.length > MAX_WAITING) dropOne(waiting);
    },
    drain() {
      const all = waiting;
      waiting = [];
      return all;
    },
  };
}

function dropOne(waiting: (Reading | Report)[]): void {
  const quiet = waiting.findIndex((input) => !isAlarm(input));
  waiting.splice(Math.max(quiet, 0), 1);
}

function isAlarm(input: Reading | Report): boolean {
  return input.type === "reading" && input.value === "alarm";
}

/** A battery alone takes no value's place, nor a value its. */
function hasValue(reading: Reading): boolean {
  return reading.value !== undefined;
}

function sameSource(one: Reading | Report, other: Reading | Report): boolean {
  if (one.type === "reading")
    return (
      other.type === "reading" && one.sensor === other.sensor && hasValue(one) === hasValue(other)
    );
  return other.type === "report" && one.lock === other.lock;
}
