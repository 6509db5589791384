/**
 * What is claimed is known. For I16 DESIGN lets a lock without a monitor be believed once it was told;
 * for I17 it leaves relocking to a person, so only the alarm is asked for. I28's fault is DESIGN's
 * trouble, and for a critical detector a latched fire.
 */
import type { SiteState } from "../../src/core/state.ts";
import { CRITICAL_LOSS_MS } from "../../src/core/supervision.ts";
import { reports } from "../concerns.ts";
import { spoilt, withLock } from "../engine.ts";
import { type Invariant, ofAll } from "../invariant.ts";
import type { Subject } from "../oracle.ts";

export const OBSERVING: readonly Invariant[] = [
  {
    id: "I16",
    says: "A lock reads as locked only if it said so, if nothing else is left by physics, or if it was told so and can be believed.",
    once: true,
    judge: ({ engine, after, site, subjects }) =>
      ofAll(subjects, (subject) => {
        const lock = site.locks[subject.lock];
        if (lock === undefined || engine.boltOf(after, lock).bolt !== "locked") return null;
        return mayReadLocked(after, subject);
      }),
    broken: {
      does: "shows what a lock was told for what it does",
      on: "monitored maglock",
      engine: (engine) => ({
        ...engine,
        boltOf: (state, lock) => {
          const ordered = state.locks[lock.index]?.ordered ?? "unknown";
          return { bolt: ordered, basis: "ordered" };
        },
      }),
    },
  },
  {
    id: "I17",
    says: "A lock that opens though it was told to stay shut raises the alarm in the same step.",
    concerns: reports,
    judge: ({ input, before, after, done, site }) => {
      if (input?.type !== "report" || input.bolt !== "unlocked") return null;
      const index = site.lockIndex.get(input.lock) ?? -1;
      const was = before.locks[index];
      if (before.controller === "dead" || was?.ordered !== "locked" || was.pendingSince !== null)
        return null;
      const told =
        was.reported === "unlocked" || done.events.some(({ type }) => type === "unexpected-unlock");
      return after.locks[index]?.unexpected === true && told;
    },
    broken: {
      does: "believes whatever a lock says",
      on: "monitored maglock",
      engine: spoilt(({ input, done }) =>
        input?.type === "report" ? withLock(done, 0, { unexpected: false }) : done,
      ),
    },
  },
  {
    id: "I28",
    says: "A supervised sensor that is silent for too long is in trouble, and a critical one that is lost latches its area.",
    concerns: (_, site) => site.sensors.some(({ description }) => description.supervision !== null),
    once: true,
    judge: ({ after, site }) => {
      if (after.controller === "dead") return null;
      let asked = false;
      for (const { index, description, area } of site.sensors) {
        const facts = after.sensors[index];
        const { supervision } = description;
        if (facts === undefined || supervision === null) continue;
        const heard = facts.aliveAt ?? after.bootedAt;
        if (after.now >= heard + supervision.everyMs) {
          asked = true;
          if (!facts.silent) return false;
        }
        const bySilence = heard + Math.max(supervision.everyMs, CRITICAL_LOSS_MS);
        const byWord = (facts.lostSince ?? Number.POSITIVE_INFINITY) + CRITICAL_LOSS_MS;
        const lost = after.now >= Math.min(bySilence, byWord);
        if (!supervision.critical || !lost || facts.isolatedUntil !== null) continue;
        if (after.walkTest !== null) continue;
        asked = true;
        if (after.areas[area]?.fire === null) return false;
      }
      return asked ? true : null;
    },
    broken: {
      does: "never looks whether a sensor still speaks",
      on: "critical detector",
      engine: spoilt(({ done }) => ({
        ...done,
        state: {
          ...done.state,
          timers: {
            ...done.state.timers,
            entries: done.state.timers.entries.filter(({ kind }) => kind !== "sensor"),
          },
        },
      })),
    },
  },
  {
    id: "D4",
    says: "A detector that stays in alarm latches once its second look is due, restart or not (DESIGN 3).",
    concerns: (_, site) => site.areas.some(({ rule }) => rule.verifyMs !== null),
    once: true,
    judge: ({ after, site }) => {
      if (after.controller === "dead") return null;
      let asked = false;
      for (const { index, rule, fireDetectors } of site.areas) {
        const { verifyMs, vote } = rule;
        if (verifyMs === null || vote !== "any") continue;
        const facts = after.areas[index];
        const speaks = fireDetectors.some((at) => {
          const sensor = after.sensors[at];
          return sensor?.lastHeard === "alarm" && sensor.isolatedUntil === null && !sensor.excused;
        });
        if (facts === undefined || !speaks || facts.fire !== null) continue;
        asked = true;
        if (facts.firePreSince === null || after.now >= facts.firePreSince + verifyMs) return false;
      }
      return asked ? true : null;
    },
    broken: {
      does: "does not look a second time",
      on: "a second look",
      engine: spoilt(({ done }) => ({
        ...done,
        state: {
          ...done.state,
          timers: {
            ...done.state.timers,
            entries: done.state.timers.entries.filter(({ kind }) => kind !== "area"),
          },
        },
      })),
    },
  },
];

function mayReadLocked(state: SiteState, subject: Subject): boolean {
  const facts = state.locks[subject.lock];
  if (facts === undefined) return false;
  const supply = state.supplies[subject.supply];
  const heard = facts.reported !== "unknown" && facts.reportedAt >= state.bootedAt;
  if (state.gateOpensAt !== null && !heard && !facts.orderedHere) return false;
  const manual = state.doors[subject.door]?.manual ?? null;
  const leaseOver = facts.onLease && facts.leaseEndsAt !== null && facts.leaseEndsAt <= state.now;
  const cutSince = [
    ...(supply?.status === "lost" ? [supply.since] : []),
    ...(leaseOver ? [facts.leaseEndsAt ?? 0] : []),
    ...(subject.cutByHand && manual !== null ? [manual.at] : []),
  ];
  if (cutSince.length > 0) {
    if (subject.failMode === "fail-secure") return true;
    const since = Math.min(...cutSince);
    if (heard && facts.reported === "locked" && facts.reportedAt > since) return true;
    if (subject.failMode === "fail-safe") return false;
    return facts.reported === "locked" || facts.ordered === "locked";
  }
  if (heard && facts.reported === "locked") return true;
  if (subject.monitor || facts.ordered !== "locked") return false;
  return subject.failMode !== "fail-safe" || (supply?.status === "live" && !facts.powerCycled);
}
