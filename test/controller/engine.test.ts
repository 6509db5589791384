/** The real engine under watch, through histories that nobody thought of. */
import { describe, expect, it } from "vitest";
import { Engine } from "../../src/controller/engine.ts";
import { compileSite, type Input, start } from "../../src/core/index.ts";
import { ask, reading, report } from "../core/given.ts";
import {
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
  withSensors,
} from "../core/sites.ts";

const house = compileSite(
  withSensors(
    site({
      supplies: [supply("grid"), supply("ups", { kind: "ups", fedBy: "grid", capacityWh: 2 })],
      doors: [
        maglockExit({
          emergencyRelease: { hardwired: true, sensor: "green", latching: true },
          locks: [maglock("front-maglock", { supply: "ups", watts: 4, controllerLoss: "release" })],
        }),
        handleDoor({ fireRated: true, holder: holder("side-holder") }),
        door("trap", {
          egressDevices: [device("exit-button")],
          locks: [strike("trap-strike", { monitor: true, controllerLoss: "release" })],
        }),
        door("bolt", {
          contact: "leaf",
          egressDevices: [device("thumbturn")],
          locks: [deadbolt("bolt-lock", { monitor: true })],
        }),
      ],
    }),
    sensor("green", "release-contact"),
    sensor("rex", "exit-request", { door: "trap" }),
    sensor("leaf", "contact"),
    sensor("hall", "smoke", { area: "lobby", supervision: { everyMs: 300_000, critical: true } }),
    sensor("power", "power", { supply: "grid" }),
  ),
);

const DETECTORS = [
  "lobby-smoke",
  "workshop-smoke",
  "lobby-call-point",
  "lobby-co",
  "panel",
  "hall",
];
const INPUTS: readonly Input[] = [
  ...[...DETECTORS, "green", "rex"].flatMap((one) =>
    (["alarm", "clear", "clear", "unknown", "fault", "test"] as const).map((value) =>
      reading(one, value),
    ),
  ),
  ...(["open", "closed", "unknown"] as const).map((value) => reading("leaf", value)),
  ...(["on", "off", "unknown"] as const).map((value) => reading("power", value)),
  ...house.locks.flatMap(({ id }): Input[] => [
    report(id, "locked"),
    report(id, "unlocked"),
    report(id, "jammed"),
    { type: "link", lock: id, value: "down" },
    { type: "link", lock: id, value: "up" },
  ]),
  ...house.doors.flatMap(({ id }) => [
    ask({ action: "lock", door: id }),
    ask({ action: "unlock", door: id }),
    ask({ action: "access", door: id }),
  ]),
  ask({ action: "reset" }),
  ask({ action: "reset" }),
  ask({ action: "lockdown" }),
  ask({ action: "lockdown-release" }),
  ask({ action: "drill-start", forMs: 60_000 }),
  ask({ action: "drill-end" }),
  ask({ action: "isolate", sensor: "lobby-smoke", forMs: 60_000 }),
  ask({ action: "walk-test-start", forMs: 60_000 }),
  ask({ action: "lease-test-start", lock: "front-maglock" }),
  ask({ action: "lease-test-end", lock: "front-maglock", letGo: true }),
  { type: "schedule", door: "side", wants: "released" },
  { type: "schedule", door: "side", wants: null },
  { type: "clock-gap", ms: 30_000 },
  { type: "clock-gap", ms: 3_600_000 },
  { type: "lease-health", withheld: "alarm-link" },
  { type: "lease-health", withheld: null },
  { type: "inputs-read" },
  { type: "tick" },
];

describe("an engine that works", () => {
  it.each([1, 2, 3])("breaks no promise in 15,000 inputs of any kind (seed %i)", (seed) => {
    const next = chance(seed);
    const memory = seed % 2 === 0 ? "at-rest" : null;
    const first = start(house, { at: 0, memory, shiftMs: 0, inputsRead: false });
    const engine = new Engine(house, first);
    let at = 0;
    const seen = new Set<string>();
    for (let count = 0; count < 15_000; count += 1) {
      const input = INPUTS[Math.floor(next() * INPUTS.length)] ?? { type: "tick" };
      at += next() < 0.1 ? 90_000 : Math.floor(next() * 4_000);
      if (input.type === "clock-gap") at += input.ms;
      const done = engine.step(input, at);
      for (const command of done.commands) seen.add(command.to);
      for (const { type } of done.events) seen.add(type);
      const faults = done.events.filter(({ type }) => type === "engine-fault");
      expect(faults, `${JSON.stringify(input)} at ${count}`).toEqual([]);
    }
    // The histories went where it matters, or they would prove nothing.
    for (const one of ["held", "released", "locked", "unlocked", "fire-latched", "lease-lost"])
      expect(seen).toContain(one);
    for (const one of ["supply-critical", "clock-gap", "manual-release"])
      expect(seen).toContain(one);
  });
});

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d2b79f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
