/** What a lock says of itself, what its link does, and what becomes of an order that is not confirmed. */
import type { CompiledLock } from "./compile.ts";
import { isForLife, winningDemand } from "./demands.ts";
import type { Draft } from "./draft.ts";
import { boltFor, heldBack, MAX_TRIES, order } from "./drive.ts";
import type { LinkChange, Report, Result } from "./input.ts";
import { dropLeaseTest, sawLetGo } from "./lease-test.ts";
import { isUnderTest, letRunOut, resumeLease } from "./leases.ts";
import { supplyOf } from "./physics.ts";
import { refusal } from "./refusals.ts";
import type { LockFacts } from "./state.ts";

const OK: Result = { ok: true };

/**
 * So long after its last try a release for life is told again to a lock that did not confirm it. Nobody
 * knows when a bolt that jams comes free, and people still want out.
 */
export const LIFE_AGAIN_MS = 60_000;

/**
 * So often one that says nothing is told, which is for an hour: it may be open since long, and its motor
 * and its radio live on cells. One that says that it is not open is told for as long as the release stands.
 */
export const UNHEARD_TRIES = MAX_TRIES + 60;

export function applyReport(draft: Draft, report: Report): Result {
  const lock = lockOf(draft, report.lock);
  if (lock === undefined) return unknownLock(report.lock);
  const was = draft.state.locks[lock.index];
  if (was === undefined) return OK;
  const { bolt } = report;
  const confirmed = bolt === was.ordered;
  const test = isUnderTest(draft.state, lock) ? draft.state.leaseTest : null;
  const unexpected =
    bolt === "unlocked" && was.ordered === "locked" && was.pendingSince === null && test === null;
  draft.setLock(lock.index, {
    reported: bolt,
    reportedAt: draft.now,
    ...(bolt === "unknown" ? {} : { powerCycled: false }),
    ...(confirmed ? { pendingSince: null, missed: false, unexpected: false } : {}),
    ...(unexpected ? { unexpected: true } : {}),
    ...(isUndone(was, bolt) ? { owed: "again" as const } : {}),
  });
  announce(draft, lock, was, report, unexpected);
  if (test !== null && bolt === "unlocked") sawLetGo(draft, lock, test);
  draft.touchDoor(lock.door);
  return OK;
}

/** A lock that closes by itself under a release for life, or jams on its way, is told again. */
function isUndone(was: LockFacts, bolt: Report["bolt"]): boolean {
  const closes = bolt === "locked" || (bolt === "jammed" && !was.missed);
  return (
    closes &&
    was.ordered === "unlocked" &&
    was.pendingSince === null &&
    was.wish === "released" &&
    isForLife(was.slot)
  );
}

function announce(
  draft: Draft,
  lock: CompiledLock,
  was: LockFacts,
  { bolt }: Report,
  unexpected: boolean,
): void {
  if (bolt === was.reported) return;
  const fields = { lock: lock.id, door: draft.site.doors[lock.door]?.id, bolt };
  if (bolt === "jammed") draft.emit("lock-jammed", fields);
  else if (unexpected) draft.emit("unexpected-unlock", fields);
  else draft.emit("lock-reported", { ...fields, confirms: bolt === was.ordered });
}

export function applyLink(draft: Draft, change: LinkChange): Result {
  const up = change.value === "up";
  const held = draft.site.holderIndex.get(change.lock);
  if (held !== undefined) {
    const was = draft.state.doors[held]?.holderLink;
    if (was !== change.value)
      draft.setDoor(held, { holderLink: change.value, ...(up ? { holderOwed: true } : {}) });
    draft.touchDoor(held);
    return OK;
  }
  const lock = lockOf(draft, change.lock);
  if (lock === undefined) return unknownLock(change.lock);
  const was = draft.state.locks[lock.index];
  if (was === undefined || was.link === change.value) return OK;
  if (up) linkUp(draft, lock, was);
  else linkDown(draft, lock, was);
  draft.emit(up ? "link-up" : "link-down", { lock: lock.id });
  draft.touchDoor(lock.door);
  return OK;
}

function linkDown(draft: Draft, lock: CompiledLock, was: LockFacts): void {
  draft.setLock(lock.index, { link: "down" });
  if (isUnderTest(draft.state, lock)) dropLeaseTest(draft, "link-down");
  else if (was.onLease && was.leaseEndsAt === null) letRunOut(draft, lock, was, draft.now);
}

/** After a lost link the lock may have forgotten, so it is told the present wish again. */
function linkUp(draft: Draft, lock: CompiledLock, was: LockFacts): void {
  draft.setLock(lock.index, { link: "up" });
  resumeLease(draft, lock);
  draft.setLock(lock.index, {
    owed: was.owed === "no" && was.ordered !== "unknown" ? "again" : was.owed,
  });
}

/** A lock's deadline: its lease, its turn after a power cut, or the report that has not come. */
export function lockDue(draft: Draft, index: number): void {
  const lock = draft.site.locks[index];
  const facts = draft.state.locks[index];
  if (lock === undefined || facts === undefined) return;
  if (facts.leaseEndsAt !== null && facts.onLease && facts.leaseEndsAt === draft.now) {
    draft.emit("lease-lost", { lock: lock.id, door: draft.site.doors[lock.door]?.id });
    draft.touchDoor(lock.door);
  }
  if (facts.notBefore !== null && facts.notBefore <= draft.now) draft.touchDoor(lock.door);
  const { confirmWithinMs } = lock.description;
  if (draft.state.controller === "dead") return;
  if (facts.pendingSince === null) againForLife(draft, lock, facts);
  else if (draft.now >= facts.pendingSince + confirmWithinMs) unconfirmed(draft, lock, facts);
}

/** A link or a supply that comes back has the lock told by itself. */
function againForLife(draft: Draft, lock: CompiledLock, facts: LockFacts): void {
  const door = draft.site.doors[lock.door];
  if (door === undefined || !facts.missed || draft.now < facts.orderedAt + LIFE_AGAIN_MS) return;
  const demand = winningDemand(draft.state, door, lock);
  const stands = isForLife(demand.slot) && demand.cause?.kind !== "suspicion";
  if (!stands || facts.link === "down" || supplyOf(draft.state, lock) === "lost") return;
  if (facts.tries >= UNHEARD_TRIES && !saysShut(facts)) {
    draft.wake("lock", lock.index, draft.now + LIFE_AGAIN_MS);
    return;
  }
  order(draft, lock, demand, facts.tries + 1);
  draft.emit("order-repeated", { lock: lock.id, door: door.id, try: facts.tries + 1 });
}

/** It said so after it was told to open. */
function saysShut({ reported, reportedAt, orderedAt }: LockFacts): boolean {
  return (reported === "jammed" || reported === "locked") && reportedAt >= orderedAt;
}

function unconfirmed(draft: Draft, lock: CompiledLock, facts: LockFacts): void {
  const door = draft.site.doors[lock.door];
  if (door === undefined) return;
  const demand = winningDemand(draft.state, door, lock);
  // Another wish has its own rules of when it may be told: what is repeated is the same order.
  if (boltFor(demand) !== facts.ordered && demand.cause?.kind !== "suspicion") {
    draft.setLock(lock.index, { pendingSince: null });
    draft.touchDoor(lock.door);
    return;
  }
  const open = draft.state.doors[door.index]?.position === "open";
  const struck = lock.thrown && open && demand.wants === "secured";
  const mayTry = facts.link === "up" && !struck && demand.cause?.kind !== "suspicion";
  const held = heldBack(draft, facts, demand) !== null;
  if (facts.tries < MAX_TRIES && mayTry && !held) {
    order(draft, lock, demand, facts.tries + 1);
    draft.emit("order-repeated", { lock: lock.id, door: door.id, try: facts.tries + 1 });
    return;
  }
  // One that was told too often is told again when it may be: the tries that are left are not lost.
  const owed = facts.tries < MAX_TRIES && mayTry ? "again" : facts.owed;
  draft.setLock(lock.index, { pendingSince: null, missed: true, owed });
  if (held) draft.touchDoor(lock.door);
  if (isForLife(demand.slot)) draft.wake("lock", lock.index, facts.orderedAt + LIFE_AGAIN_MS);
  // Told again for life, it was said to have failed after the first tries.
  if (facts.missed) return;
  draft.emit(facts.ordered === "unlocked" ? "not-released" : "not-secured", {
    lock: lock.id,
    door: door.id,
  });
}

function lockOf(draft: Draft, id: string): CompiledLock | undefined {
  const index = draft.site.lockIndex.get(id);
  return index === undefined ? undefined : draft.site.locks[index];
}

function unknownLock(id: string): Result {
  return refusal("bad-input", `There is no lock or holder \`${id}\` on this site.`);
}
