/**
 * What a damaged journal leaves behind. A release that may have stood is neither given again nor taken
 * back: locks that fire or gas would release are told nothing until a person resets.
 */
import type { CompiledArea, CompiledDoor, CompiledLock, Site } from "./compile.ts";
import { touchServed } from "./detectors.ts";
import type { Draft } from "./draft.ts";
import type { Memory } from "./remembered.ts";
import type { SiteState, Suspicion } from "./state.ts";
import type { Cause } from "./view.ts";

/** The suspicion that concerns a lock; null where no release of it can have been lost. */
export function suspicionOn(
  state: SiteState,
  door: CompiledDoor,
  lock: CompiledLock,
): Cause | null {
  const { suspicion } = state;
  if (suspicion === null || !(lock.releasedOnFire || lock.releasedOnGas)) return null;
  const { serves } = door;
  const concerned = serves === null || suspicion.areas.some((area) => serves.includes(area));
  return concerned ? { kind: "suspicion", at: suspicion.since } : null;
}

/** Whether a door is left as it was, or nobody remembers what a lock of it was told. */
export function isSuspect(state: SiteState, door: CompiledDoor): boolean {
  if (state.suspicion === null) return false;
  return door.locks.some(
    (lock) =>
      suspicionOn(state, door, lock) !== null || state.locks[lock.index]?.ordered === "unknown",
  );
}

export function suspectedAreas(
  state: SiteState,
  areas: readonly CompiledArea[],
): readonly CompiledArea[] {
  const { suspicion } = state;
  return suspicion === null ? [] : areas.filter(({ index }) => suspicion.areas.includes(index));
}

/** A person has looked. What was kept is told its wish, since nobody remembers what it was told. */
export function endSuspicion(draft: Draft, areas: readonly CompiledArea[], by: string): void {
  const { suspicion } = draft.state;
  if (suspicion === null || areas.length === 0) return;
  const ended = new Set(areas.map(({ index }) => index));
  const left = suspicion.areas.filter((index) => !ended.has(index));
  draft.setWhole({ suspicion: left.length === 0 ? null : { ...suspicion, areas: left } });
  for (const area of areas) {
    draft.emit("suspicion-reset", { area: area.id, by });
    draft.touched.areas.add(area.index);
    touchServed(draft, area);
  }
  if (left.length > 0) return;
  for (const door of draft.site.doors) draft.touchDoor(door.index);
  for (const lock of draft.site.locks)
    if (draft.state.locks[lock.index]?.ordered === "unknown")
      draft.setLock(lock.index, { wish: "kept" });
}

/** Areas that are no more can't be reset, so they are let go; detectors went with them. */
export function recallSuspicion(site: Site, was: Memory["suspicion"]): Suspicion | null {
  if (was === null) return null;
  const areas = was.areas.flatMap((id) => site.areaIndex.get(id) ?? []);
  return areas.length === 0 ? null : { since: was.since, areas };
}
