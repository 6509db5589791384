/**
 * A proof on the real device: the lock is told to hold once more, and then not again. Whoever watches,
 * the lock itself or a person, says when it lets go. The test ends by itself, and at every other order.
 */
import type { CompiledLock } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { Result } from "./input.ts";
import { resumeLease } from "./leases.ts";
import { supplyOf } from "./physics.ts";
import { againstReleasing, againstSecuring, refusal, unreachable } from "./refusals.ts";
import type { LeaseTest } from "./state.ts";
import type { Cause } from "./view.ts";

/** How much later than its lease a device may let go: its own clock, the way there, a person's hand. */
export const LEAST_LEASE_TOLERANCE_MS = 5_000;

export function leaseToleranceMs(ttlMs: number): number {
  return Math.max(LEAST_LEASE_TOLERANCE_MS, Math.floor(ttlMs / 4));
}

export function startLeaseTest(draft: Draft, id: string, cause: Cause): Result {
  const lock = lockOf(draft, id);
  if (lock === undefined) return noSuchLock(id);
  if (!lock.leased)
    return refusal(
      "bad-input",
      `${id} holds by no lease: only \`controllerLoss: release\` has one.`,
    );
  const refused = against(draft, lock);
  if (refused !== null) return refused;
  const { ttlMs } = draft.site.description.lease;
  const until = draft.now + ttlMs + leaseToleranceMs(ttlMs);
  draft.setWhole({ leaseTest: { lock: lock.index, since: draft.now, until, cause } });
  draft.setLock(lock.index, { leaseEndsAt: draft.now + ttlMs });
  draft.wake("lock", lock.index, draft.now + ttlMs);
  draft.wake("site", 0, until);
  draft.renewals.push(lock.index);
  draft.emit("lease-test-started", { ...named(draft, lock), ttlSeconds: ttlMs / 1000, cause });
  return { ok: true };
}

function against(draft: Draft, lock: CompiledLock): Result | null {
  const { state } = draft;
  const door = draft.site.doors[lock.door];
  const facts = state.locks[lock.index];
  if (door === undefined || facts === undefined) return noSuchLock(lock.id);
  const refused =
    unreachable(state, door) ?? againstSecuring(state, door) ?? againstReleasing(state, door);
  if (refused !== null) return refused;
  if (state.leaseTest !== null)
    return refusal("bad-input", "Another lock is being proven: one after the other.");
  if (state.withheld !== null)
    return refusal("not-permitted", "No lease is renewed now, so none can be proven.");
  const held = facts.onLease && facts.ordered === "locked" && facts.leaseEndsAt === null;
  if (!held || facts.owed !== "no" || facts.pendingSince !== null || state.gateOpensAt !== null)
    return refusal("bad-input", `${lock.id} is not held shut now: lock its door first.`);
  return null;
}

/** Ends the test of this lock; with `letGo`, because somebody saw it let go. */
export function endLeaseTest(draft: Draft, id: string, letGo: boolean): Result {
  const lock = lockOf(draft, id);
  if (lock === undefined) return noSuchLock(id);
  const test = draft.state.leaseTest;
  if (test === null || test.lock !== lock.index)
    return letGo ? refusal("bad-input", `${id} is not being proven.`) : { ok: true };
  if (letGo) sawLetGo(draft, lock, test);
  else voidLeaseTest(draft, "stopped");
  return { ok: true };
}

/** The lock let go, by its own word or a person's. Without power it says nothing about the lease. */
export function sawLetGo(draft: Draft, lock: CompiledLock, test: LeaseTest): void {
  const facts = draft.state.locks[lock.index];
  if (facts === undefined) return;
  if (supplyOf(draft.state, lock) === "lost" || facts.powerCycled) {
    voidLeaseTest(draft, "no-power");
    return;
  }
  const seconds = Math.round((draft.now - test.since) / 100) / 10;
  // One that lets go sooner than it is renewed would not hold at all.
  const held = draft.now - test.since > draft.site.description.lease.renewMs;
  conclude(draft, lock, held ? seconds : null, held ? null : "too-early", seconds);
  draft.setLock(lock.index, { leaseEndsAt: Math.min(facts.leaseEndsAt ?? draft.now, draft.now) });
  resumeLease(draft, lock);
}

/** Its time is over, and nobody said that it let go. */
export function leaseTestDue(draft: Draft): void {
  const test = draft.state.leaseTest;
  const lock = test === null ? undefined : draft.site.locks[test.lock];
  if (test === null || lock === undefined || test.until > draft.now) return;
  if (lock.description.monitor) {
    conclude(draft, lock, null, "did-not-let-go", null);
    resumeLease(draft, lock);
  } else voidLeaseTest(draft, "nobody-said");
}

/** Nothing is learnt: the lease is renewed again, or told again where it ran out. */
function voidLeaseTest(draft: Draft, reason: string): void {
  const lock = draft.site.locks[draft.state.leaseTest?.lock ?? -1];
  dropLeaseTest(draft, reason);
  if (lock !== undefined) resumeLease(draft, lock);
}

/** Nothing is learnt, and what becomes of the lease is its caller's to say. */
export function dropLeaseTest(draft: Draft, reason: string): void {
  const lock = draft.site.locks[draft.state.leaseTest?.lock ?? -1];
  if (lock === undefined) return;
  draft.setWhole({ leaseTest: null });
  draft.emit("lease-test-ended", { ...named(draft, lock), reason });
}

function conclude(
  draft: Draft,
  lock: CompiledLock,
  proven: number | null,
  reason: string | null,
  seconds: number | null,
): void {
  const ttlSeconds = draft.site.description.lease.ttlMs / 1000;
  draft.setWhole({ leaseTest: null });
  draft.setLock(lock.index, {
    leaseProof: { at: draft.now, seconds: proven, digest: lock.leaseDigest },
  });
  if (reason === null) draft.emit("lease-proven", { ...named(draft, lock), seconds, ttlSeconds });
  else draft.emit("lease-not-proven", { ...named(draft, lock), reason, seconds, ttlSeconds });
}

function named(draft: Draft, lock: CompiledLock) {
  return { lock: lock.id, door: draft.site.doors[lock.door]?.id };
}

function lockOf(draft: Draft, id: string): CompiledLock | undefined {
  const index = draft.site.lockIndex.get(id);
  return index === undefined ? undefined : draft.site.locks[index];
}

function noSuchLock(id: string): Result {
  return refusal("bad-input", `There is no lock \`${id}\` on this site.`);
}
