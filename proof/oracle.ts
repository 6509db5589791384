/**
 * What the rules say of a lock, read from the site description once more and by other code than the
 * engine's, so that a slip in one of them shows as a difference.
 */
import type { Site, SiteState } from "../src/core/index.ts";
import type { DoorDescription, FailMode, LockDescription } from "../src/core/site.ts";

export interface Subject {
  readonly lock: number;
  readonly id: string;
  readonly door: number;
  readonly doorId: string;
  readonly supply: number;
  readonly failMode: FailMode;
  readonly monitor: boolean;
  readonly thrown: boolean;
  /** A hand on the inside opens it. */
  readonly byHand: boolean;
  readonly opensOnFire: boolean;
  readonly opensOnGas: boolean;
  /** A fire-rated strike that keeps its latch while fire stands. */
  readonly keeper: boolean;
  /** The areas whose alarms concern its door; null for all. */
  readonly serves: readonly number[] | null;
  readonly cutByHand: boolean;
  readonly description: LockDescription;
  readonly doorDescription: DoorDescription;
}

export function subjectsOf(site: Site): readonly Subject[] {
  const areaOf = (id: string) => site.description.areas.findIndex((one) => one.id === id);
  const supplyOf = (id: string) => site.description.supplies.findIndex((one) => one.id === id);
  const found: Subject[] = [];
  site.description.doors.forEach((door, index) => {
    const named = door.servesAreas ?? (door.exit ? null : [door.from, door.to]);
    for (const lock of door.locks) {
      const byHand = openedByHand(door, lock);
      found.push({
        lock: found.length,
        id: lock.id,
        door: index,
        doorId: door.id,
        supply: supplyOf(lock.supply),
        failMode: lock.failMode,
        monitor: lock.monitor,
        thrown: lock.hardware === "motor-deadbolt" || lock.hardware === "solenoid-bolt",
        byHand,
        opensOnFire: opensOn(door.onFire, lock, byHand),
        opensOnGas: opensOn(door.onGas, lock, byHand),
        keeper:
          door.fireRated &&
          lock.hardware === "electric-strike" &&
          lock.failMode !== "fail-safe" &&
          byHand,
        serves: named?.map(areaOf).filter((area) => area >= 0) ?? null,
        cutByHand: door.emergencyRelease?.hardwired === true && lock.failMode === "fail-safe",
        description: lock,
        doorDescription: door,
      });
    }
  });
  return found;
}

function openedByHand(door: DoorDescription, lock: LockDescription): boolean {
  const drawn = ["electric-strike", "electrified-lockset", "motor-latch"].includes(lock.hardware);
  return door.egressDevices.some(({ kind, draws }) => {
    if (kind !== "handle" && kind !== "panic-bar" && kind !== "thumbturn") return false;
    const turned = kind === "thumbturn" && lock.hardware === "motor-deadbolt";
    return drawn || turned || draws.includes(lock.id);
  });
}

function opensOn(policy: "auto" | "release" | "stay", lock: LockDescription, byHand: boolean) {
  if (policy !== "auto") return policy === "release";
  return lock.failMode === "fail-safe" || !byHand;
}

/** Whether a latched alarm of that kind concerns the lock's door. */
export function latchedOver(state: SiteState, subject: Subject, kind: "fire" | "gas"): boolean {
  const { areas } = state;
  for (let area = 0; area < areas.length; area += 1) {
    const facts = areas[area];
    if (facts === undefined || facts[kind] === null) continue;
    if (subject.serves === null || subject.serves.includes(area)) return true;
  }
  return false;
}

/** Fire, or a drill that stands where fire would. */
export function fireOver(state: SiteState, subject: Subject): boolean {
  if (latchedOver(state, subject, "fire")) return true;
  return state.drills.some(
    ({ area }) => area === null || subject.serves === null || subject.serves.includes(area),
  );
}

/** Whether fire must have released this lock. */
export function releasedByFire(state: SiteState, subject: Subject): boolean {
  return subject.opensOnFire && !subject.keeper && fireOver(state, subject);
}

export function releasedForLife(state: SiteState, subject: Subject): boolean {
  if (subject.keeper && fireOver(state, subject)) return false;
  if (state.doors[subject.door]?.manual != null) return true;
  if (releasedByFire(state, subject)) return true;
  return subject.opensOnGas && latchedOver(state, subject, "gas");
}

/** Whether anything gives this lock leave to be open. */
export function mayBeOpen(state: SiteState, subject: Subject): boolean {
  const door = state.doors[subject.door];
  if (door === undefined) return false;
  if (releasedForLife(state, subject)) return true;
  if (door.exit !== null || door.access !== null) return true;
  if (subject.failMode === "fail-safe" && state.supplies[subject.supply]?.criticalSince != null)
    return true;
  if (door.operator !== null) return door.operator.wants === "released";
  const { schedule } = door;
  if (schedule !== null && (!schedule.afterEntry || door.entered))
    return schedule.wants === "released";
  return subject.doorDescription.rest === "released";
}

/** Whether an order would arrive. */
export function isReachable(state: SiteState, subject: Subject): boolean {
  return state.controller === "running" && state.locks[subject.lock]?.link === "up";
}

/** The lockdown of the site, or of either side of a door that obeys it. */
export function lockdownOver(state: SiteState, { description, from, to }: Site["doors"][number]) {
  if (description.onLockdown === "ignore") return null;
  return state.lockdown ?? state.areas[from]?.lockdown ?? state.areas[to]?.lockdown ?? null;
}

export function suspectOver(state: SiteState, subject: Subject): boolean {
  const { suspicion } = state;
  if (suspicion === null || !(subject.opensOnFire || subject.opensOnGas)) return false;
  return subject.serves === null || suspicion.areas.some((area) => subject.serves?.includes(area));
}

/** The locks that fire opens, by the rules alone. */
export function opensAsRuled(site: Site): readonly { readonly index: number }[] {
  return subjectsOf(site)
    .filter((subject) => subject.opensOnFire && !subject.keeper)
    .map(({ lock }) => ({ index: lock }));
}
