/**
 * The demand stack: what each cause wants of a lock, in slots after BACnet's priority array. The lowest
 * occupied slot wins. Slots 1 to 4 only release; nothing in them can lock.
 */
import type { CompiledDoor, CompiledLock } from "./compile.ts";
import { egressWhenLocked } from "./egress.ts";
import { fireOn, latchedOn, lockdownOn } from "./emergencies.ts";
import type { Wish } from "./site.ts";
import type { SiteState } from "./state.ts";
import { RELEASE_STAGGER_MS } from "./supplies.ts";
import { suspicionOn } from "./suspicion.ts";
import type { Cause, Demand, SlotName, SlotNumber } from "./view.ts";

export const SLOT_NAMES: Readonly<Record<SlotNumber, SlotName>> = {
  1: "manual-release",
  2: "fire",
  3: "gas",
  4: "egress",
  5: "lockdown",
  6: "access",
  8: "operator",
  10: "schedule",
  16: "rest",
};

/** In order of precedence. */
export const SLOTS: readonly SlotNumber[] = [1, 2, 3, 4, 5, 6, 8, 10, 16];

/** A demand of one of these is for life: it is never delayed, never leased, never refused. */
export function isForLife(slot: SlotNumber): boolean {
  return slot <= 3;
}

/** What one slot wants of one lock; null where it is not occupied. */
export function demandIn(
  state: SiteState,
  door: CompiledDoor,
  lock: CompiledLock | null,
  slot: SlotNumber,
): Demand | null {
  const facts = state.doors[door.index];
  if (facts === undefined) return null;
  switch (slot) {
    case 1:
      return released(slot, facts.manual);
    case 2:
      return lock?.releasedOnFire === true ? released(slot, fireOn(state, door)) : null;
    case 3:
      return lock?.releasedOnGas === true ? released(slot, latchedOn(state, door, "gas")) : null;
    case 4:
      return released(slot, exitCause(state, door, lock));
    case 5: {
      const cause = lockdownOn(state, door);
      if (cause === null || (lock !== null && wouldTrap(state, door, lock))) return null;
      return demand(slot, "secured", cause);
    }
    case 6:
      return released(slot, facts.access?.cause ?? null);
    case 8:
      return facts.operator === null
        ? null
        : demand(slot, facts.operator.wants, facts.operator.cause);
    case 10: {
      const hours = facts.schedule;
      if (hours === null || (hours.afterEntry && !facts.entered)) return null;
      return demand(slot, hours.wants, hours.cause);
    }
    case 16:
      return demand(slot, door.description.rest, null);
  }
}

function demand(slot: SlotNumber, wants: Wish, cause: Cause | null): Demand {
  return { slot, name: SLOT_NAMES[slot], wants, cause };
}

function released(slot: SlotNumber, cause: Cause | null): Demand | null {
  return cause === null ? null : demand(slot, "released", cause);
}

/** The demand that wins for one lock. */
export function winningDemand(
  state: SiteState,
  door: CompiledDoor,
  lock: CompiledLock | null,
): Demand {
  const heldBy = lock?.heldByFireRating === true ? fireOn(state, door) : null;
  for (const slot of SLOTS) {
    const found = demandIn(state, door, lock, slot);
    // The keeper of a rated door must hold its latch while fire stands, whoever asks (I7).
    if (found === null || (heldBy !== null && found.wants === "released")) continue;
    return found.wants === "secured" ? (suspectedOn(state, door, lock) ?? found) : found;
  }
  return demand(16, "secured", heldBy);
}

/**
 * What a suspicion makes of a wish to secure: the release that may stand is kept. It never gives an
 * order, and never stands in the way of one that opens.
 */
function suspectedOn(
  state: SiteState,
  door: CompiledDoor,
  lock: CompiledLock | null,
): Demand | null {
  const cause = lock === null ? null : suspicionOn(state, door, lock);
  return cause === null ? null : demand(lock?.releasedOnFire === true ? 2 : 3, "released", cause);
}

/** The demand that the door shows: of all its locks the one in the lowest slot. */
export function doorDemand(state: SiteState, door: CompiledDoor): Demand {
  let lowest: Demand | null = null;
  for (const lock of door.locks) {
    const winner = winningDemand(state, door, lock);
    if (lowest === null || winner.slot < lowest.slot) lowest = winner;
  }
  return lowest ?? winningDemand(state, door, null);
}

/** Every occupied slot of a door, winner first: the answer to "why", with its runners-up. */
export function demandsOn(state: SiteState, door: CompiledDoor): readonly Demand[] {
  const locks: readonly (CompiledLock | null)[] = door.locks.length === 0 ? [null] : door.locks;
  return SLOTS.flatMap((slot) => {
    for (const lock of locks) {
      const found = demandIn(state, door, lock, slot);
      if (found !== null) return [found];
    }
    const suspected = locks.map((lock) => suspectedOn(state, door, lock));
    return suspected.find((one) => one?.slot === slot) ?? [];
  });
}

/** A lockdown never makes a door one that nobody gets out of: such a lock is not secured by it. */
export function wouldTrap(state: SiteState, door: CompiledDoor, lock: CompiledLock): boolean {
  return egressWhenLocked(state, door, lock) === "blocked";
}

/**
 * The exit button or sensor releases what no hand draws. On a door that hands open, a sensor only
 * accounts for the opening, since motion near the door is no reason to unlock it from outside. A supply about to end releases the locks that would let go with it.
 */
function exitCause(state: SiteState, door: CompiledDoor, lock: CompiledLock | null): Cause | null {
  const exit = state.doors[door.index]?.exit ?? null;
  if (exit !== null && (lock === null || lock.needsExitDevice || door.buttonReleasesAll))
    return exit.cause;
  if (lock === null || lock.description.failMode !== "fail-safe") return null;
  const supply = state.supplies[lock.supply];
  if (supply === undefined || supply.criticalSince === null) return null;
  // Released in order: each lock has its turn (RELEASE_STAGGER_MS apart).
  if (state.now < supply.criticalSince + lock.turn * RELEASE_STAGGER_MS) return null;
  return {
    kind: "supply",
    supply: lock.description.supply,
    at: supply.onBatterySince ?? supply.since,
  };
}
