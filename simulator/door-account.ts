/** What is known of a door besides what it is: who wanted it open, and until when that counts. */
import type { SensorDescription } from "../src/core/site.ts";
import type { LockPlan } from "./generated-site.ts";

/** How long after a press its door may still be told to open: the hold, and the slowest way there. */
export const PRESS_COUNTS_MS = 90_000;
export const ACCESS_COUNTS_MS = 60_000;
/** A request in flight when a run ended may or may not have counted. */
export const IN_DOUBT_MS = 60_000;
/** A start waits no longer than this for inputs that do not come. */
export const INPUTS_WITHIN_MS = 10_000;
/** What an order says of itself. */
export const EXPIRES_AFTER_MS = 10_000;

export interface DoorAccount {
  pressedAt: number;
  /** When the controller last heard a press, and what the wall clock was ahead by then. */
  heardPressAt: number;
  offsetAtPress: number;
  accessAt: number;
  /** Whether an operator's unlock may stand. */
  unlocked: boolean;
  operatedAt: number;
  manual: boolean;
}

/** A door that nobody has touched. */
export function untouched(): DoorAccount {
  const never = Number.NEGATIVE_INFINITY;
  return {
    pressedAt: never,
    heardPressAt: never,
    offsetAtPress: 0,
    accessAt: never,
    unlocked: false,
    operatedAt: never,
    manual: false,
  };
}

/** Whether an emergency in an area that its door serves opens a lock: hands draw every fail-secure one here. */
export function opensOn({ lock, door }: LockPlan, kind: "fire" | "gas"): boolean {
  const policy = kind === "fire" ? door.onFire : door.onGas;
  return policy === "release" || (policy === "auto" && lock.failMode === "fail-safe");
}

/** What a sensor raises; null where it raises neither. */
export function emergencyOf({ kind }: SensorDescription): "fire" | "gas" | null {
  if (kind === "smoke" || kind === "call-point") return "fire";
  return kind === "carbon-monoxide" ? "gas" : null;
}

/** Whether a door serves the fire of an area: an exit serves all of them. */
export function serves(door: LockPlan["door"], area: string): boolean {
  return door.exit || door.from === area || door.to === area;
}
