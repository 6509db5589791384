/**
 * The leaf: opened without anybody accounting for it, or standing open too long. Both alarms are
 * masked while the door is released, since then it is meant to be used.
 */
import type { CompiledDoor } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { ContactReading } from "./input.ts";
import type { DoorFacts, SiteState } from "./state.ts";

/** What the door contact says. `unknown` is taken as such, and leaves a standing alarm standing. */
export function leafMoved(draft: Draft, door: CompiledDoor, position: ContactReading): void {
  const facts = draft.state.doors[door.index];
  if (facts === undefined || facts.position === position) return;
  draft.touchDoor(door.index);
  if (position === "open") opened(draft, door, facts);
  else if (position === "closed") closed(draft, door, facts);
  else draft.setDoor(door.index, { position });
}

function opened(draft: Draft, door: CompiledDoor, facts: DoorFacts): void {
  // The first word after a start tells how the leaf stands, not that it moved.
  const moved = facts.position === "closed";
  draft.setDoor(door.index, {
    position: "open",
    openSince: draft.now,
    heldFrom: draft.now,
    warned: false,
    passed: facts.passed || (moved && facts.access !== null),
  });
  draft.emit("door-opened", { door: door.id });
  if (moved && !isReleased(draft.state, door)) {
    // A key, a handle and a crowbar look alike from here, so the event says no more than is known.
    draft.emit("opened-unaccounted", { door: door.id });
    if (door.description.forcedOpen === "alarm") {
      draft.setDoor(door.index, { alarm: "forced-open" });
      draft.emit("forced-open", { door: door.id });
    }
  }
  wakeForHeldOpen(draft, door, draft.now);
}

function closed(draft: Draft, door: CompiledDoor, facts: DoorFacts): void {
  const { relockAfterCloseMs } = door.description.timing;
  const until = draft.now + relockAfterCloseMs;
  const access = facts.access;
  const ends = access !== null && facts.passed && until < access.until;
  draft.setDoor(door.index, {
    position: "closed",
    openSince: null,
    heldFrom: null,
    warned: false,
    alarm: "normal",
    ...(ends && relockAfterCloseMs > 0 ? { access: { ...access, until } } : {}),
  });
  if (ends && relockAfterCloseMs === 0) endAccess(draft, door, "closing");
  if (ends && relockAfterCloseMs > 0) draft.wake("door", door.index, until);
  draft.emit("door-closed", { door: door.id });
  if (facts.alarm !== "normal") draft.emit(`${facts.alarm}-ended`, { door: door.id });
}

/**
 * What an access opened is owed its lock, also where the wish does not change with it: a start takes it in
 * silence that something else, say a lockdown, secures a door that an access still holds open.
 */
export function endAccess(draft: Draft, door: CompiledDoor, by: "time" | "closing"): void {
  draft.setDoor(door.index, { access: null, passed: false });
  draft.emit("access-ended", { door: door.id, by });
  for (const { index } of door.locks) {
    const facts = draft.state.locks[index];
    if (facts?.wish === "secured" && facts.ordered === "unlocked" && facts.owed === "no")
      draft.setLock(index, { owed: "changed" });
  }
}

/** Raises or masks the held-open alarm, after every look at the door. */
export function settleOpening(draft: Draft, door: CompiledDoor): void {
  const facts = draft.state.doors[door.index];
  if (facts === undefined || facts.position !== "open") return;
  if (isReleased(draft.state, door)) {
    if (facts.heldFrom !== null) draft.setDoor(door.index, { heldFrom: null, warned: false });
    if (facts.alarm === "held-open") draft.setDoor(door.index, { alarm: "normal" });
    return;
  }
  if (facts.heldFrom === null) {
    draft.setDoor(door.index, { heldFrom: draft.now });
    wakeForHeldOpen(draft, door, draft.now);
    return;
  }
  if (facts.alarm !== "normal") return;
  const { heldOpenMs, preAlarmMs } = door.description.timing;
  if (draft.now >= facts.heldFrom + heldOpenMs) {
    draft.setDoor(door.index, { alarm: "held-open" });
    draft.emit("held-open", { door: door.id });
  } else if (!facts.warned && draft.now >= facts.heldFrom + heldOpenMs - preAlarmMs) {
    draft.setDoor(door.index, { warned: true });
    draft.emit("held-open-soon", { door: door.id });
  }
}

function wakeForHeldOpen(draft: Draft, door: CompiledDoor, from: number): void {
  const { heldOpenMs, preAlarmMs } = door.description.timing;
  draft.wake("door", door.index, from + Math.max(0, heldOpenMs - preAlarmMs));
  draft.wake("door", door.index, from + heldOpenMs);
}

/** Whether something lets people use the door now; a door without locks is always in use. */
function isReleased(state: SiteState, door: CompiledDoor): boolean {
  if (door.locks.length === 0 || state.doors[door.index]?.exit != null) return true;
  return door.locks.some((lock) => {
    const wish = state.locks[lock.index]?.wish;
    return wish === "released" || wish === "kept";
  });
}
