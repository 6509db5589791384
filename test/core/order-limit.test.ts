/** A lock is told no more than twenty times in any minute, whatever flaps and whatever restarts. */
import { describe, expect, it } from "vitest";
import {
  compileSite,
  type Input,
  remember,
  type Step,
  start,
  step,
  withTailInDoubt,
} from "../../src/core/index.ts";
import { MAX_ORDERS_A_MINUTE, ORDERS_WITHIN_MS } from "../../src/core/order-limit.ts";
import { ask, MINUTE, reading, report, restarted, SECOND, tick } from "./given.ts";
import { device, door, sensor, site, strike } from "./sites.ts";

const lock = ask({ action: "lock", door: "side" });
const unlock = ask({ action: "unlock", door: "side" });

/** A strike that nothing but its button and fire opens, on a door that everybody flees by. */
function told(over: Parameters<typeof strike>[1] = {}) {
  const description = site({
    sensors: [
      sensor("lobby-smoke", "smoke", { area: "lobby" }),
      sensor("rex", "exit-request", { door: "side" }),
    ],
    doors: [
      door("side", {
        exit: true,
        egressDevices: [device("exit-button", { holdMs: 5_000 })],
        locks: [strike("side-strike", over)],
      }),
    ],
  });
  const compiled = compileSite(description);
  let done: Step = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
  const orders: { at: number; to: string }[] = [];
  const play = (at: number, ...inputs: readonly Input[]): Step => {
    for (const input of inputs) {
      done = step(compiled, done.state, input, at);
      for (const one of done.commands) if ("lock" in one) orders.push({ at, to: one.to });
    }
    return done;
  };
  const lately = (at: number) => orders.filter((one) => one.at > at - ORDERS_WITHIN_MS).length;
  return { compiled, orders, play, lately, state: () => done.state };
}

const flap = (times: number): readonly Input[] =>
  Array.from({ length: times }, () => [unlock, lock]).flat();

describe("a lock that is told again and again", () => {
  it("is told twenty times in any minute, not twenty times in each minute of the clock", () => {
    const { orders, play, lately } = told();
    play(0, unlock);
    play(55 * SECOND, ...flap(15));
    expect(orders).toHaveLength(MAX_ORDERS_A_MINUTE);
    for (let at = 60 * SECOND; at < 240 * SECOND; at += 5 * SECOND) {
      play(at, ...flap(3));
      expect(lately(at)).toBeLessThanOrEqual(MAX_ORDERS_A_MINUTE);
    }
    expect(orders.length).toBeGreaterThan(2 * MAX_ORDERS_A_MINUTE);
  });

  it("is told its last wish as soon as the minute since the first of the twenty is over", () => {
    const { orders, play } = told();
    play(0, unlock);
    play(30 * SECOND, lock, ...flap(9), unlock);
    expect(orders).toHaveLength(MAX_ORDERS_A_MINUTE);
    expect(orders.at(-1)).toMatchObject({ to: "locked" });
    play(MINUTE - 1, tick);
    expect(orders).toHaveLength(MAX_ORDERS_A_MINUTE);
    play(MINUTE, tick);
    expect(orders.at(-1)).toEqual({ at: MINUTE, to: "unlocked" });
  });

  it("is not told more because the controller restarted, or lost the end of its journal", () => {
    const { compiled, orders, play, state } = told();
    play(0, ...flap(10), restarted, { type: "inputs-read" }, ...flap(2));
    expect(orders).toHaveLength(MAX_ORDERS_A_MINUTE);
    const memory = withTailInDoubt(compiled, remember(compiled, state()), 10);
    const again = start(compiled, { at: 10, memory, shiftMs: 0, inputsRead: true });
    expect(again.state.locks[0]?.toldLately).toHaveLength(MAX_ORDERS_A_MINUTE);
    // Without the count, the reset of the doubt would tell the lock its wish at once.
    const asked = step(compiled, again.state, ask({ action: "reset" }), 10);
    expect(asked).toMatchObject({ result: { ok: true }, commands: [] });
    expect(step(compiled, asked.state, tick, MINUTE).commands).toHaveLength(1);
  });

  it("waits a minute at most after a clock that went back", () => {
    const { compiled, play, state } = told();
    play(10 * MINUTE, ...flap(10));
    const memory = remember(compiled, state());
    const again = start(compiled, { at: 5, memory, shiftMs: 0, inputsRead: true });
    const asked = step(compiled, again.state, unlock, 5);
    expect(asked.commands).toEqual([]);
    expect(step(compiled, asked.state, tick, MINUTE + 5).commands).toHaveLength(1);
  });

  it("is told again later, where it confirms nothing and has been told too often", () => {
    const { orders, play, state } = told({ monitor: true, confirmWithinMs: 5_000 });
    play(0, ...flap(10));
    expect(orders).toHaveLength(MAX_ORDERS_A_MINUTE);
    const late = play(5 * SECOND, tick);
    expect(late.events.map(({ type }) => type)).toEqual(["not-secured", "flapping"]);
    expect(state().locks[0]).toMatchObject({ missed: true, owed: "again" });
    play(MINUTE, tick);
    expect(orders.slice(MAX_ORDERS_A_MINUTE)).toEqual([{ at: MINUTE, to: "locked" }]);
    play(MINUTE, report("side-strike", "locked"));
    expect(state().locks[0]).toMatchObject({ missed: false, owed: "no" });
  });

  it("opens for whoever wants out, and for fire, however often it was told", () => {
    const { orders, play } = told();
    play(0, ...flap(12), reading("rex", "alarm"));
    expect(orders.at(-1)).toMatchObject({ to: "unlocked" });
    play(5 * SECOND, tick);
    expect(orders.at(-1)).toMatchObject({ to: "unlocked" });
    play(6 * SECOND, report("side-strike", "locked"), reading("lobby-smoke", "alarm"));
    expect(orders.at(-1)).toEqual({ at: 6 * SECOND, to: "unlocked" });
  });
});
