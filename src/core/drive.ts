/**
 * From wishes to orders: what each lock and holder of a door is to be told now, and what must wait.
 *
 * An order follows from a change of the wish, from an explicit command, or from a loss of link or power
 * after which the lock may have forgotten. A start and a deploy are none of these.
 */
import type { CompiledDoor, CompiledLock } from "./compile.ts";
import { isForLife, winningDemand } from "./demands.ts";
import type { Draft } from "./draft.ts";
import type { EventType } from "./events.ts";
import { settleHolder } from "./holders.ts";
import type { Instant } from "./input.ts";
import { dropLeaseTest } from "./lease-test.ts";
import { isUnderTest } from "./leases.ts";
import { settleOpening } from "./openings.ts";
import { heldUntil, isCounted, toldAgain } from "./order-limit.ts";
import { boltOf, energiseFor, supplyOf } from "./physics.ts";
import type { LockFacts } from "./state.ts";
import type { Demand } from "./view.ts";

/** How often an unconfirmed order is given before it counts as missed. */
export const MAX_TRIES = 3;

/** Looks at every door the step has marked, and gives its orders. */
export function settleDoors(draft: Draft): void {
  if (draft.asleep) return;
  for (const index of draft.dirty) {
    const door = draft.site.doors[index];
    if (door === undefined) continue;
    for (const lock of door.locks) settleLock(draft, door, lock);
    if (door.holder !== null) settleHolder(draft, door, door.holder);
    settleOpening(draft, door);
    draft.handAhead();
  }
  draft.dirty.clear();
}

function settleLock(draft: Draft, door: CompiledDoor, lock: CompiledLock): void {
  const facts = draft.state.locks[lock.index];
  if (facts === undefined || draft.state.controller === "dead") return;
  const demand = winningDemand(draft.state, door, lock);
  if (demand.cause?.kind === "suspicion") {
    if (facts.wish !== "kept" || facts.owed !== "no" || facts.slot !== demand.slot)
      draft.setLock(lock.index, { wish: "kept", owed: "no", slot: demand.slot });
    return;
  }
  const explicit = draft.explicitDoor === door.index;
  const away =
    explicit && (isElsewhere(draft, lock, facts, demand) || isUnseen(draft, lock, facts, demand));
  let owed = facts.owed;
  if (facts.wish !== demand.wants) {
    if (facts.wish !== null) announce(draft, door, lock, demand);
    // A start evaluates the wish in silence: it is no change, but what was owed before still is.
    if (facts.wish !== null) owed = "changed";
  } else if (explicit && facts.pendingSince === null && away) {
    owed = "changed";
    announce(draft, door, lock, demand);
  }
  const begins = beginsForLife(draft, lock, facts, demand);
  const pressed = isPressed(draft, demand) && isElsewhere(draft, lock, facts, demand);
  if (
    owed === "no" &&
    (begins || pressed || isOwedForLife(facts, demand) || isOwedALease(lock, facts, demand))
  )
    owed = "changed";
  const again = begins || (explicit && away);
  if (owed === "changed" && isTold(draft, lock, facts, demand) && !again)
    owed = facts.owed === "again" ? "again" : "no";
  const held = owed === "no" ? null : heldBack(draft, facts, demand);
  if (
    owed === "no" ||
    held !== null ||
    mustWait(draft, door, lock, { facts, demand, explicit, owed })
  ) {
    if (held !== null) holdBack(draft, lock, facts, held);
    if (owed !== facts.owed || facts.wish !== demand.wants || facts.slot !== demand.slot)
      draft.setLock(lock.index, { owed, wish: demand.wants, slot: demand.slot });
    return;
  }
  order(draft, lock, demand, 1);
}

/** Until when a lock that was told too often must wait for this order; null when it need not. */
export function heldBack(draft: Draft, facts: LockFacts, demand: Demand): Instant | null {
  return isCounted(demand) ? heldUntil(facts.toldLately, draft.now) : null;
}

function holdBack(draft: Draft, lock: CompiledLock, facts: LockFacts, until: Instant): void {
  if (facts.notBefore === until) return;
  draft.setLock(lock.index, { notBefore: until });
  draft.wake("lock", lock.index, until);
  draft.emit("flapping", { lock: lock.id, door: draft.site.doors[lock.door]?.id });
}

/**
 * A release for life is owed whenever the lock was last told something else, or told it on a lease only:
 * at a start, and when a wish that was already there for another reason becomes one for life.
 */
function isOwedForLife(facts: LockFacts, demand: Demand): boolean {
  if (demand.wants !== "released" || !isForLife(demand.slot)) return false;
  return facts.ordered !== "unlocked" || facts.onLease;
}

/**
 * A release for life that begins is told to a lock that is not known to be open, though it was told so
 * before for another reason: its relay may have started anew since, or missed it. That it was told so is
 * no knowledge. A start begins nothing.
 */
function beginsForLife(
  draft: Draft,
  lock: CompiledLock,
  facts: LockFacts,
  demand: Demand,
): boolean {
  if (demand.wants !== "released" || !isForLife(demand.slot) || facts.wish === null) return false;
  if (facts.wish === "released" && isForLife(facts.slot)) return false;
  const { bolt, basis } = boltOf(draft.state, lock);
  return bolt !== "unlocked" || basis === "ordered";
}

/** Somebody presses the exit button in this moment; one of an earlier run may be over. */
function isPressed(draft: Draft, { slot, cause }: Demand): boolean {
  return slot === 4 && cause?.at === draft.now && draft.now > draft.state.bootedAt;
}

/**
 * A release for life has no lease. When what stood behind it, say an operator's unlock, keeps the lock
 * energised, it must let go with the controller again. A start is silent, as ever.
 */
function isOwedALease(lock: CompiledLock, facts: LockFacts, demand: Demand): boolean {
  return facts.wish !== null && isForLife(facts.slot) && lacksLease(lock, facts, demand);
}

function lacksLease(lock: CompiledLock, facts: LockFacts, demand: Demand): boolean {
  const { failMode } = lock.description;
  if (!lock.leased || facts.onLease || isForLife(demand.slot)) return false;
  return facts.ordered === boltFor(demand) && energiseFor(failMode, facts.ordered) === true;
}

/** Whether the lock already has this order. A release for life also asks that it shows, and no lease. */
function isTold(draft: Draft, lock: CompiledLock, facts: LockFacts, demand: Demand): boolean {
  const to = boltFor(demand);
  if (facts.ordered !== to || facts.powerCycled || facts.missed) return false;
  if (lacksLease(lock, facts, demand)) return false;
  // A lease that ran out has let go, whatever the last order was.
  if (facts.leaseEndsAt !== null && facts.leaseEndsAt <= draft.now) return false;
  if (!isForLife(demand.slot)) return true;
  return !facts.onLease && boltOf(draft.state, lock).bolt === to;
}

function isElsewhere(draft: Draft, lock: CompiledLock, facts: LockFacts, demand: Demand): boolean {
  const to = boltFor(demand);
  return facts.ordered !== to || boltOf(draft.state, lock).bolt !== to;
}

/**
 * Nobody sees whether this lock did as it was told, and the order may be lost: given before its relay was
 * up, or to a radio that failed. Who asks again is taken at his word, once the last order has had its time.
 * A start, a link that stood and a lease never say it again.
 */
function isUnseen(draft: Draft, lock: CompiledLock, facts: LockFacts, demand: Demand): boolean {
  const { confirmWithinMs } = lock.description;
  if (!isCounted(demand) || draft.now < facts.orderedAt + confirmWithinMs) return false;
  // A lease that is to run out, and one under test, are not renewed by saying it again.
  if (lock.leased && (draft.state.withheld !== null || isUnderTest(draft.state, lock)))
    return false;
  return boltOf(draft.state, lock).basis !== "sensed";
}

interface Intent {
  readonly facts: LockFacts;
  readonly demand: Demand;
  readonly explicit: boolean;
  readonly owed: LockFacts["owed"];
}

function mustWait(draft: Draft, door: CompiledDoor, lock: CompiledLock, intent: Intent): boolean {
  const { facts, demand, explicit, owed } = intent;
  if (facts.link === "down") return true;
  if (demand.wants === "released") {
    if (isForLife(demand.slot) || explicit) return false;
    // A way out goes at once, but one of an earlier run may be over: only a new press is sure.
    if (demand.slot === 4 && (owed === "changed" || isPressed(draft, demand))) return false;
    if (demand.slot === 4) return draft.state.gateOpensAt !== null;
    return draft.state.gateOpensAt !== null || isStaggered(draft, facts);
  }
  if (draft.state.gateOpensAt !== null && !explicit) return true;
  if (supplyOf(draft.state, lock) === "lost" || (!explicit && isStaggered(draft, facts)))
    return true;
  const position = draft.state.doors[door.index]?.position ?? "unknown";
  // Telling it again would renew a lease that is to run out.
  if (owed === "again" && lock.leased && draft.state.withheld !== null) return true;
  if (owed === "again") return position === "open";
  // A bolt thrown at an open leaf strikes the frame; only a person may take the risk of not knowing.
  return lock.thrown && (position === "open" || (position === "unknown" && !explicit));
}

function isStaggered(draft: Draft, facts: LockFacts): boolean {
  return facts.notBefore !== null && facts.notBefore > draft.now;
}

/** Gives one lock its order and, where it reports, waits for it to confirm. */
export function order(draft: Draft, lock: CompiledLock, demand: Demand, tries: number): void {
  const was = draft.state.locks[lock.index];
  if (was === undefined) return;
  const to = boltFor(demand);
  const { failMode, monitor, confirmWithinMs } = lock.description;
  const energise = energiseFor(failMode, to);
  const awaited = monitor && !(was.reported === to && was.ordered === to);
  if (isUnderTest(draft.state, lock)) dropLeaseTest(draft, "told-otherwise");
  const onLease = lock.leased && energise === true && !isForLife(demand.slot);
  const { withheld } = draft.state;
  const leaseEndsAt =
    onLease && withheld !== null ? draft.now + draft.site.description.lease.ttlMs : null;
  draft.commands.push({ lock: lock.id, to, energise });
  draft.replaceLock(lock, {
    ordered: to,
    orderedAt: draft.now,
    orderedHere: true,
    reported: was.reported,
    reportedAt: was.reportedAt,
    link: was.link,
    onLease,
    leaseEndsAt,
    wish: demand.wants,
    slot: demand.slot,
    owed: "no",
    notBefore: null,
    pendingSince: awaited ? draft.now : null,
    tries,
    missed: tries > 1 && was.missed,
    powerCycled: supplyOf(draft.state, lock) === "lost",
    unexpected: false,
    toldLately: isCounted(demand) ? toldAgain(was.toldLately, draft.now) : was.toldLately,
    leaseProof: was.leaseProof,
  });
  if (leaseEndsAt !== null) draft.wake("lock", lock.index, leaseEndsAt);
  if (awaited) draft.wake("lock", lock.index, draft.now + confirmWithinMs);
}

export function boltFor(demand: Demand): "locked" | "unlocked" {
  return demand.wants === "released" ? "unlocked" : "locked";
}

function announce(draft: Draft, door: CompiledDoor, lock: CompiledLock, demand: Demand): void {
  const type: EventType = demand.wants === "released" ? "lock-released" : "lock-secured";
  const { slot, name, cause } = demand;
  draft.events.push({ type, door: door.id, lock: lock.id, slot, name, cause });
}
