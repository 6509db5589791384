/** The news of an alarm waits until its orders were read, and nobody sees it out of its order. */
import { describe, expect, it } from "vitest";
import {
  MAX_NEWS_WAIT_MS,
  NEWS_WAIT_MS,
  NEWS_WAIT_MS_AN_ORDER,
} from "../../src/controller/news-desk.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";
import { house, says } from "./house.ts";

const twoDoors = site({
  doors: ["front", "back"].map((id) => maglockExit({ id, locks: [maglock(`${id}-lock`)] })),
});
const FIRE = says("lobby-smoke", "alarm");

/** A driver whose orders are on their way until the test says that they were read. */
async function underWay(description = twoDoors) {
  const journal = new MemoryJournal();
  const all = await house(description, { journal });
  const log: string[] = [];
  let read = () => {};
  const wasRead = new Promise<void>((resolve) => {
    read = resolve;
  });
  all.controller.attach({
    targets: new Set(description.doors.flatMap(({ locks }) => locks.map(({ id }) => id))),
    drive: (commands) => log.push(...commands.map(({ target }) => target)),
    read: () => wasRead,
  });
  all.controller.listen({
    changed: ({ doors }) => log.push(`states ${doors.map(({ id }) => id).join(" ")}`),
    happened: (events) => log.push(...events.map(({ type }) => type)),
  });
  return { ...all, journal, log, read, wasRead };
}

const ORDERS = ["front-lock", "back-lock"];

describe("the news of an alarm whose orders are on their way", () => {
  it("waits until they are read, and is told once", async () => {
    const { controller, log, read, wasRead, clock } = await underWay();
    controller.tell(FIRE);
    expect(log).toEqual(ORDERS);
    read();
    await wasRead;
    await Promise.resolve();
    await Promise.resolve();
    expect(log.slice(2)).toContain("states front back");
    expect(log.filter((line) => line === "fire-latched")).toHaveLength(1);
    const told = log.length;
    clock.advance(MAX_NEWS_WAIT_MS);
    expect(log).toHaveLength(told);
  });

  it("waits no longer than it may, whatever becomes of the broker", async () => {
    const { controller, log, clock } = await underWay();
    controller.tell(FIRE);
    clock.advance(NEWS_WAIT_MS - 1);
    expect(log).toEqual(ORDERS);
    clock.advance(2);
    expect(log).toContain("states front back");
  });

  it.each([
    [1_000, NEWS_WAIT_MS + 1_000 * NEWS_WAIT_MS_AN_ORDER],
    [6_000, MAX_NEWS_WAIT_MS],
  ])("of %i orders waits no longer than %i ms", async (count, patience) => {
    const doors = Array.from({ length: count }, (_, index) =>
      maglockExit({ id: `door-${index}`, locks: [maglock(`lock-${index}`)] }),
    );
    const { controller, log, clock } = await underWay(site({ doors }));
    controller.tell(FIRE);
    clock.advance(patience - 1);
    expect(log).toHaveLength(count);
    clock.advance(1);
    expect(log).toContain("fire-latched");
  });

  it("is told before whatever comes next", async () => {
    const { controller, log } = await underWay();
    controller.tell(FIRE);
    controller.tell(says("lobby-co", "alarm"));
    const told = (type: string) => log.indexOf(type);
    expect(told("fire-latched")).toBeGreaterThan(1);
    expect(told("gas-latched")).toBeGreaterThan(told("fire-latched"));
  });

  it("is never behind what a shell reads", async () => {
    const { controller, log } = await underWay();
    controller.tell(FIRE);
    expect(controller.door("front")?.demand.name).toBe("fire");
    expect(log).toContain("states front back");
  });

  it("is written down before an end, and before what a person asks", async () => {
    for (const next of ["close", "ask"]) {
      const { controller, journal, ask } = await underWay();
      controller.tell(FIRE);
      if (next === "close") await controller.close();
      else
        expect(await ask({ action: "lock", door: "front" })).toMatchObject({
          code: "fire-latched",
        });
      const { state } = await journal.restore();
      expect(state?.memory.areas["lobby"]?.fire).not.toBeNull();
      await controller.close();
    }
  });

  it("waits for nothing where no order was given", async () => {
    const { controller, log } = await underWay();
    controller.tell(says("lobby-smoke", "clear"));
    expect(log).toEqual(["states "]);
  });
});
