/**
 * The engine is a function, and forgets nothing that it must keep. I21 is asked of what the journal
 * writes: each step's changes, laid on the memory before it, give the memory after it. I33 holds for a
 * start from that memory. The note's I13 is DESIGN section 5, and part of I33 here.
 */

import {
  changesOf,
  compileSite,
  type Memory,
  type MemoryChanges,
  remember,
  type Site,
  type SiteState,
} from "../../src/core/index.ts";
import { MAX_ORDERS_A_MINUTE } from "../../src/core/order-limit.ts";
import { MAX_TEST_MS } from "../../src/core/tests-and-drills.ts";
import type { Command } from "../../src/core/view.ts";
import { gaps, inputs, restarts } from "../concerns.ts";
import { spoilt, withDoors, withLock } from "../engine.ts";
import { type Invariant, ofAll, type Transition, type Verdict } from "../invariant.ts";
import { releasedForLife, type Subject, subjectsOf } from "../oracle.ts";
import { shiftedState } from "../shifted-state.ts";

/** Far more than any small site needs; a state that grows without end passes it soon. */
const MOST_TIMERS = 400;

/** One state in so many has the costliest questions asked of it. */
const ONE_IN = 32;
/** A whole number of every small site's lease beats. */
const LATER_MS = 600_000_000;

function tellsOnlyLife({ before, after, done, orders, subjects }: Transition): Verdict {
  if (done.commands.some(holds)) return false;
  return ofAll(subjects, (subject) => {
    const was = before.locks[subject.lock]?.ordered;
    const order = orders[subject.lock];
    if (order == null) return was === after.locks[subject.lock]?.ordered;
    return order.to === "unlocked" && releasedForLife(after, subject);
  });
}

export const MACHINE: readonly Invariant[] = [
  {
    id: "I20",
    says: "A step gives the same answer every time, leaves the state it was given as it was, and keeps its size.",
    once: true,
    judge: ({ engine, site, input, before, after, done, keys }) => {
      if (after.timers.entries.length > MOST_TIMERS) return false;
      if (input === null) return null;
      const again = engine.step(site, before, input, before.now);
      return keys.same(again.state, done.state) && sameOrders(again.commands, done.commands);
    },
    broken: {
      does: "answers otherwise every other time",
      on: "a second look",
      engine: (engine) => {
        let odd = false;
        return {
          ...engine,
          step: (site, state, input, at) => {
            odd = !odd;
            const done = engine.step(site, state, input, at);
            return odd ? done : withDoors(done, (facts) => ({ ...facts, passed: !facts.passed }));
          },
        };
      },
    },
  },
  {
    id: "I21",
    says: "The journal's changes, laid on the memory before a step, give the memory after it.",
    once: true,
    judge: ({ site, before, after, done, deed, input, lowAfter }) => {
      if (deed.deed === "start-in-doubt" || input?.type === "controller") return null;
      if (lowAfter % ONE_IN !== 0) return null;
      const changes = changesOf(site, before, after, done.touched);
      const laid = changes === null ? remember(site, before) : lay(remember(site, before), changes);
      const is = remember(site, after);
      return JSON.stringify({ ...laid, at: 0 }) === JSON.stringify({ ...is, at: 0 });
    },
    broken: {
      does: "writes down nothing of what happens to doors",
      on: "strike and maglock on one door",
      engine: spoilt(({ done }) => ({ ...done, touched: { ...done.touched, doors: [] } })),
    },
  },
  {
    id: "I26",
    says: "The hour does not matter: the same step at another time gives the same state and orders.",
    concerns: inputs,
    once: true,
    judge: ({ engine, site, input, before, done, keys, lowAfter }) => {
      if (input === null || lowAfter % ONE_IN !== 1) return null;
      const then = shiftedState(before, LATER_MS);
      const later = engine.step(site, then, input, then.now);
      return keys.same(later.state, done.state) && sameOrders(later.commands, done.commands);
    },
    broken: {
      does: "locks everything at a certain hour",
      on: "strike and maglock on one door",
      engine: spoilt(({ at, done }) =>
        at > LATER_MS
          ? withDoors(done, (facts) => ({ ...facts, exit: null, access: null, operator: null }))
          : done,
      ),
    },
  },
  {
    id: "I33",
    says: "A restart tells no lock anything but a release for life that stands.",
    concerns: restarts,
    judge: tellsOnlyLife,
    broken: {
      does: "locks on a restart, as the door rests locked",
      on: "monitored maglock",
      engine: spoilt(({ input, done }) =>
        input?.type === "controller" && input.value === "restarted"
          ? withLock({ ...done, commands: [{ lock: "mag", to: "locked", energise: true }] }, 0, {
              ordered: "locked",
            })
          : done,
      ),
    },
  },
  {
    id: "D6",
    says: "Time in which the process did not run tells no lock anything but a release for life that stands (DESIGN 5).",
    concerns: gaps,
    judge: tellsOnlyLife,
    broken: {
      does: "tells every lock again when it wakes",
      on: "monitored maglock",
      engine: spoilt(({ input, done }) =>
        input?.type === "clock-gap"
          ? { ...done, commands: [{ lock: "mag", to: "locked", energise: true }] }
          : done,
      ),
    },
  },
  {
    id: "D5",
    says: "A start on a site that was made laxer meanwhile tells no lock anything but a release for life that stands (the other half of I33).",
    concerns: restarts,
    once: true,
    judge: ({ engine, site, before }) => {
      const changed = relaxed(site);
      const memory = remember(site, before);
      const options = { at: before.now, memory, shiftMs: 0, inputsRead: false };
      const deployed = engine.start(changed.site, options);
      return deployed.commands.every((one) => {
        const subject = changed.subjects.find(({ id }) => "lock" in one && one.lock === id);
        if (subject === undefined) return !holds(one);
        return one.to === "unlocked" && releasedForLife(deployed.state, subject);
      });
    },
    broken: {
      does: "opens a door because its new description rests open",
      on: "monitored maglock",
      engine: spoilt(({ site, before, done }) =>
        before === null && site.doors[0]?.description.rest === "released"
          ? { ...done, commands: [{ lock: "mag", to: "unlocked", energise: false }] }
          : done,
      ),
    },
  },
  {
    id: "I29",
    says: "A lock gets no more orders than the bound in any minute, over restarts too; ways out and releases for life are not counted.",
    concerns: () => true,
    judge: ({ ordersLately, subjects }) =>
      ofAll(subjects, ({ lock }) => {
        const lately = ordersLately[lock]?.length ?? 0;
        return lately < MAX_ORDERS_A_MINUTE ? null : lately === MAX_ORDERS_A_MINUTE;
      }),
    broken: {
      does: "counts orders anew every five seconds of the clock",
      on: "a lock told too often",
      engine: (engine) => ({
        ...engine,
        step: (site, state, input, at) => {
          const fiveSeconds = 5_000;
          const began = Math.floor(at / fiveSeconds) * fiveSeconds;
          const locks = state.locks.map((facts) => ({
            ...facts,
            toldLately: facts.toldLately.filter((told) => told >= began),
          }));
          return engine.step(site, { ...state, locks }, input, at);
        },
      }),
    },
  },
  {
    id: "I30",
    says: "A test message moves no lock and latches nothing; drills and walk tests end by themselves within half an hour.",
    judge: ({ reading, before, after, done }) => {
      const running = after.controller === "running";
      const tests = [...after.drills, ...(after.walkTest === null ? [] : [after.walkTest])];
      const ends = tests.every(
        ({ until }) => until <= after.now + MAX_TEST_MS && (!running || until > after.now),
      );
      if (!ends) return false;
      if (reading?.value !== "test") return tests.length > 0 ? true : null;
      // Being heard at all may be what a start, or a vote that could not be reached, was waiting for.
      if (before.gateOpensAt !== after.gateOpensAt) return null;
      return done.commands.length === 0 && before.latchedFire === after.latchedFire;
    },
    broken: {
      does: "takes the test button for a fire",
      on: "two of two, with isolation and tests",
      engine: (engine) => ({
        ...engine,
        step: (site, state, input, at) => {
          const tested = input.type === "reading" && input.value === "test";
          const heard = tested ? ({ ...input, sensor: "call", value: "alarm" } as const) : input;
          return engine.step(site, state, heard, at);
        },
      }),
    },
  },
  {
    id: "T1",
    says: "Every deadline in the facts has its timer, so states may be told apart by their facts alone.",
    once: true,
    judge: ({ after, keys }) => {
      const deadlines = keys.deadlinesOf(after);
      if (deadlines.length === 0) return null;
      return deadlines.every(({ kind, index, at }) =>
        after.timers.entries.some(
          (entry) => entry.at === at && entry.kind === kind && entry.index === index,
        ),
      );
    },
    broken: {
      does: "forgets to wake for doors",
      on: "strike and maglock on one door",
      engine: spoilt(({ done }) => ({ ...done, state: withoutDoorTimers(done.state) })),
    },
  },
];

function holds(command: Command): boolean {
  return "holder" in command && command.to === "held";
}

const relaxedSites = new WeakMap<Site, { site: Site; subjects: readonly Subject[] }>();

/** The same doors, described anew as open by rest and by every alarm, and let be by lockdown. */
function relaxed(site: Site): { readonly site: Site; readonly subjects: readonly Subject[] } {
  const known = relaxedSites.get(site);
  if (known !== undefined) return known;
  const doors = site.description.doors.map((door) => ({
    ...door,
    rest: "released" as const,
    onFire: "release" as const,
    onGas: "release" as const,
    onLockdown: "ignore" as const,
  }));
  const changed = compileSite({ ...site.description, doors });
  const made = { site: changed, subjects: subjectsOf(changed) };
  relaxedSites.set(site, made);
  return made;
}

function sameOrders(one: readonly Command[], other: readonly Command[]): boolean {
  return (
    one.length === other.length &&
    one.every((command, at) => JSON.stringify(command) === JSON.stringify(other[at]))
  );
}

function withoutDoorTimers(state: SiteState): SiteState {
  const entries = state.timers.entries.filter(({ kind }) => kind !== "door" && kind !== "area");
  return { ...state, timers: { ...state.timers, entries } };
}

function lay(memory: Memory, { whole, areas, doors, locks, sensors }: MemoryChanges): Memory {
  return {
    at: memory.at,
    ...(whole ?? {
      suspicion: memory.suspicion,
      lockdown: memory.lockdown,
      walkTest: memory.walkTest,
      drills: memory.drills,
    }),
    areas: { ...memory.areas, ...areas },
    doors: { ...memory.doors, ...doors },
    locks: { ...memory.locks, ...locks },
    sensors: { ...memory.sensors, ...sensors },
  };
}
