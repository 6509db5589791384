/**
 * Saying it twice is saying it once. Ids, challenges and ages of requests are the shells' business in
 * DESIGN; what is left of I10 in the engine are messages that a broker kept, and a controller that is
 * dead. I11 is asked without ids: a second time, at the same instant, must change nothing.
 */
import { inputs, requests } from "../concerns.ts";
import { spoilt, withAreas, withDoors } from "../engine.ts";
import type { Invariant } from "../invariant.ts";

const locked = ({ lockdown }: { readonly lockdown: unknown }) => lockdown !== null;

export const REPETITION: readonly Invariant[] = [
  {
    id: "I10",
    says: "A kept alarm that a reset answered, a kept press of an exit button and a word to a dead controller change nothing.",
    concerns: inputs,
    judge: ({ reading, input, before, after, done, site }) => {
      const dead = before.controller === "dead" && input !== null && input.type !== "controller";
      const facts = before.sensors[site.sensorIndex.get(reading?.sensor ?? "") ?? -1];
      const kept = reading?.retained === true && reading.value === "alarm";
      const spent = kept && reading.stamp !== undefined && reading.stamp === facts?.spentStamp;
      const sensor = site.sensors[site.sensorIndex.get(reading?.sensor ?? "") ?? -1];
      const pressed = kept && sensor?.description.kind === "exit-request";
      if (!dead && !spent && !pressed) return null;
      if (dead && (before.sensors !== after.sensors || before.locks !== after.locks)) return false;
      // Being heard at all may be the last thing that a start was waiting for.
      if (before.gateOpensAt !== after.gateOpensAt) return null;
      if (spent && before.suspicion !== null) return null;
      // A press says that the exit button works again, which may let a lockdown secure the door.
      const opens = done.commands.some((one) => "lock" in one && one.to === "unlocked");
      const exits = before.doors.every((was, at) => was.exit === after.doors[at]?.exit);
      return !opens && exits && before.areas === after.areas;
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
      if (input === null || input.type === "controller") return null;
      // An alarm under a walk test is logged each time as one that has just begun.
      if (input.type === "reading" && after.walkTest !== null) return null;
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
      const { action } = request;
      if (action === "lockdown" && request.area === undefined) return after.lockdown !== null;
      if (action === "lockdown-release" && request.area === undefined)
        return after.lockdown === null && after.areas.every(({ lockdown }) => lockdown === null);
      if (action !== "lock" && action !== "unlock" && action !== "access") return null;
      const index = site.doorIndex.get(request.door) ?? -1;
      const facts = after.doors[index];
      // A way out or a lockdown that stands over the wish may be told again by it, and that is no toggle.
      const over = facts?.exit != null || after.lockdown !== null || after.areas.some(locked);
      const against = action === "lock" ? "unlocked" : "locked";
      const own = subjects.filter(({ door }) => door === index);
      if (!over && own.some(({ lock }) => orders[lock]?.to === against)) return false;
      if (action === "lock") return facts?.operator?.wants === "secured";
      return facts?.access !== null || facts.operator?.wants === "released";
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
