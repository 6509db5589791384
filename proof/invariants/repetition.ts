/**
 * Saying it twice is saying it once. Ids, challenges and ages of requests are the shells' business in
 * DESIGN; what is left of I10 in the engine are messages that a broker kept, and a controller that is
 * dead. I11 is asked without ids: a second time, at the same instant, must change nothing.
 */

import type { SiteState, Step } from "../../src/core/index.ts";
import { inputs, requests } from "../concerns.ts";
import { spoilt, withAreas, withDoors } from "../engine.ts";
import type { Invariant, Transition } from "../invariant.ts";
import { lockdownOver } from "../oracle.ts";
import { hasDone } from "../verbs.ts";

export const REPETITION: readonly Invariant[] = [
  {
    id: "I10",
    says: "A kept alarm that a reset answered, a kept press of an exit button and a word to a dead controller change no wish and order nothing.",
    concerns: inputs,
    judge: (step) => {
      const { reading, input, before, after, done, site } = step;
      if (before.controller === "dead" && input?.type !== "controller")
        return !done.result.ok && done.commands.length === 0 && sameFacts(before, after);
      if (reading?.retained !== true || reading.value !== "alarm") return null;
      const index = site.sensorIndex.get(reading.sensor) ?? -1;
      const pressed = site.sensors[index]?.description.kind === "exit-request";
      const spent =
        reading.stamp !== undefined && reading.stamp === before.sensors[index]?.spentStamp;
      if (!pressed && !spent) return null;
      const wanted = before.areas === after.areas && sameWishes(before, after);
      // It says that the button works again, which may let a lockdown that stands secure its door.
      const worked = pressed && before.sensors[index]?.value === "fault";
      if (worked && isLockedDown(before)) return wanted && ordersOnly(done, "locked");
      // Being heard at all may be the last thing that a start waited for: what was owed goes out then.
      if (before.gateOpensAt !== after.gateOpensAt) return wanted && owedOnly(step);
      return wanted && done.commands.length === 0;
    },
    broken: {
      does: "latches again on the alarm that a reset answered",
      on: "messages kept by a broker",
      engine: spoilt(({ input, before, done }) =>
        before !== null && input?.type === "reading" && input.retained === true
          ? withAreas(done, (facts) => ({
              ...facts,
              fire: {
                since: done.state.now,
                cause: { kind: "sensor", sensor: "smoke", at: done.state.now },
                sensors: [0],
              },
            }))
          : done,
      ),
    },
  },
  {
    id: "I11",
    says: "The same input again, at the same instant, leaves the same state and orders nothing new.",
    concerns: inputs,
    once: true,
    judge: ({ engine, site, input, after, keys }) => {
      // A restart begins another run; what it may order is asked by I33.
      if (input === null || (input.type === "controller" && input.value === "restarted"))
        return null;
      const again = engine.step(site, after, input, after.now);
      if (!keys.same(again.state, after)) return false;
      return again.commands.every(
        (command) =>
          !("lock" in command) ||
          after.locks[site.lockIndex.get(command.lock) ?? -1]?.ordered === command.to,
      );
    },
    broken: {
      does: "unlocks when it is told to unlock, and locks when it is told so again",
      on: "strike and maglock on one door",
      engine: spoilt(({ input, before, done }) => {
        if (input?.type !== "request" || input.action !== "unlock") return done;
        const was = before?.doors[0]?.operator?.wants === "released";
        return was ? withDoors(done, (facts) => ({ ...facts, operator: null })) : done;
      }),
    },
  },
  {
    id: "I12",
    says: "No verb is a toggle: what an accepted one does is what it says, whatever stood before.",
    concerns: requests,
    judge: ({ request, done, after, site, orders, subjects }) => {
      if (request === null || !done.result.ok) return null;
      if (!("door" in request)) return hasDone(site, after, request);
      const index = site.doorIndex.get(request.door) ?? -1;
      const facts = after.doors[index];
      const door = site.doors[index];
      if (facts === undefined || door === undefined) return false;
      const locks = request.action === "lock";
      for (const { lock, door: of } of subjects) {
        if (of !== index || orders[lock]?.to !== (locks ? "unlocked" : "locked")) continue;
        // A way out that stands over the wish, or a lockdown, may be told again by it. No toggle.
        if (locks ? facts.exit === null : lockdownOver(after, door) === null) return false;
      }
      if (locks) return facts.operator?.wants === "secured" && facts.access === null;
      const pulse = request.action === "access" || door.description.unlockMeans === "access";
      return pulse ? facts.access !== null : facts.operator?.wants === "released";
    },
    broken: {
      does: "toggles on `unlock`",
      on: "strike and maglock on one door",
      engine: (engine) => ({
        ...engine,
        step: (site, state, input, at) => {
          const toggles = input.type === "request" && input.action === "unlock";
          const open = state.doors[0]?.operator?.wants === "released";
          return engine.step(
            site,
            state,
            toggles && open ? { ...input, action: "lock" } : input,
            at,
          );
        },
      }),
    },
  },
];

/** The demands that people, detectors and the clock have set; not what the locks were told. */
function sameWishes(before: SiteState, after: SiteState): boolean {
  if (before.lockdown !== after.lockdown || before.suspicion !== after.suspicion) return false;
  if (before.drills !== after.drills || before.walkTest !== after.walkTest) return false;
  return before.doors.every((was, at) => {
    const is = after.doors[at];
    return (
      is !== undefined &&
      was.manual === is.manual &&
      was.exit === is.exit &&
      was.access === is.access &&
      was.operator === is.operator &&
      was.schedule === is.schedule &&
      was.entered === is.entered
    );
  });
}

function sameFacts(before: SiteState, after: SiteState): boolean {
  return (
    before.sensors === after.sensors &&
    before.locks === after.locks &&
    before.supplies === after.supplies &&
    before.areas === after.areas &&
    sameWishes(before, after)
  );
}

function isLockedDown({ lockdown, areas }: SiteState): boolean {
  return lockdown !== null || areas.some((facts) => facts.lockdown !== null);
}

function ordersOnly({ commands }: Step, to: "locked"): boolean {
  return commands.every((one) => "holder" in one || one.to === to);
}

/** Each order was wished for and not yet given before. */
function owedOnly({ before, orders, subjects }: Transition): boolean {
  return subjects.every(({ lock }) => {
    const facts = before.locks[lock];
    const to = facts?.wish === "released" ? "unlocked" : "locked";
    return orders[lock] == null || (facts?.owed !== "no" && orders[lock]?.to === to);
  });
}
