import { describe, expect, it } from "vitest";
import { homeName } from "../../homebridge-plugin/accessory-identity.ts";
import { MAX_ACCESSORIES, planAccessories } from "../../homebridge-plugin/plan.ts";
import { door, sensor, site, supply } from "./stand-in-site.ts";

const everything = { homeControls: [], doors: true } as const;

describe("the accessories of a site", () => {
  it("are the release, its doors, its detectors and its supplies", () => {
    const house = site({
      doors: [door("front"), door("archway", { locks: [], contact: null })],
      sensors: [
        sensor("lobby-smoke", "smoke"),
        sensor("kitchen", "heat"),
        sensor("lobby-call-point", "call-point"),
        sensor("boiler", "carbon-monoxide"),
        sensor("stove", "gas"),
        sensor("panel", "intrusion"),
        sensor("front-contact", "contact"),
        sensor("front-green", "release-contact"),
        sensor("front-button", "exit-request"),
        sensor("grid-power", "power"),
      ],
      supplies: [supply("grid", "mains"), supply("lock-ups", "ups")],
    });
    const plan = planAccessories(house, { ...everything, homeControls: ["reset"] });
    expect(plan.accessories.map(({ kind, name }) => `${kind}: ${name}`)).toEqual([
      "release: Small office release",
      "door: front door",
      "control: Small office reset",
      "detector: lobby-smoke",
      "detector: kitchen heat",
      "detector: lobby-call-point",
      "detector: boiler carbon monoxide",
      "detector: stove gas",
      "supply: grid",
      "supply: lock-ups",
    ]);
    expect(plan.leftOut).toEqual([]);
  });

  it("show nothing that opens a door where anybody could write to it", () => {
    const plan = planAccessories(site(), { homeControls: ["reset"], doors: false });
    expect(plan.accessories.map(({ kind }) => kind)).toEqual(["release"]);
  });

  it("stop at what a bridge can hold, and leave out the supplies before the doors", () => {
    const doors = Array.from({ length: MAX_ACCESSORIES - 2 }, (_, n) => door(`d${n}`));
    const supplies = [supply("grid", "mains"), supply("lock-ups", "ups")];
    const plan = planAccessories(site({ doors, supplies }), everything);
    expect(plan.accessories).toHaveLength(MAX_ACCESSORIES);
    expect(plan.leftOut.map(({ id }) => id)).toEqual(["lock-ups"]);
  });
});

describe("a name for Home", () => {
  it.each([
    ["Front door", "Front door"],
    ["Haustür (Süd)", "Haustür Süd"],
    ["Fire 🔥 exit", "Fire exit"],
    ["  -- Lab / 2 -- ", "Lab / 2"],
    ["", "front"],
    ["A", "A front"],
    ["🔥", "front"],
    ["x".repeat(100), "x".repeat(64)],
    ["two\nlines\u0000", "two lines"],
  ])("%j becomes %j", (name, expected) => {
    expect(homeName(name, "front")).toBe(expected);
    expect(expected).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}\p{Zs}’'&!._:;()/,-]*[\p{L}\p{N}]$/u);
  });
});
