/** What power does to a lock, and from that where its bolt must be. */
import type { CompiledLock } from "./compile.ts";
import type { Bolt } from "./input.ts";
import type { FailMode } from "./site.ts";
import type { LockFacts, SiteState } from "./state.ts";
import type { Basis, SupplyStatus } from "./view.ts";

/**
 * Whether a lock is powered to be there. A fail-safe lock is energised to lock, a fail-secure one to
 * unlock; a fail-as-is lock is driven by a word and holds without power, which is `null`.
 */
export function energiseFor(failMode: FailMode, to: "locked" | "unlocked"): boolean | null {
  if (failMode === "fail-as-is") return null;
  return (failMode === "fail-safe") === (to === "locked");
}

/**
 * What a lock's bolt must be doing without power.
 *
 * A fail-safe lock is held shut by power and a fail-secure one is drawn by it, so a lost supply settles
 * both. A fail-as-is lock keeps the last position anyone knew.
 */
export function boltWithoutPower(failMode: FailMode, lastKnown: Bolt): Bolt {
  if (failMode === "fail-safe") return "unlocked";
  return failMode === "fail-secure" ? "locked" : lastKnown;
}

export interface BoltAnswer {
  readonly bolt: Bolt;
  readonly basis: Basis;
}

const NOTHING_KNOWN: BoltAnswer = { bolt: "unknown", basis: "none" };

export function supplyOf(state: SiteState, lock: CompiledLock): SupplyStatus {
  return state.supplies[lock.supply]?.status ?? "unknown";
}

/** Where the bolt is, and how that is known. Never `locked` from stale or missing data. */
export function boltOf(state: SiteState, lock: CompiledLock): BoltAnswer {
  const facts = state.locks[lock.index];
  if (facts === undefined) return NOTHING_KNOWN;
  const reported = facts.reportedAt >= state.heardFrom ? facts.reported : "unknown";
  const heard = reported !== "unknown";
  if (state.gateOpensAt !== null && !heard && !facts.orderedHere) return NOTHING_KNOWN;

  const cutSince = unpoweredSince(state, lock, facts);
  if (cutSince !== null) {
    if (heard && facts.reportedAt > cutSince) return { bolt: facts.reported, basis: "sensed" };
    const lastKnown = hasLastWord(lock, facts, facts.reported) ? facts.reported : facts.ordered;
    return known(boltWithoutPower(lock.description.failMode, lastKnown), "inferred");
  }
  if (!hasLastWord(lock, facts, reported)) return believed(supplyOf(state, lock), lock, facts);
  const reachable = facts.link === "up" && state.controller === "running";
  return known(reported, reachable ? "sensed" : "inferred");
}

/** Whether its own report counts for more than what it was told: it reports, or it spoke after that. */
function hasLastWord(lock: CompiledLock, facts: LockFacts, reported: Bolt): boolean {
  if (lock.description.monitor) return true;
  return reported !== "unknown" && facts.reportedAt > facts.orderedAt;
}

/** A lock that reports nothing is believed to do as it was told, as far as its power bears that out. */
function believed(supply: SupplyStatus, lock: CompiledLock, facts: LockFacts): BoltAnswer {
  const { failMode } = lock.description;
  const certain = supply === "live" && !facts.powerCycled;
  if (certain || failMode === "fail-as-is") return known(facts.ordered, "ordered");
  // With the power in doubt only an order that power's absence would also bring about is sure.
  const without = boltWithoutPower(failMode, facts.ordered);
  return without === facts.ordered ? known(without, "inferred") : NOTHING_KNOWN;
}

/** Since when nothing powers the lock: supply lost, hard-wired release pulled, or lease run out. */
function unpoweredSince(state: SiteState, lock: CompiledLock, facts: LockFacts): number | null {
  const supply = state.supplies[lock.supply];
  if (supply?.status === "lost") return supply.since;
  const leaseEnd = facts.leaseEndsAt;
  if (leaseEnd !== null && leaseEnd <= state.now) return leaseEnd;
  return lock.cutByHand ? (state.doors[lock.door]?.manual?.at ?? null) : null;
}

function known(bolt: Bolt, basis: Basis): BoltAnswer {
  return bolt === "unknown" ? NOTHING_KNOWN : { bolt, basis };
}
