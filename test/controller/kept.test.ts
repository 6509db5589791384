/** What a controller that is killed has left its successor, and for how long: never more than it was given. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/controller/manual-clock.ts";
import type { Action } from "../../src/core/index.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import { handleDoor, maglockExit, site } from "../core/sites.ts";
import { house, leased } from "./house.ts";

const MINUTE = 60_000;
const office = site({ doors: [maglockExit(), handleDoor()] });
type House = Awaited<ReturnType<typeof house>>;

/** A run that is killed after a request, and the next one, so much later by the wall. */
async function runLater(action: Action, later: number) {
  const journal = new MemoryJournal();
  const first = await house(office, { journal });
  expect(await first.ask(action)).toEqual({ ok: true });
  const clock = new ManualClock(3);
  clock.stepWall(first.clock.wall().getTime() + later - clock.wall().getTime());
  return house(office, { journal, clock });
}

const KEPT: readonly (readonly [
  what: string,
  action: Action,
  forMs: number,
  stands: (next: House) => boolean,
])[] = [
  [
    "a drill",
    { action: "drill-start", forMs: 10 * MINUTE },
    10 * MINUTE,
    ({ controller }) => controller.door("front")?.demand.cause?.kind === "drill",
  ],
  [
    "a drill in one area",
    { action: "drill-start", area: "lobby", forMs: 10 * MINUTE },
    10 * MINUTE,
    ({ controller }) => controller.area("lobby")?.drill === true,
  ],
  [
    "an access",
    { action: "access", door: "side", extended: true },
    15_000,
    ({ controller }) => controller.door("side")?.demand.name === "access",
  ],
  [
    "an isolation",
    { action: "isolate", sensor: "lobby-co", forMs: 10 * MINUTE },
    10 * MINUTE,
    ({ controller }) => controller.sensor("lobby-co")?.isolated === true,
  ],
];

describe.each(KEPT)("%s", (_, action, forMs, stands) => {
  it("stands a moment before its time, and ends at it", async () => {
    const next = await runLater(action, forMs - 1_000);
    expect(stands(next)).toBe(true);
    next.clock.advance(1_000);
    expect(stands(next)).toBe(false);
  });

  it("is over for a run that begins after it", async () => {
    expect(stands(await runLater(action, forMs + 1_000))).toBe(false);
  });
});

describe("what a person asked for without an end", () => {
  it.each([
    ["an unlock", { action: "unlock", door: "side" }, 8],
    ["a lock", { action: "lock", door: "side" }, 8],
    ["a lockdown", { action: "lockdown" }, 5],
  ] as const)("%s stands for years, and orders nothing", async (_, action, slot) => {
    const next = await runLater(action, 3 * 365 * 24 * 60 * MINUTE);
    expect(next.controller.door("side")?.demand.slot).toBe(slot);
    next.clock.advance(MINUTE);
    expect(next.news()).toEqual([]);
  });
});

describe("a proof of a lease", () => {
  it("is remembered by a run that was killed, and not told as missing again", async () => {
    const journal = new MemoryJournal();
    const first = await house(leased, { journal });
    expect(first.told("lease-unproven")).toMatchObject([{ locks: ["front-maglock"], count: 1 }]);
    await first.ask({ action: "lock", door: "front" });
    await first.ask({ action: "lease-test-start", lock: "front-maglock" });
    first.clock.advance(60_000);
    await first.ask({ action: "lease-test-end", lock: "front-maglock", letGo: true });
    expect(first.told("lease-proven")).toMatchObject([{ seconds: 60 }]);
    const second = await house(leased, { journal, clock: first.clock });
    expect(second.told("lease-unproven")).toEqual([]);
    const longer = { ...leased, lease: { ttlMs: 90_000, renewMs: 15_000 } };
    const third = await house(longer, { journal, clock: first.clock });
    expect(third.told("lease-unproven")).toHaveLength(1);
    expect(third.controller.door("front")?.troubles).toContain("lease-unproven");
  });

  it("a renewal goes out with the beginning of the test, and none after it until its end", async () => {
    const { ask, clock, news } = await house(leased);
    await ask({ action: "lock", door: "front" });
    news();
    await ask({ action: "lease-test-start", lock: "front-maglock" });
    expect(news()).toEqual(["front-maglock locked"]);
    clock.advance(74_000);
    expect(news()).toEqual([]);
    clock.advance(1_000);
    expect(news()).toContain("front-maglock locked");
  });
});
