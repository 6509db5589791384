/** What is granted to people ends, and what would keep them in is not done. */
import { egressOf } from "../../src/core/egress.ts";
import { either, readings, requests } from "../concerns.ts";
import { misbuilt, spoilt, withLock } from "../engine.ts";
import { type Invariant, ofAll } from "../invariant.ts";
import { isReachable, mayBeOpen, suspectOver } from "../oracle.ts";

export const PEOPLE: readonly Invariant[] = [
  {
    id: "I15",
    says: "A granted access ends within its time, and then the lock is told to lock unless something else opens it or stands in its way.",
    judge: ({ before, after, subjects, site }) =>
      ofAll(subjects, (subject) => {
        const access = after.doors[subject.door]?.access ?? null;
        const running = after.controller === "running";
        if (access !== null) {
          const longest = subject.doorDescription.timing.extendedAccessMs;
          const left = access.until - after.now;
          return running ? left > 0 && left <= longest : null;
        }
        if (before.doors[subject.door]?.access == null || !running) return null;
        const facts = after.locks[subject.lock];
        if (facts === undefined || mayBeOpen(after, subject) || suspectOver(after, subject))
          return null;
        if (!isReachable(after, subject) || after.gateOpensAt !== null) return null;
        if (after.supplies[subject.supply]?.status === "lost") return null;
        if (facts.ordered === "unknown" || facts.notBefore !== null) return null;
        const open = after.doors[subject.door]?.position !== "closed";
        if (open && (subject.thrown || facts.owed === "again")) return null;
        return facts.ordered === "locked" && site.locks[subject.lock]?.id === subject.id;
      }),
    broken: {
      does: "forgets to lock again after an access",
      on: "strike and maglock on one door",
      engine: spoilt(({ before, done }) => {
        const ended = before?.doors[0]?.access != null && done.state.doors[0]?.access === null;
        return ended ? withLock({ ...done, commands: [] }, 0, { ordered: "unlocked" }) : done;
      }),
    },
  },
  {
    id: "D3",
    says: "A lockdown never makes a door one that nobody gets out of (DESIGN 3).",
    concerns: either(readings, requests),
    judge: ({ before, after, request, reading, site }) => {
      const set =
        (before.lockdown === null && after.lockdown !== null) ||
        before.areas.some(
          ({ lockdown }, at) => lockdown === null && after.areas[at]?.lockdown !== null,
        );
      if (!set || (request === null && reading === null)) return null;
      // What was owed since a start goes out with the last input that it waited for.
      if (before.gateOpensAt !== after.gateOpensAt) return null;
      return site.doors.every(
        (door) => egressOf(before, door) === "blocked" || egressOf(after, door) !== "blocked",
      );
    },
    broken: {
      does: "secures whatever stands under lockdown",
      on: "strike and maglock on one door",
      engine: misbuilt((site) => ({
        ...site,
        doors: site.doors.map((door) => ({
          ...door,
          locks: door.locks.map((lock) => ({ ...lock, mechanical: true })),
        })),
      })),
    },
  },
];
