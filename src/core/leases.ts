/**
 * A lease is a dead man's grip: an energised output that its device lets go unless it is told again in
 * time. Renewals go out on the site's own beat, so when one was last sent needs no remembering.
 */
import type { CompiledLock, Site } from "./compile.ts";
import type { Instant } from "./input.ts";
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
  if (state.controller === "dead") return [];
  return site.locks.filter((lock) => {
    const facts = state.locks[lock.index];
    return facts?.onLease === true && facts.link === "up" && facts.leaseEndsAt === null;
  });
}
