/** What the lock tile says of a door: pure, from the door's state alone. */
import type { Wish } from "../src/core/site.ts";
import type { DoorState, LockView, Outside } from "../src/core/view.ts";
import {
  CURRENT_OF_OUTSIDE,
  LOCK_JAMMED,
  LOCK_SECURED,
  LOCK_UNKNOWN,
  LOCK_UNSECURED,
  type LockCurrent,
  type LockTarget,
  meaningOf,
  TARGET_OF_WISH,
} from "./hap-mapping.ts";

/** LockCurrentState. Jammed only after a missed confirmation, secured only when it is known. */
export function currentOf(door: DoorState): LockCurrent {
  const jammed = Object.values(door.locks).some((lock) => lock.bolt === "jammed");
  if (jammed || door.troubles.some((trouble) => meaningOf(trouble).jams)) return LOCK_JAMMED;
  return CURRENT_OF_OUTSIDE[door.outside] ?? LOCK_UNKNOWN;
}

/**
 * LockTargetState: where the door is going, or where it is when it isn't going anywhere.
 *
 * Home shows "Unlocking…" or "Locking…" for as long as target and current differ. That is right while
 * an order is on its way, and wrong for ever when physics or policy keeps the door where it is: a
 * maglock without power, or a fire that leaves the strike of a composite door locked.
 */
export function targetOf(door: DoorState): LockTarget {
  const unsure = door.outside === "unknown" || currentOf(door) === LOCK_JAMMED;
  if (unsure) return TARGET_OF_WISH[door.demand.wants];
  if (underWay(door)) return TARGET_OF_WISH[expectedOf(door)];
  return door.outside === "unlocked" ? LOCK_UNSECURED : LOCK_SECURED;
}

/** What the orders given so far add up to, by the same rule as `outside`; the wish where none was given. */
function expectedOf(door: DoorState): Wish {
  const ordered = outsideOf(Object.values(door.locks));
  if (ordered === "unknown") return door.demand.wants;
  return ordered === "locked" ? "secured" : "released";
}

function outsideOf(locks: readonly LockView[]): Outside {
  if (locks.some((lock) => lock.ordered === "locked")) return "locked";
  if (locks.length === 0 || locks.some((lock) => lock.ordered === "unknown")) return "unknown";
  return "unlocked";
}

/** Whether an order was given that its lock can still be expected to carry out. */
function underWay(door: DoorState): boolean {
  if (door.troubles.some((trouble) => meaningOf(trouble).halts)) return false;
  return Object.values(door.locks).some(
    (lock) => lock.ordered !== "unknown" && lock.ordered !== lock.bolt && lock.basis !== "inferred",
  );
}
