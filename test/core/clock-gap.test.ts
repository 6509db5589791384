/** What is to be told after a gap is worked out at its end, not at the deadlines that lay in it. */
import { describe, expect, it } from "vitest";
import {
  compileSite,
  type Input,
  type SiteState,
  type Step,
  start,
  step,
} from "../../src/core/index.ts";
import { ask, reading, SECOND } from "./given.ts";
import { door, maglock, sensor, site } from "./sites.ts";

const LOCK = "front-maglock";
const drill = ask({ action: "drill-start", forMs: 10 * SECOND });
const isolated = ask({ action: "isolate", sensor: "smoke", forMs: 5 * SECOND });

const house = compileSite(
  site({
    sensors: [sensor("smoke", "smoke", { area: "lobby" })],
    doors: [door("front", { exit: true, locks: [maglock(LOCK, { monitor: true })] })],
  }),
);

/** The house after these inputs at its start, and then after a gap. */
function gap(ms: number, ...inputs: readonly Input[]): Step {
  const begun: SiteState = start(house, {
    at: 0,
    memory: "at-rest",
    shiftMs: 0,
    inputsRead: true,
  }).state;
  const before = inputs.reduce((state, input) => step(house, state, input, 0).state, begun);
  return step(house, before, { type: "clock-gap", ms }, ms);
}

describe("a drill and a gap", () => {
  it("whose end lay in the gap opens nothing any more", () => {
    const { commands, events } = gap(20 * SECOND, isolated, drill);
    expect(commands).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ type: "drill-ended" }));
  });

  it("that still runs after the gap is told again at once", () => {
    const { commands } = gap(8 * SECOND, isolated, drill);
    expect(commands).toEqual([{ lock: LOCK, to: "unlocked", energise: false }]);
  });
});

describe("a fire and a gap", () => {
  it("is told again at once, since nobody confirmed it", () => {
    const { commands } = gap(20 * SECOND, reading("smoke", "alarm"));
    expect(commands).toEqual([{ lock: LOCK, to: "unlocked", energise: false }]);
  });
});
