/** The first orders of a great alarm leave while the last are decided. It is one decision all the same. */
import { describe, expect, it } from "vitest";
import { Engine, type StepFunction } from "../../src/controller/engine.ts";
import {
  type Command,
  compileSite,
  FIRST_ORDERS_AHEAD,
  type Input,
  ORDERS_AHEAD,
  type SiteState,
  start,
  step,
} from "../../src/core/index.ts";
import { ask, reading } from "../core/given.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";
import { house as controlled, says } from "./house.ts";

const DOORS = 3 * ORDERS_AHEAD + 8;
const description = site({
  doors: Array.from({ length: DOORS }, (_, index) =>
    maglockExit({ id: `door-${index}`, locks: [maglock(`lock-${index}`)] }),
  ),
});
const house = compileSite(description);
const LOCKS = house.locks.map(({ id }) => id);
const first = start(house, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
const FIRE = reading("lobby-smoke", "alarm");

const lockOf = (command: Command) => ("lock" in command ? command.lock : command.holder);
const orderOf = (index: number, to: "locked" | "unlocked"): Extract<Command, { lock: string }> => ({
  lock: `lock-${index}`,
  to,
  energise: to === "locked",
});

function watched(stepWith?: StepFunction, takes = true) {
  const went: Command[] = [];
  const writes: number[] = [];
  const engine = new Engine(house, first, {
    stepWith,
    ahead: (_, commands) => {
      if (takes) went.push(...commands);
      if (takes) writes.push(commands.length);
      return takes;
    },
  });
  return { engine, went, writes };
}

describe("the orders of a great alarm", () => {
  it("leave by the write while the step goes on, and what is decided is the same", () => {
    const alone = new Engine(house, first).step(FIRE, 10);
    const { engine, went, writes } = watched();
    const done = engine.step(FIRE, 10);
    expect(done).toEqual(alone);
    expect(writes).toEqual([FIRST_ORDERS_AHEAD, ORDERS_AHEAD, ORDERS_AHEAD]);
    expect(went).toEqual(alone.commands.slice(0, FIRST_ORDERS_AHEAD + 2 * ORDERS_AHEAD));
    expect(engine.gone).toBe(went.length);
    expect(engine.fault).toBeNull();
  });

  it("all wait for the end where nobody takes them before", () => {
    const { engine, went } = watched(undefined, false);
    expect(engine.step(FIRE, 10).commands).toHaveLength(DOORS);
    expect(engine.gone).toBe(0);
    expect(went).toEqual([]);
  });

  it("are counted anew for each step", () => {
    const { engine } = watched();
    engine.step(FIRE, 10);
    engine.step(reading("lobby-smoke", "clear"), 20);
    expect(engine.gone).toBe(0);
  });
});

describe("orders that may not leave before their step is over", () => {
  it.each<readonly [string, Input]>([
    ["what a person asks for", ask({ action: "reset" })],
    ["a start", { type: "inputs-read" }],
  ])("those of %s", (_, input) => {
    const { engine, went } = watched();
    engine.step(FIRE, 10);
    engine.step(reading("lobby-smoke", "clear"), 20);
    went.length = 0;
    engine.step(input, 30);
    expect(went).toEqual([]);
  });

  /** Decides as the real one does, after it handed on what the test says. */
  const handing =
    (...lists: readonly (readonly Command[])[]): StepFunction =>
    (of, state, input, at, ahead) => {
      const done = step(of, state, input, at);
      for (const list of lists) ahead?.(done.state, list);
      return done;
    };

  it.each<readonly [string, Command]>([
    ["an order to lock", orderOf(1, "locked")],
    ["a release that is powered the wrong way", { ...orderOf(1, "unlocked"), energise: true }],
    ["an order for a lock that does not exist", { ...orderOf(1, "unlocked"), lock: "nobody" }],
  ])("%s, nor any that come after it", (_, bad) => {
    const { engine, went } = watched(
      handing([orderOf(0, "unlocked")], [orderOf(2, "unlocked"), bad], [orderOf(3, "unlocked")]),
    );
    engine.step(FIRE, 10);
    expect(went.map(lockOf)).toEqual(["lock-0"]);
    expect(engine.gone).toBe(1);
  });

  it("a release that nothing asks for", () => {
    const { engine, went } = watched(handing([orderOf(0, "unlocked")]));
    engine.step(reading("lobby-smoke", "test"), 10);
    expect(went).toEqual([]);
  });
});

describe("a step that fails after its first orders left", () => {
  const failing: StepFunction = (of, state, input, at, ahead) => {
    if (input.type !== "reading") return step(of, state, input, at);
    const done = step(of, state, input, at);
    ahead?.(done.state, done.commands.slice(0, ORDERS_AHEAD));
    throw new Error("half way");
  };

  it("is known to have opened those locks, and no other", () => {
    const { engine, went } = watched(failing);
    const done = engine.step(FIRE, 10);
    expect(engine.fault).toBe("total");
    expect(done.commands).toEqual(went);
    expect(engine.gone).toBe(ORDERS_AHEAD);
    const told = (state: SiteState) =>
      state.locks.flatMap((facts, index) => (facts.ordered === "unlocked" ? [index] : []));
    expect(told(done.state)).toEqual(Array.from({ length: ORDERS_AHEAD }, (_, index) => index));
  });
});

describe("who drives the locks", () => {
  async function driven(midway: boolean, answers: boolean) {
    const { controller } = await controlled(description);
    const told: string[] = [];
    const numbers = new Set<string>();
    controller.attach({
      targets: new Set(LOCKS),
      ...(midway ? { midway } : {}),
      drive(commands) {
        for (const { target, id } of commands) {
          told.push(target);
          numbers.add(id);
          if (answers) controller.tell({ type: "report", lock: target, bolt: "unlocked" });
        }
      },
    });
    controller.tell(says("lobby-smoke", "alarm"));
    return { controller, told, numbers };
  }

  it.each([
    ["in the middle of the decision", true, false],
    ["after it", false, false],
    ["after it, and answers at once", false, true],
  ])("is given every order once and in its order: %s", async (_, midway, answers) => {
    const { controller, told, numbers } = await driven(midway, answers);
    expect(told).toEqual(LOCKS);
    expect(numbers.size).toBe(LOCKS.length);
    const outside = house.doors.map(({ id }) => controller.door(id)?.outside);
    expect(new Set(outside)).toEqual(new Set(["unlocked"]));
    await controller.close();
  });
});
