/**
 * What one message may touch. The note's I7 spoke of doors that are not egress doors; DESIGN says it by
 * lock: setting off a smoke alarm must not be a way in.
 */
import { readings } from "../concerns.ts";
import { misbuilt, spoilt } from "../engine.ts";
import { type Invariant, ofAll } from "../invariant.ts";
import { fireOver } from "../oracle.ts";

export const REACH: readonly Invariant[] = [
  {
    id: "I7",
    says: "A detector moves only the locks that its alarm opens, and the fire-rated strikes that it shuts.",
    concerns: readings,
    judge: ({ reading, before, after, site, orders, subjects }) => {
      if (reading === null || before.gateOpensAt !== after.gateOpensAt) return null;
      const sensor = site.sensors[site.sensorIndex.get(reading.sensor) ?? -1];
      if (sensor === undefined || sensor.area < 0) return null;
      const { kind } = sensor.description;
      const gas = kind === "gas" || kind === "carbon-monoxide";
      if (!gas && kind !== "smoke" && kind !== "heat" && kind !== "call-point") return null;
      return ofAll(subjects, (subject) => {
        const order = orders[subject.lock];
        const concerned = subject.serves === null || subject.serves.includes(sensor.area);
        const opens = gas ? subject.opensOnGas : subject.opensOnFire && !subject.keeper;
        if (order == null) return concerned && opens ? null : true;
        if (order.to === "unlocked") return concerned && opens;
        return subject.keeper && fireOver(after, subject);
      });
    },
    broken: {
      does: "opens every lock on fire",
      on: "fire-rated strike",
      engine: misbuilt((site) => {
        const locks = site.locks.map((lock) => ({
          ...lock,
          releasedOnFire: true,
          heldByFireRating: false,
        }));
        const doors = site.doors.map((door) => ({
          ...door,
          locks: door.locks.map((lock) => locks[lock.index] ?? lock),
        }));
        return { ...site, locks, doors };
      }),
    },
  },
  {
    id: "I23",
    says: "A sensor's word changes that sensor's facts only, and never what a person asked for.",
    concerns: readings,
    judge: ({ reading, before, after, site }) => {
      if (reading === null) return null;
      const index = site.sensorIndex.get(reading.sensor) ?? -1;
      const kind = site.sensors[index]?.description.kind;
      const others = before.sensors.every(
        (facts, at) => at === index || facts === after.sensors[at],
      );
      if (!others || before.drills !== after.drills || before.walkTest !== after.walkTest)
        return false;
      if (before.lockdown !== after.lockdown || before.suspicion !== after.suspicion) return false;
      if (before.sensors[index]?.isolatedUntil !== after.sensors[index]?.isolatedUntil)
        return false;
      const areas = before.areas.every(
        ({ lockdown }, at) => kind === "intrusion" || lockdown === after.areas[at]?.lockdown,
      );
      if (!areas) return false;
      return before.doors.every((was, at) => {
        const is = after.doors[at];
        if (is === undefined || was.operator !== is.operator) return false;
        if (was.schedule !== is.schedule || was.entered !== is.entered) return false;
        return was.exit === is.exit || kind === "exit-request";
      });
    },
    broken: {
      does: "takes a clear word of a detector for an order to lock",
      on: "a second look",
      engine: spoilt(({ input, done }) => {
        if (input?.type !== "reading" || input.value !== "clear") return done;
        const cause = { kind: "sensor", sensor: input.sensor, at: done.state.now } as const;
        const doors = done.state.doors.map((facts) => ({
          ...facts,
          operator: { wants: "secured" as const, cause },
        }));
        return { ...done, state: { ...done.state, doors } };
      }),
    },
  },
];
