/** Ten times the doors are ten times the work, not a hundred times. */
import { describe, expect, it } from "vitest";
import { checkDesign } from "../../src/check/index.ts";
import type { DoorDescription, SiteDescription } from "../../src/core/index.ts";
import {
  area,
  device,
  handleDoor,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  supply,
} from "../core/sites.ts";

/** Linear work gives about ten and quadratic work a hundred; what is between is noise. */
const MAX_RATIO = 35;

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Everything meets in one lobby, and every door has something that rules talk about. */
function crowded(count: number): SiteDescription {
  const each = <Part>(make: (index: number) => Part) =>
    Array.from({ length: count }, (_, i) => make(i));
  const delayedEgress = {
    delayMs: 15_000,
    nuisanceMs: 3_000,
    rearm: "manual",
    sign: true,
    sounder: true,
    authorityApproved: false,
  } as const;
  const doors: DoorDescription[] = each((index) =>
    handleDoor({
      id: `door-${index}`,
      from: `room-${index}`,
      to: "lobby",
      exit: false,
      delayedEgress,
      interlock: { with: [`door-${(index + 1) % count}`], override: false },
      locks: [strike(`strike-${index}`, { supply: `box-${index % 100}`, watts: 4 })],
    }),
  );
  return site({
    areas: [area("lobby"), ...each((index) => area(`room-${index}`))],
    supplies: [supply("grid"), ...each((index) => supply(`box-${index}`, { fedBy: "grid" }))],
    sensors: each((index) => sensor(`smoke-${index}`, "smoke", { area: "lobby" })),
    alarms: [{ area: "lobby", vote: { need: 2, of: count, withinMs: 60_000 }, verifyMs: null }],
    doors: [...doors, handleDoor({ id: "front", locks: [strike("front-strike")] })],
    acknowledge: each((index) => ({ rule: "L37", subject: `lock:strike-${index}`, why: "known" })),
  });
}

/** Doors that have to be played in every row, one to a room. */
function magnets(count: number): SiteDescription {
  const rooms = Array.from({ length: count }, (_, index) => `room-${index}`);
  const doors = rooms.map((from) => {
    return maglockExit({
      id: `${from}-door`,
      from,
      egressDevices: [device("exit-button", { via: "controller" })],
      emergencyRelease: null,
      locks: [maglock(`${from}-magnet`)],
    });
  });
  return site({ areas: rooms.map((id) => area(id)), sensors: [], doors });
}

describe("a large site", () => {
  it.each([
    ["10,000 doors against 1,000", crowded, 1_000],
    ["1,000 doors that must be played against 100", magnets, 100],
  ])("%s", { timeout: 120_000 }, (_, make, small) => {
    const [few, many] = [make(small), make(small * 10)];
    checkDesign(few);
    const base = Math.min(...[1, 2, 3].map(() => cpuMs(() => checkDesign(few))));
    const grown = cpuMs(() => checkDesign(many));
    expect(grown / base).toBeLessThan(MAX_RATIO);
  });
});
