/** Which standing emergency concerns a door, and since when. */
import type { CompiledDoor } from "./compile.ts";
import type { Latch, SiteState } from "./state.ts";
import type { Cause } from "./view.ts";

export type Emergency = "fire" | "gas";

/** The cause of the earliest latched emergency that this door serves; null when none stands. */
export function latchedOn(state: SiteState, door: CompiledDoor, kind: Emergency): Cause | null {
  const latched = kind === "fire" ? state.latchedFire : state.latchedGas;
  const first = latched[0];
  if (first === undefined) return null;
  if (door.serves === null) return state.areas[first]?.[kind]?.cause ?? null;
  let earliest: Latch | null = null;
  for (const area of door.serves) {
    const latch = state.areas[area]?.[kind] ?? null;
    if (latch !== null && (earliest === null || latch.since < earliest.since)) earliest = latch;
  }
  return earliest?.cause ?? null;
}

/** The drill that runs over this door. A drill's outputs are real, so it stands where fire would. */
export function drillOn(state: SiteState, door: CompiledDoor): Cause | null {
  for (const drill of state.drills) {
    if (drill.area === null || door.serves === null || door.serves.includes(drill.area))
      return drill.cause;
  }
  return null;
}

export function fireOn(state: SiteState, door: CompiledDoor): Cause | null {
  return latchedOn(state, door, "fire") ?? drillOn(state, door);
}

/** The lockdown that covers this door: of the site, or of an area on either side of it. */
export function lockdownOn(state: SiteState, door: CompiledDoor): Cause | null {
  if (door.description.onLockdown === "ignore") return null;
  return (
    state.lockdown ?? state.areas[door.from]?.lockdown ?? state.areas[door.to]?.lockdown ?? null
  );
}

/** Whether any fire stands on the site: that is what releases holders. */
export function anyFire(state: SiteState): boolean {
  return state.latchedFire.length > 0 || state.drills.length > 0;
}
