/** Whose answers may have changed: what a step says to the shells, which show nothing else anew. */
import { describe, expect, it } from "vitest";
import { compileSite, type Input, start, step } from "../../src/core/index.ts";
import { ask, HOUR, MINUTE, reading, tick } from "./given.ts";
import { maglock, maglockExit, sensor, site } from "./sites.ts";

const supervision = { everyMs: MINUTE, critical: false };
const exit = (id: string, over: object) =>
  maglockExit({ id, locks: [maglock(`${id}-lock`)], ...over });
const house = compileSite(
  site({
    sensors: [
      sensor("hall", "smoke", { area: "lobby", supervision }),
      sensor("leaf", "contact", { supervision }),
      sensor("panel", "intrusion", { area: "lobby", supervision }),
    ],
    doors: [
      exit("front", {}),
      exit("near", { exit: false, from: "lobby" }),
      exit("far", { exit: false, from: "workshop" }),
      exit("back", { exit: false, from: "workshop", contact: "leaf" }),
    ],
  }),
);

/** The doors and areas that the last of these words touched. */
function touchedBy(...inputs: (Input & { readonly at?: number })[]) {
  let done = start(house, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
  for (const input of inputs) done = step(house, done.state, input, input.at ?? done.state.now);
  const { doors, areas } = done.touched;
  return {
    doors: [...doors].map((index) => house.doors[index]?.id).toSorted(),
    areas: [...areas].map((index) => house.areas[index]?.id).toSorted(),
    pending: done.state.timers.entries.length,
  };
}

const heard: readonly Input[] = [
  reading("hall", "clear"),
  reading("leaf", "closed"),
  reading("panel", "clear"),
];

describe("a sensor that falls silent", () => {
  it.each([
    ["a detector: the doors of its area and the exits", "hall", ["front", "near"]],
    ["a door contact: its own door", "leaf", ["back"]],
    ["a burglar alarm: no door", "panel", []],
  ])("touches, as %s", (_, silent, doors) => {
    const others = heard
      .filter((one) => one.type === "reading" && one.sensor !== silent)
      .map((one) => ({ ...one, at: MINUTE / 2 }));
    expect(touchedBy(...heard, ...others, { ...tick, at: MINUTE }).doors).toEqual(doors);
  });
});

describe("a sensor that is isolated", () => {
  it("touches the doors that it speaks for", () => {
    expect(touchedBy(ask({ action: "isolate", sensor: "hall", forMs: HOUR })).doors).toEqual([
      "front",
      "near",
    ]);
  });
});

describe("a drill", () => {
  it("touches its area, or all of them", () => {
    expect(touchedBy(ask({ action: "drill-start", area: "workshop" }))).toMatchObject({
      areas: ["workshop"],
      doors: ["back", "far", "front"],
    });
    expect(touchedBy(ask({ action: "drill-start" })).areas).toEqual(["lobby", "workshop"]);
  });
});

describe("a detector that goes on saying that it is broken", () => {
  it("is looked after by one timer, however often it says so", () => {
    const faults = Array.from({ length: 100 }, () => reading("hall", "fault"));
    const once = touchedBy(...heard, reading("hall", "fault")).pending;
    expect(touchedBy(...heard, ...faults).pending).toBe(once);
  });
});
