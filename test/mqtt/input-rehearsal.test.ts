import { describe, expect, it } from "vitest";
import type { Reading, Report } from "../../src/core/input.ts";
import { inputRehearsal } from "../../src/mqtt/input-rehearsal.ts";
import { planSite } from "../../src/mqtt/site-plan.ts";
import { maglockExit, site } from "../core/sites.ts";

const withSmoke = (device: Record<string, unknown> | null) =>
  site({
    sensors: [{ ...site({ doors: [] }).sensors[0], device } as never],
    doors: [maglockExit()],
  });

const turns = (hear: (turn: number) => readonly (Reading | Report)[]) =>
  Array.from({ length: 600 }, (_, turn) => hear(turn));

describe("what a device might say, read before it says anything", () => {
  it("becomes an alarm of the detector, however often it is read", () => {
    const plan = planSite(
      withSmoke({ profile: "plain", stateTopic: "hall/smoke", property: "smoke" }),
      new Set(),
    );
    const heard = turns(inputRehearsal({ ...plan, topics: ["hall/smoke"] })).flat();
    const alarms = heard.filter((input) => input.type === "reading" && input.value === "alarm");
    // A quarter of what is said names the property; more than a flood's worth of it is still read.
    expect(alarms).toHaveLength(150);
  });

  it("is nothing to a site that hears nobody on MQTT", () => {
    expect(
      turns(inputRehearsal({ ...planSite(withSmoke(null), new Set()), topics: [] })).flat(),
    ).toEqual([]);
  });
});
