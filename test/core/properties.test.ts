/** What holds for every history, not only for those somebody thought of. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSite, type Input, siteView, start, step } from "../../src/core/index.ts";
import type { Command } from "../../src/core/view.ts";
import { type ReplayEvent, startReplay } from "../../src/replay/replay.ts";
import {
  area,
  deadbolt,
  device,
  door,
  handleDoor,
  holder,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  supply,
} from "./sites.ts";

const house = site({
  areas: [area("lobby"), area("workshop")],
  supplies: [supply("grid"), supply("ups", { kind: "ups", fedBy: "grid", capacityWh: 2 })],
  sensors: [
    sensor("smoke", "smoke", { area: "lobby" }),
    sensor("smoke-2", "smoke", {
      area: "workshop",
      supervision: { everyMs: 60_000, critical: true },
    }),
    sensor("co", "carbon-monoxide", { area: "lobby" }),
    sensor("call", "call-point", { area: "workshop" }),
    sensor("panel", "intrusion", { area: "lobby" }),
    sensor("power", "power", { supply: "grid" }),
    sensor("green", "release-contact"),
    sensor("rex", "exit-request", { door: "front" }),
    sensor("leaf", "contact"),
  ],
  doors: [
    maglockExit({
      contact: "leaf",
      emergencyRelease: { hardwired: true, sensor: "green", latching: true },
      locks: [maglock("front-maglock", { supply: "ups", watts: 4, controllerLoss: "release" })],
    }),
    handleDoor({ fireRated: true, holder: holder("side-holder") }),
    door("trap", {
      from: "workshop",
      locks: [strike("trap-strike", { supply: "ups", monitor: true })],
    }),
    door("bolt", {
      from: "workshop",
      contact: "leaf",
      egressDevices: [device("thumbturn")],
      locks: [deadbolt("bolt-lock")],
    }),
    door("both", {
      egressDevices: [device("handle"), device("exit-button", { via: "lock" })],
      locks: [strike("both-strike"), maglock("both-maglock")],
    }),
  ],
});
const compiled = compileSite(house);
const doors = house.doors.map(({ id }) => id);
const locks = house.doors.flatMap((one) => one.locks.map(({ id }) => id));

const pick = <const T>(...from: readonly T[]) => fc.constantFrom(...from);
const person = { type: "request", by: "bob", via: "home" } as const;
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({
    type: fc.constant("reading" as const),
    sensor: pick("smoke", "smoke-2", "co", "call", "panel", "green", "rex"),
    value: pick("alarm", "clear", "test", "fault", "unknown"),
  }),
  fc.record({
    type: fc.constant("reading" as const),
    sensor: fc.constant("power"),
    value: pick("on", "off", "unknown"),
  }),
  fc.record({
    type: fc.constant("reading" as const),
    sensor: fc.constant("leaf"),
    value: pick("open", "closed", "unknown"),
  }),
  fc.record({
    type: fc.constant("report" as const),
    lock: pick(...locks),
    bolt: pick("locked", "unlocked", "jammed", "unknown"),
  }),
  fc.record({
    type: fc.constant("link" as const),
    lock: pick(...locks),
    value: pick("up", "down"),
  }),
  pick(...doors).chain((id) =>
    pick<Input>(
      { ...person, action: "lock", door: id },
      { ...person, action: "unlock", door: id },
      { ...person, action: "access", door: id },
      { type: "schedule", door: id, wants: "released" },
      { type: "schedule", door: id, wants: null },
    ),
  ),
  pick<Input>(
    { ...person, action: "lockdown" },
    { ...person, action: "lockdown", area: "lobby" },
    { ...person, action: "lockdown-release" },
    { ...person, action: "reset" },
    { ...person, action: "isolate", sensor: "smoke", forMs: 30_000 },
    { ...person, action: "restore", sensor: "smoke" },
    { ...person, action: "drill-start", forMs: 60_000 },
    { ...person, action: "drill-end" },
    { ...person, action: "walk-test-start", forMs: 60_000 },
    { ...person, action: "walk-test-end" },
    { type: "controller", value: "dead" },
    { type: "controller", value: "restarted" },
    { type: "inputs-read" },
    { type: "tick" },
  ),
);

const history: fc.Arbitrary<readonly ReplayEvent[]> = fc
  .array(fc.tuple(pick(0, 1, 1_000, 5_000, 20_000, 120_000), input), { maxLength: 40 })
  .map((steps) => {
    let at = 0;
    return steps.map(([wait, one]) => {
      at += wait;
      return { at, ...one };
    });
  });

function play(events: readonly ReplayEvent[]) {
  const replay = startReplay(house);
  return events.map((event) => replay.play(event));
}

const isLockOrder = (command: Command): command is Command & { lock: string; to: "locked" } =>
  "lock" in command && command.to === "locked";
const releasedOnFire = new Set(
  compiled.locks.filter((lock) => lock.releasedOnFire).map(({ id }) => id),
);
const servesEverything = new Set(["front-maglock"]);

describe("for every history", () => {
  it("nothing locks against a latched fire, and what it releases is told so", () => {
    let witnessed = 0;
    fc.assert(
      fc.property(history, (events) => {
        for (const line of play(events)) {
          const burning = Object.values(line.areas).some(({ fire }) => fire === "latched");
          if (!burning) continue;
          const orders = line.commands.filter(isLockOrder).map(({ lock }) => lock);
          const against = orders.filter((id) => servesEverything.has(id));
          // A relock that was due before the alarm of the same line may stand before the release.
          const last = new Map(line.commands.map((one) => ["lock" in one ? one.lock : "", one.to]));
          expect(against.filter((id) => last.get(id) === "locked")).toEqual([]);
          witnessed += 1;
        }
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(witnessed).toBeGreaterThan(100);
  });

  it("a latch ends by an accepted reset and by nothing else", () => {
    fc.assert(
      fc.property(history, (events) => {
        const lines = play(events);
        lines.forEach((line, index) => {
          for (const [id, before] of Object.entries(lines[index - 1]?.areas ?? {})) {
            if (before.fire !== "latched" || line.areas[id]?.fire === "latched") continue;
            const { input: by, result } = line;
            expect(by.type === "request" && by.action === "reset" && result.ok).toBe(true);
          }
        });
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  it("power, links, restarts and time alone never unlock a fail-secure lock", () => {
    const blind = history.map((events) =>
      events.filter(
        (event) =>
          event.type === "link" ||
          event.type === "controller" ||
          event.type === "tick" ||
          (event.type === "reading" && (event.sensor === "power" || event.sensor === "leaf")),
      ),
    );
    const failSecure = new Set(
      compiled.locks
        .filter((lock) => lock.description.failMode === "fail-secure")
        .map(({ id }) => id),
    );
    const calm = { ...house, sensors: house.sensors.map((one) => ({ ...one, supervision: null })) };
    fc.assert(
      fc.property(blind, (events) => {
        const replay = startReplay(calm);
        for (const event of events) {
          const unlocked = replay
            .play(event)
            .commands.filter((one) => "lock" in one && one.to === "unlocked")
            .filter((one) => "lock" in one && failSecure.has(one.lock));
          expect(unlocked).toEqual([]);
        }
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it("a strike on a fire-rated door is never energised while fire stands", () => {
    fc.assert(
      fc.property(history, (events) => {
        for (const line of play(events)) {
          if (line.areas["lobby"]?.fire !== "latched") continue;
          const last = line.commands.findLast((one) => "lock" in one && one.lock === "side-strike");
          expect(last).not.toMatchObject({ energise: true });
        }
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  it("lockdown never blocks a door: whoever could get out still can", () => {
    fc.assert(
      fc.property(history, (events) => {
        const at = events.at(-1)?.at ?? 0;
        const before = play([...events, { at, type: "tick" }]).at(-1);
        const after = play([...events, { at, ...person, action: "lockdown" }]).at(-1);
        for (const id of doors) {
          if (before?.doors[id]?.egress === "blocked") continue;
          expect(after?.doors[id]?.egress).not.toBe("blocked");
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it("one more alarm never leaves a lock shut that fire releases and that was open without it", () => {
    fc.assert(
      fc.property(history, (events) => {
        const at = events.at(-1)?.at ?? 0;
        const alarm: ReplayEvent = { at, type: "reading", sensor: "call", value: "alarm" };
        const without = play([...events, { at, type: "tick" }]).at(-1);
        const withIt = play([...events, alarm]).at(-1);
        for (const one of house.doors)
          for (const { id } of one.locks) {
            if (!releasedOnFire.has(id)) continue;
            if (without?.doors[one.id]?.locks[id]?.ordered !== "unlocked") continue;
            expect(withIt?.doors[one.id]?.locks[id]?.ordered).toBe("unlocked");
          }
      }),
      { numRuns: 300, seed: 6 },
    );
  });

  it("the same history tells the same story", () => {
    fc.assert(
      fc.property(history, (events) => {
        expect(JSON.stringify(play(events))).toBe(JSON.stringify(play(events)));
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  it("the hour at which it is told does not matter", () => {
    const at = (events: readonly ReplayEvent[], shift: number) => {
      let { state } = start(compiled, {
        at: shift,
        memory: "at-rest",
        shiftMs: 0,
        inputsRead: true,
      });
      return events.map((event) => {
        const done = step(compiled, state, event, event.at + shift);
        ({ state } = done);
        const outside = Object.values(siteView(compiled, state).doors).map((one) => one.outside);
        return { commands: done.commands, outside, result: done.result };
      });
    };
    fc.assert(
      // A whole number of lease beats, since leases are renewed on the clock's own beat.
      fc.property(history, (events) => {
        expect(at(events, 15_000 * 4_000_000)).toEqual(at(events, 0));
      }),
      { numRuns: 200, seed: 8 },
    );
  });

  it("the state before a step is left as it was", () => {
    fc.assert(
      fc.property(history, (events) => {
        let { state } = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
        for (const event of events) {
          const before = JSON.stringify(state);
          const next = step(compiled, state, event, event.at).state;
          expect(JSON.stringify(state)).toBe(before);
          state = next;
        }
      }),
      { numRuns: 50, seed: 9 },
    );
  });

  it("nothing a sensor or lock may say makes the engine throw", () => {
    const junk = fc.record({
      type: pick("reading", "report", "link", "request", "schedule"),
      sensor: fc.oneof(pick("smoke", "power", "leaf", "__proto__", "constructor"), fc.string()),
      lock: fc.oneof(pick(...locks, "toString"), fc.string()),
      door: fc.oneof(pick(...doors, "valueOf"), fc.string()),
      value: fc.anything(),
      bolt: pick("locked", "unlocked"),
      action: pick("lock", "reset", "isolate", "drill-start"),
      forMs: fc.oneof(fc.double(), fc.integer()),
      by: fc.string(),
      via: fc.string(),
    });
    fc.assert(
      fc.property(fc.array(junk, { maxLength: 20 }), (events) => {
        const replay = startReplay(house);
        for (const event of events) {
          const line = replay.play({ at: 0, ...event } as unknown as ReplayEvent);
          expect(typeof line.result.ok).toBe("boolean");
        }
      }),
      { numRuns: 500, seed: 10 },
    );
  });
});
