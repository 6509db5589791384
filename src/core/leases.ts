/**
 * A lease is a dead man's grip: an energised output that its device lets go unless it is told again in
 * time. Renewals go out on the site's own beat, so when one was last sent needs no remembering.
 */
import type { CompiledLock, Site } from "./compile.ts";
import { winningDemand } from "./demands.ts";
import type { Draft } from "./draft.ts";
import type { Instant, LeaseHealth, Result } from "./input.ts";
import type { LockFacts, SiteState } from "./state.ts";

/** When a lease runs out if nothing renews it after `now`. */
export function leaseEndOf(site: Site, facts: Pick<LockFacts, "orderedAt">, now: Instant): Instant {
  const { ttlMs, renewMs } = site.description.lease;
  return Math.max(facts.orderedAt, Math.floor(now / renewMs) * renewMs) + ttlMs;
}

/** The next moment at which the leases of this site are renewed. */
export function nextBeat(site: Site, now: Instant): Instant {
  const { renewMs } = site.description.lease;
  return (Math.floor(now / renewMs) + 1) * renewMs;
}

/** The locks whose lease is alive and to be renewed on this beat. */
export function leasesToRenew(site: Site, state: SiteState): readonly CompiledLock[] {
  if (state.controller === "dead" || state.withheld !== null) return [];
  return site.locks.filter((lock) => {
    const facts = state.locks[lock.index];
    return facts?.onLease === true && facts.link === "up" && facts.leaseEndsAt === null;
  });
}

/** Nothing renews the lease of this lock after `since`: it runs out by itself. */
export function letRunOut(draft: Draft, lock: CompiledLock, facts: LockFacts, since: Instant) {
  const leaseEndsAt = leaseEndOf(draft.site, facts, since);
  draft.setLock(lock.index, { leaseEndsAt });
  draft.wake("lock", lock.index, leaseEndsAt);
}

/**
 * A lease may be renewed again. One that is alive is renewed at once; of one that ran out the device has
 * let go, so the lock is told the present wish again, by the rules of a link that comes back.
 */
export function resumeLease(draft: Draft, lock: CompiledLock): void {
  const { state } = draft;
  const facts = state.locks[lock.index];
  if (facts === undefined || !facts.onLease || facts.leaseEndsAt === null) return;
  if (facts.link === "down" || state.withheld !== null || isUnderTest(state, lock)) return;
  if (facts.leaseEndsAt > draft.now) {
    if (isOver(draft, lock, facts)) return;
    draft.renewals.push(lock.index);
    draft.setLock(lock.index, { leaseEndsAt: null });
  } else if (facts.owed === "no") draft.setLock(lock.index, { owed: "again" });
  draft.touchDoor(lock.door);
}

/** What held a lock open has ended meanwhile: nothing holds it longer, until it may be told to lock. */
function isOver({ site, state }: Draft, lock: CompiledLock, { ordered }: LockFacts): boolean {
  const door = site.doors[lock.door];
  if (ordered !== "unlocked" || door === undefined) return false;
  return winningDemand(state, door, lock).wants === "secured";
}

export function isUnderTest(state: SiteState, lock: CompiledLock): boolean {
  return state.leaseTest?.lock === lock.index;
}

/** The controller is no longer fit to hold doors shut, or is again. */
export function applyLeaseHealth(draft: Draft, { withheld }: LeaseHealth): Result {
  const was = draft.state.withheld;
  if (was === withheld) return { ok: true };
  draft.setWhole({ withheld });
  if (withheld === null) draft.emit("leases-resumed");
  else draft.emit("leases-withheld", { reason: withheld });
  for (const lock of draft.site.locks) {
    const facts = draft.state.locks[lock.index];
    if (!lock.leased || facts === undefined || !facts.onLease) continue;
    if (withheld === null) resumeLease(draft, lock);
    else if (facts.leaseEndsAt === null) letRunOut(draft, lock, facts, draft.now);
    draft.touchDoor(lock.door);
  }
  return { ok: true };
}
