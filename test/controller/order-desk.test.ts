import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/controller/manual-clock.ts";
import { ORDERS_A_WRITE, OrderDesk } from "../../src/controller/order-desk.ts";
import { type Command, compileSite, start } from "../../src/core/index.ts";
import type { CommandMessage } from "../../src/site-handle.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";

const COUNT = 3 * ORDERS_A_WRITE + 8;
const ids = Array.from({ length: COUNT }, (_, n) => `lock-${n}`);
const compiled = compileSite(
  site({ doors: ids.map((id, n) => maglockExit({ id: `door-${n}`, locks: [maglock(id)] })) }),
);
const { state } = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
const commands: readonly Command[] = ids.map((lock) => ({ lock, to: "unlocked", energise: false }));

function desk(driven: readonly string[]) {
  const writes: (readonly CommandMessage[])[] = [];
  const rehearsed: string[] = [];
  const rest: (readonly CommandMessage[])[] = [];
  const made = new OrderDesk(compiled, new ManualClock(), (orders) => rest.push(orders));
  made.attach({
    targets: new Set(driven),
    drive: (orders) => writes.push(orders),
    rehearse: (orders) => rehearsed.push(...orders.map(({ target }) => target)),
  });
  return { made, writes, rest, rehearsed };
}

describe("the orders of one decision", () => {
  it("are handed over by portions, in order and once each, so that the first does not wait for the last", () => {
    const { made, writes, rest } = desk(ids);
    made.give(state, commands);
    expect(writes.map(({ length }) => length)).toEqual([
      ...[ORDERS_A_WRITE, ORDERS_A_WRITE, ORDERS_A_WRITE],
      8,
    ]);
    expect(writes.flat().map(({ target }) => target)).toEqual(ids);
    expect(new Set(writes.flat().map(({ id }) => id)).size).toBe(COUNT);
    expect(new Set(writes.flat().map(({ because }) => because)).size).toBe(1);
    expect(rest).toEqual([]);
  });

  it("that nobody drives are told in one call", () => {
    const { made, rest } = desk([]);
    made.give(state, commands);
    expect(rest.map(({ length }) => length)).toEqual([COUNT]);
  });

  it("are only made ready when they are rehearsed: nothing is driven, nothing is told, no number is used", () => {
    const { made, writes, rest, rehearsed } = desk(ids);
    made.give(state, commands.slice(0, 1));
    made.rehearse(state, commands);
    made.give(state, commands.slice(1, 2));
    expect(rehearsed).toEqual(ids);
    expect(rest).toEqual([]);
    const numbers = writes.flat().map(({ id }) => Number(id.split("-").at(-1)));
    expect(numbers).toEqual([1, 2]);
  });

  it("say the same to a driver that sends at once as to one that keeps them", () => {
    const written = (midway: boolean) => {
      const texts: string[] = [];
      const clock = new ManualClock();
      const made = new OrderDesk(compiled, clock, () => undefined);
      const drive = (orders: readonly CommandMessage[]) => {
        for (const { target, door, to, energise, because, id, expires, leaseSeconds } of orders) {
          const name = id.split("-").at(-1);
          const order = { target, door, to, energise, because, name, expires, leaseSeconds };
          texts.push(JSON.stringify(order));
        }
      };
      made.attach({ targets: new Set(ids), drive, ...(midway ? { midway } : {}) });
      made.give(state, commands);
      return texts;
    };
    expect(written(true)).toEqual(written(false));
    expect(written(true)).toHaveLength(COUNT);
    expect(new Set(written(true)).size).toBe(COUNT);
  });

  it("keep their name however often it is read, and are plain objects for whoever keeps them", () => {
    const names: string[][] = [];
    const made = new OrderDesk(compiled, new ManualClock(), () => undefined);
    const detach = made.attach({
      targets: new Set(ids),
      midway: true,
      drive: (orders) => names.push(orders.flatMap((order) => [order.id, order.id])),
    });
    made.give(state, commands.slice(0, 1));
    expect(new Set(names.flat()).size).toBe(1);
    detach();
    const { made: keeping, writes } = desk(ids);
    keeping.give(state, commands.slice(0, 1));
    const kept = writes.flat()[0];
    expect(Object.keys({ ...kept }).toSorted()).toEqual(
      ["target", "door", "to", "energise", "because", "id", "expires", "leaseSeconds"].toSorted(),
    );
  });
});
