/** The promises that are asked while the engine runs: each is broken by somebody, none by the engine. */
import { describe, expect, it } from "vitest";
import {
  brokenPromises,
  type Command,
  compileSite,
  type Input,
  PROMISES,
  type PromiseName,
  type Site,
  type SiteState,
  type Step,
  start,
  step,
} from "../../src/core/index.ts";
import { ask, reading, report } from "./given.ts";
import {
  device,
  door,
  handleDoor,
  holder,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  withSensors,
} from "./sites.ts";

const house = compileSite(
  withSensors(
    site({
      doors: [
        maglockExit({
          emergencyRelease: { hardwired: true, sensor: "green", latching: true },
          locks: [maglock("front-maglock", { controllerLoss: "release" })],
        }),
        handleDoor({ fireRated: true, holder: holder("side-holder") }),
        door("trap", {
          egressDevices: [device("exit-button")],
          locks: [strike("trap-strike", { monitor: true })],
        }),
      ],
    }),
    sensor("green", "release-contact"),
    sensor("rex", "exit-request", { door: "trap" }),
  ),
);
const alarm = reading("lobby-smoke", "alarm");

interface Case {
  readonly promise: PromiseName;
  readonly what: string;
  readonly from?: readonly Input[];
  readonly input: Input | null;
  readonly spoil: (done: Step, before: SiteState) => Step;
  readonly gate?: true;
}

const order = (done: Step, command: Command, facts: object = {}): Step => ({
  ...done,
  commands: [command],
  state:
    "lock" in command
      ? told(house, done.state, command.lock, { ordered: command.to, ...facts })
      : done.state,
});
const told = (of: Site, state: SiteState, id: string, facts: object): SiteState => ({
  ...state,
  locks: state.locks.map((was, index) => (of.locks[index]?.id === id ? { ...was, ...facts } : was)),
});
const tick: Input = { type: "tick" };

const CASES: readonly Case[] = [
  {
    promise: "life-never-locks",
    what: "a lock order in a released door",
    from: [alarm],
    input: tick,
    spoil: (done) => order(done, { lock: "front-maglock", to: "locked", energise: true }),
  },
  {
    promise: "life-never-locks",
    what: "a lock order that says it is for another reason",
    from: [alarm],
    input: tick,
    spoil: (done) =>
      order(done, { lock: "front-maglock", to: "locked", energise: true }, { slot: 8 }),
  },
  {
    promise: "release-goes-out",
    what: "an alarm without its release",
    input: alarm,
    spoil: (done, before) => ({
      ...done,
      commands: [],
      state: { ...done.state, locks: before.locks },
    }),
  },
  {
    promise: "unlock-is-wanted",
    what: "an unlock without a demand",
    input: report("trap-strike", "locked"),
    spoil: (done) => order(done, { lock: "trap-strike", to: "unlocked", energise: true }),
  },
  {
    promise: "keeper-holds",
    what: "a rated strike that is energised under fire",
    from: [ask({ action: "unlock", door: "side" }), alarm],
    input: tick,
    spoil: (done) =>
      order(done, { lock: "side-strike", to: "unlocked", energise: true }, { slot: 8 }),
  },
  {
    promise: "start-releases-only",
    what: "a start that locks",
    input: null,
    spoil: (done) => order(done, { lock: "front-maglock", to: "locked", energise: true }),
  },
  {
    promise: "inputs-first",
    what: "a lock before the inputs",
    gate: true,
    input: tick,
    spoil: (done) => order(done, { lock: "front-maglock", to: "locked", energise: true }),
  },
  {
    promise: "latch-needs-reset",
    what: "a latch that time ends",
    from: [alarm],
    input: tick,
    spoil: (done) => ({
      ...done,
      state: {
        ...done.state,
        latchedFire: [],
        areas: done.state.areas.map((facts) => ({ ...facts, fire: null })),
      },
    }),
  },
  {
    promise: "hand-clears-hand",
    what: "a green box that a request puts back",
    from: [reading("green", "alarm")],
    input: ask({ action: "lock", door: "side" }),
    spoil: (done) => ({
      ...done,
      touched: { ...done.touched, doors: [0, 1] },
      state: {
        ...done.state,
        doors: done.state.doors.map((facts) => ({ ...facts, manual: null })),
      },
    }),
  },
  {
    promise: "holder-lets-go",
    what: "a holder that holds under fire",
    from: [alarm],
    input: tick,
    spoil: (done) => order(done, { holder: "side-holder", to: "held" }),
  },
  {
    promise: "powered-as-built",
    what: "a maglock that is powered to open",
    input: alarm,
    spoil: (done) => ({
      ...done,
      commands: done.commands.map((one) => ("lock" in one ? { ...one, energise: true } : one)),
    }),
  },
  {
    promise: "order-stands",
    what: "an order to nobody",
    input: tick,
    spoil: (done) => order(done, { lock: "nowhere", to: "unlocked", energise: false }),
  },
];

describe("a promise that is broken", () => {
  it.each(CASES)("$promise: $what", ({ promise, from = [], input, spoil, gate }) => {
    const options = { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: gate !== true } as const;
    const first = start(house, options);
    const before = from.reduce((state, one) => step(house, state, one, 1_000).state, first.state);
    const done = input === null ? first : step(house, before, input, 2_000);
    expect(brokenPromises(house, input === null ? null : before, input, done)).toEqual([]);
    const spoilt = spoil(done, before);
    const found = brokenPromises(house, input === null ? null : before, input, spoilt);
    expect(found.map((one) => one.promise)).toContain(promise);
  });

  it("has a case each, but for the one that only a controller can see", () => {
    const held = new Set(CASES.map(({ promise }) => promise));
    expect(Object.keys(PROMISES).filter((name) => !held.has(name as PromiseName))).toEqual([
      "total",
    ]);
  });
});

describe("the great alarm", () => {
  const many = compileSite(
    site({
      doors: Array.from({ length: 200 }, (_, at) =>
        maglockExit({ id: `door-${at}`, locks: [maglock(`lock-${at}`)] }),
      ),
    }),
  );
  const quiet = start(many, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
  const done = step(many, quiet, alarm, 1_000);

  it("is seen through in a house of many kinds of door too", () => {
    const mixed = compileSite(
      site({
        doors: Array.from({ length: 150 }, (_, at) =>
          at % 3 === 0
            ? handleDoor({
                id: `door-${at}`,
                fireRated: true,
                locks: [strike(`lock-${at}`)],
                holder: holder(`holder-${at}`),
              })
            : maglockExit({
                id: `door-${at}`,
                exit: at % 3 === 1,
                locks: [maglock(`lock-${at}`)],
              }),
        ),
      }),
    );
    const calm = start(mixed, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
    const released = step(mixed, calm, alarm, 1_000);
    expect(released.commands).toHaveLength(150);
    expect(brokenPromises(mixed, calm, alarm, released)).toEqual([]);
    const spoilt = (at: number, change: object) => ({
      ...released,
      commands: released.commands.map((one, place) =>
        place === at ? ({ ...one, ...change } as Command) : one,
      ),
    });
    const broken = (at: number, change: object) =>
      brokenPromises(mixed, calm, alarm, spoilt(at, change)).map(({ promise }) => promise);
    const held = released.commands.findIndex((one) => "holder" in one);
    const lock = released.commands.findIndex((one) => "lock" in one);
    expect(broken(held, { to: "held" })).toContain("holder-lets-go");
    expect(broken(held, { holder: "nowhere" })).toContain("order-stands");
    expect(broken(lock, { lock: "lock-0", energise: true })).not.toEqual([]);
    expect(broken(lock, { to: "locked" })).not.toEqual([]);
  });

  it("breaks none, and one order that is missing, wrong or not true of the state is seen", () => {
    expect(done.commands).toHaveLength(200);
    expect(brokenPromises(many, quiet, alarm, done)).toEqual([]);
    const state = told(many, done.state, "lock-117", quiet.locks[117] ?? {});
    const without = done.commands.filter((one) => !("lock" in one && one.lock === "lock-117"));
    expect(brokenPromises(many, quiet, alarm, { ...done, state, commands: without })).toEqual([
      { promise: "release-goes-out", subject: "lock-117" },
    ]);
    const turned = done.commands.map((one, at) =>
      at === 42 && "lock" in one ? { ...one, energise: true } : one,
    );
    expect(brokenPromises(many, quiet, alarm, { ...done, commands: turned })).toEqual([
      { promise: "powered-as-built", subject: "lock-42" },
    ]);
    expect(
      brokenPromises(many, quiet, alarm, { ...done, state }).map(({ subject }) => subject),
    ).toContain("lock-117");
  });
});
