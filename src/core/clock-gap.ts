/**
 * Time in which the controller did not run: suspend, SIGSTOP, a blocked loop. Nothing was heard in it and
 * nothing renewed a lease, so what comes after it is a start that has kept its facts: what was told is
 * told again by the rules of a link that comes back, once the inputs were read again.
 */
import { INPUTS_WITHIN_MS } from "./boot.ts";
import type { Draft } from "./draft.ts";
import type { ClockGap, Instant, Result } from "./input.ts";
import { dropLeaseTest } from "./lease-test.ts";
import { letRunOut, resumeLease } from "./leases.ts";
import type { LockFacts } from "./state.ts";

/** Before the deadlines that lie in the gap are looked at: none of them may drive a lock by old facts. */
export function enterGap(draft: Draft, { ms }: ClockGap, until: Instant): void {
  const gateOpensAt = until + INPUTS_WITHIN_MS;
  draft.asleep = true;
  draft.setWhole({ heardFrom: until, gateOpensAt });
  draft.wake("site", 0, gateOpensAt);
  dropLeaseTest(draft, "clock-gap");
  for (const lock of draft.site.locks) {
    const facts = draft.state.locks[lock.index];
    if (facts === undefined) continue;
    if (facts.onLease && facts.leaseEndsAt === null) letRunOut(draft, lock, facts, until - ms);
    draft.setLock(lock.index, forgotten(facts));
  }
  for (const door of draft.site.doors)
    if (door.holder !== null && draft.state.doors[door.index]?.holderOrdered !== "unknown")
      draft.setDoor(door.index, { holderOwed: true });
}

/** Every order in the air is over. What stands at the end of the gap is told anew, life at once. */
function forgotten(facts: LockFacts): Partial<LockFacts> {
  const movedSince = facts.reportedAt > facts.orderedAt && facts.reported !== facts.ordered;
  return {
    orderedHere: false,
    pendingSince: null,
    ...(movedSince ? { powerCycled: true } : {}),
    ...(facts.owed === "no" && facts.ordered !== "unknown" ? { owed: "again" as const } : {}),
  };
}

export function leaveGap(draft: Draft, { ms }: ClockGap): Result {
  draft.asleep = false;
  draft.emit("clock-gap", { seconds: Math.round(ms / 100) / 10 });
  for (const lock of draft.site.locks) resumeLease(draft, lock);
  for (const door of draft.site.doors) draft.touchDoor(door.index);
  return { ok: true };
}
