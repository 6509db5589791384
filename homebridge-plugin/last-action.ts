/** LockLastKnownAction: what last moved the lock, as far as the change of the door tells it. */
import type { DoorState, SlotName } from "../src/core/view.ts";

export const SECURED_REMOTELY = 6;
export const UNSECURED_REMOTELY = 7;
export const SECURED_BY_TIMEOUT = 8;
export const UNSECURED_FROM_INSIDE = 1;
export const UNSECURED_PHYSICALLY = 10;

const UNSECURED_BY: Readonly<Record<SlotName, number>> = {
  "manual-release": UNSECURED_PHYSICALLY,
  fire: UNSECURED_REMOTELY,
  gas: UNSECURED_REMOTELY,
  egress: UNSECURED_FROM_INSIDE,
  lockdown: UNSECURED_PHYSICALLY,
  access: UNSECURED_REMOTELY,
  operator: UNSECURED_REMOTELY,
  schedule: UNSECURED_REMOTELY,
  rest: UNSECURED_REMOTELY,
};

const TIMED: ReadonlySet<SlotName> = new Set(["egress", "access"]);

/** The action between two states of a door, or null when none is known to have happened. */
export function lastActionOf(before: DoorState, now: DoorState): number | null {
  if (before.outside === now.outside) return null;
  if (before.outside === "unknown" || now.outside === "unknown") return null;
  if (now.outside === "locked") {
    return TIMED.has(before.demand.name) ? SECURED_BY_TIMEOUT : SECURED_REMOTELY;
  }
  // An unlocked door that was to be secured was opened by hand, by key or by a lost supply.
  if (now.demand.wants === "secured") return UNSECURED_PHYSICALLY;
  return UNSECURED_BY[now.demand.name];
}
