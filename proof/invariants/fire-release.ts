/**
 * Fire opens what it must. The reliability note speaks of egress doors; DESIGN decides by lock (`onFire:
 * auto`), and lets a fire-rated strike that a hand draws keep its latch. A drill drives real outputs, so
 * it counts as fire here.
 */
import { alarms } from "../concerns.ts";
import { spoilt, withAreas, withLock } from "../engine.ts";
import { type Invariant, ofAll } from "../invariant.ts";
import { isReachable, latchedOver, releasedByFire, type Subject } from "../oracle.ts";

const opens = (subject: Subject) => subject.opensOnFire && !subject.keeper;

export const FIRE_RELEASE: readonly Invariant[] = [
  {
    id: "I1",
    says: "While fire stands, no lock that it opens is told to lock, and no lease of one is renewed.",
    judge: (step) =>
      ofAll(step.subjects, (subject) => {
        const { after } = step;
        if (after.controller === "dead" || !releasedByFire(after, subject)) return null;
        if (step.orders[subject.lock]?.to === "locked") return false;
        const facts = after.locks[subject.lock];
        const renewed = facts?.onLease === true && facts.leaseEndsAt === null;
        return !(renewed && facts.link === "up");
      }),
    broken: {
      does: "obeys a request to lock while fire stands",
      on: "monitored maglock",
      engine: spoilt(({ input, done }) =>
        input?.type === "request" && input.action === "lock"
          ? { ...done, commands: [{ lock: "mag", to: "locked", energise: true }] }
          : done,
      ),
    },
  },
  {
    id: "I2",
    says: "An alarm that counts latches at once, and every lock that it opens is told so in the same step.",
    judge: (step) => {
      const { after, site, reading, before } = step;
      const released = ofAll(step.subjects, (subject) => {
        if (!releasedByFire(after, subject) || !isReachable(after, subject)) return null;
        return after.locks[subject.lock]?.ordered === "unlocked";
      });
      if (released === false || reading?.value !== "alarm" || before.controller === "dead")
        return released;
      const sensor = site.sensors[site.sensorIndex.get(reading.sensor) ?? -1];
      const facts = before.sensors[sensor?.index ?? -1];
      const area = site.areas[sensor?.area ?? -1];
      if (sensor === undefined || facts === undefined || area === undefined) return released;
      const { kind } = sensor.description;
      const person = kind === "call-point";
      if (!person && kind !== "smoke" && kind !== "heat") return released;
      const tried = before.walkTest?.area ?? null;
      const isTried = before.walkTest !== null && (tried === null || tried === area.id);
      if (facts.isolatedUntil !== null || (isTried && !person)) return released;
      if (reading.retained === true && reading.stamp === facts.spentStamp) return released;
      if (!person && (area.rule.vote !== "any" || area.rule.verifyMs !== null)) return released;
      return after.areas[area.index]?.fire !== null;
    },
    broken: {
      does: "swallows releases",
      on: "monitored maglock",
      engine: spoilt(({ before, done }) => {
        const was = before?.locks[0]?.ordered;
        const is = done.state.locks[0]?.ordered;
        if (was !== "locked" || is !== "unlocked" || done.state.locks[0]?.slot !== 2) return done;
        return withLock({ ...done, commands: [] }, 0, { ordered: "locked" });
      }),
    },
  },
  {
    id: "I24",
    says: "One alarm more never tells a lock that fire opens to lock, and never makes an area less alarmed.",
    concerns: alarms,
    judge: ({ reading, before, after, site, orders, subjects }) => {
      if (reading?.value !== "alarm" || before.controller === "dead") return null;
      const kind = site.sensors[site.sensorIndex.get(reading.sensor) ?? -1]?.description.kind;
      if (kind !== "smoke" && kind !== "heat" && kind !== "call-point") return null;
      // The last input that a start waits for lets what is owed go out, whatever it says.
      if (before.gateOpensAt !== after.gateOpensAt) return null;
      const less = before.areas.some(
        (facts, at) => facts.fire !== null && after.areas[at]?.fire === null,
      );
      if (less) return false;
      return ofAll(subjects, (subject) =>
        opens(subject) ? orders[subject.lock]?.to !== "locked" : null,
      );
    },
    broken: {
      does: "locks up when an alarm is heard",
      on: "two of two, with isolation and tests",
      engine: spoilt(({ input, done }) =>
        input?.type === "reading" && input.value === "alarm" && input.sensor === "heat"
          ? { ...done, commands: [{ lock: "mag", to: "locked", energise: true }] }
          : done,
      ),
    },
  },
  {
    id: "I25",
    says: "Fire beats lockdown, intrusion, hours and every wish to lock, and says so when asked.",
    judge: ({ request, done, after, subjects }) =>
      ofAll(subjects, (subject) => {
        if (!releasedByFire(after, subject) || !isReachable(after, subject)) return null;
        const asked = request?.action === "lock" && request.door === subject.doorId;
        if (asked && done.result.ok) return false;
        const facts = after.locks[subject.lock];
        return facts?.wish === "released" && facts.slot <= 2;
      }),
    broken: {
      does: "lets lockdown win over fire",
      on: "monitored maglock",
      engine: spoilt(({ done }) => {
        const { state } = done;
        const both = state.areas[0]?.lockdown !== null && state.areas[0]?.fire !== null;
        return both ? withLock(done, 0, { wish: "secured", slot: 5 }) : done;
      }),
    },
  },
  {
    id: "I22",
    says: "A release does not wait for what is remembered: in doubt or before the inputs are read it goes out as ever.",
    concerns: alarms,
    judge: ({ reading, before, after, subjects }) => {
      if (reading?.value !== "alarm") return null;
      if (before.suspicion === null && before.gateOpensAt === null) return null;
      return ofAll(subjects, (subject) => {
        if (!opens(subject) || !latchedOver(after, subject, "fire")) return null;
        if (!isReachable(after, subject)) return null;
        return after.locks[subject.lock]?.ordered === "unlocked";
      });
    },
    broken: {
      does: "hears no detector before the inputs are read",
      on: "monitored maglock",
      engine: spoilt(({ before, input, done }) => {
        if (before === null || before.gateOpensAt === null || input?.type !== "reading")
          return done;
        const deaf = withLock({ ...done, commands: [] }, 0, before.locks[0] ?? {});
        return done.commands.length === 0 ? done : withAreas(deaf, (facts) => facts);
      }),
    },
  },
];
