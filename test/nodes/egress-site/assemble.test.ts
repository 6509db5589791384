import { describe, expect, it } from "vitest";
import { doorOf } from "../../../nodes/egress-door/door-form.ts";
import { assembleSite, type Contribution } from "../../../nodes/egress-site/assemble.ts";
import { sensorOf } from "../../../nodes/shared/sensor-form.ts";
import { parseSiteObject } from "../../../src/site-file/index.ts";
import { ALARM, DOOR, exampleFlow, POWER, SITE } from "../example-flow.ts";

const form = (id: string) => exampleFlow().find((node) => node.id === id) ?? { id };
const door: Contribution = {
  nodeId: "n-door",
  definition: { kind: "door", door: doorOf(form(DOOR)) },
};
const smoke: Contribution = {
  nodeId: "n-smoke",
  definition: { kind: "sensor", sensor: sensorOf(form(ALARM)) },
};
const power: Contribution = {
  nodeId: "n-power",
  definition: { kind: "sensor", sensor: sensorOf(form(POWER)) },
};

describe("the site of a flow", () => {
  it("is one that the site file's parser takes", () => {
    const { site } = assembleSite(form(SITE), [door, smoke, power]);
    const parsed = parseSiteObject(site);
    expect(parsed).toMatchObject({
      ok: true,
      site: {
        id: "example",
        areas: [{ id: "hall", name: "Hall", occupied: true }],
        doors: [
          {
            id: "front",
            exit: true,
            emergencyRelease: { hardwired: true, sensor: null },
            locks: [
              { id: "front-maglock", failMode: "fail-safe", controllerLoss: "release", watts: 3 },
            ],
            egressDevices: [{ kind: "exit-button", via: "power" }],
          },
        ],
      },
    });
  });

  it("is the same wherever the nodes stand", () => {
    const one = assembleSite(form(SITE), [door, smoke, power]).site;
    const other = assembleSite(form(SITE), [power, smoke, door]).site;
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it("has the contact that a door names, unless a node defines it", () => {
    const implied = assembleSite(form(SITE), [door]).site["sensors"];
    expect(implied).toEqual([{ id: "front-contact", kind: "contact" }]);
    const own: Contribution = {
      nodeId: "n-contact",
      definition: {
        kind: "sensor",
        sensor: { id: "front-contact", kind: "contact", name: "Leaf" },
      },
    };
    expect(assembleSite(form(SITE), [door, own]).site["sensors"]).toEqual([
      { id: "front-contact", kind: "contact", name: "Leaf" },
    ]);
  });

  it.each([
    ["doors[0].locks[0].failMode", "n-door"],
    ["sensors[0].id", "n-door"],
    ["sensors[1].area", "n-smoke"],
    ["sensors[2].supply", "n-power"],
    ["areas[0].id", null],
    ["doors[7].id", null],
    ["", null],
  ])("knows whose form holds %s", (path, owner) => {
    expect(assembleSite(form(SITE), [door, smoke, power]).ownerOf(path)).toBe(owner);
  });

  it("with a mistake tells the door's node of it", () => {
    const wrong: Contribution = {
      nodeId: "n-door",
      definition: { kind: "door", door: doorOf({ ...form(DOOR), from: "cellar" }) },
    };
    const { site, ownerOf } = assembleSite(form(SITE), [wrong, smoke, power]);
    const parsed = parseSiteObject(site);
    expect(parsed.ok).toBe(false);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.map(({ path }) => ownerOf(path))).toContain("n-door");
  });
});
