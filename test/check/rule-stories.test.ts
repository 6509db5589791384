/** What the rules make of doors that the pairs of examples don't show. */
import { describe, expect, it } from "vitest";
import { checkDesign } from "../../src/check/index.ts";
import {
  area,
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
} from "../core/sites.ts";

type Site = Parameters<typeof checkDesign>[0];

const rulesAt = (subject: string, on: Site) =>
  checkDesign(on)
    .findings.filter((finding) => finding.subject === subject)
    .map(({ rule }) => rule);
const messageOf = (rule: string, on: Site) =>
  checkDesign(on).findings.find((finding) => finding.rule === rule)?.message ?? "";
const errorsOn = (on: Site) =>
  checkDesign(on)
    .findings.filter(({ severity }) => severity === "error")
    .map(({ rule, subject }) => `${rule} ${subject}`);

const delays = {
  delayMs: 15_000,
  nuisanceMs: 3_000,
  rearm: "manual",
  sign: true,
  sounder: true,
  authorityApproved: false,
} as const;

describe("people can get out", () => {
  it("finds nothing wrong with a handle, nor with a magnet that everything cuts", () => {
    expect(errorsOn(site({ doors: [handleDoor(), maglockExit()] }))).toEqual([]);
  });

  it("tells of a rated strike that nothing inside draws both that it traps and that it opens", () => {
    const exit = door("back", { exit: true, fireRated: true, locks: [strike("back-strike")] });
    expect(rulesAt("door:back", site({ doors: [exit] }))).toEqual(
      expect.arrayContaining(["L01", "L02", "L10"]),
    );
  });

  it("takes a bar wired to the magnet for a way out", () => {
    const bar = device("panic-bar", { draws: ["front-maglock"] });
    const exit = maglockExit({ egressDevices: [bar], emergencyRelease: null });
    expect(errorsOn(site({ doors: [exit] }))).toEqual([]);
  });

  it("asks nothing of a magnet on a cupboard in which nobody is", () => {
    const cupboard = door("cupboard", { from: "duct", to: "lobby", locks: [maglock("c-magnet")] });
    const areas = [area("lobby"), area("duct", { occupied: false })];
    expect(errorsOn(site({ areas, doors: [cupboard] }))).toEqual([]);
  });

  it("takes a fire panel's relay for a hard-wired release of an exit that holds", () => {
    const exit = maglockExit({ emergencyRelease: null, fireRelease: { latched: true } });
    expect(rulesAt("door:front", site({ doors: [exit] }))).not.toContain("L07");
    expect(rulesAt("door:front", site({ doors: [exit] }))).toContain("L05");
  });

  it("says that a bolt without a thumbturn is a trap, also beside another lock", () => {
    const exit = door("back", {
      exit: true,
      egressDevices: [device("handle")],
      locks: [strike("back-strike"), deadbolt("back-bolt")],
    });
    expect(rulesAt("door:back", site({ doors: [exit] }))).toContain("L35");
  });
});

describe("what is asked of an exit only, and of rooms with people only", () => {
  const bare = { egressDevices: [], locks: [strike("back-strike")] };

  it("is told apart for a fail-secure lock", () => {
    const inner = door("back", { from: "workshop", to: "lobby", ...bare });
    const found = rulesAt("door:back", site({ doors: [inner, handleDoor()] }));
    expect(found).toContain("L02");
    expect(found).not.toContain("L01");
  });

  it("counts an exit as peopled, also out of a room where nobody stays", () => {
    const areas = [area("lobby", { occupied: false })];
    const exit = maglockExit({ egressDevices: [], emergencyRelease: null });
    expect(rulesAt("door:front", site({ areas, sensors: [], doors: [exit] }))).toEqual(
      expect.arrayContaining(["L04", "L05", "L17"]),
    );
  });

  it("leaves a magnet on an empty room alone, on a site without detectors too", () => {
    const areas = [area("lobby", { occupied: false })];
    const gate = maglockExit({ exit: false });
    expect(errorsOn(site({ areas, sensors: [], doors: [gate] }))).toEqual([]);
  });
});

describe("fire", () => {
  it("lets a door with a handle stay shut", () => {
    expect(errorsOn(site({ doors: [handleDoor({ onFire: "stay" })] }))).toEqual([]);
  });

  it("does not call a magnet that must let go a way in", () => {
    expect(rulesAt("door:front", site({ doors: [maglockExit()] }))).not.toContain("L30");
  });

  it("finds a magnet that is told to stay shut, also where nothing would tell it of a fire", () => {
    const stay = maglockExit({ onFire: "stay" });
    expect(messageOf("L17", site({ doors: [stay] }))).toMatch(/onFire: stay/);
    expect(rulesAt("door:front", site({ doors: [stay], sensors: [] }))).toContain("L17");
  });

  it("finds every exit that waits for a fire on a site without detectors", () => {
    expect(errorsOn(site({ doors: [maglockExit(), handleDoor()], sensors: [] }))).toEqual([
      "L17 door:front",
    ]);
  });

  it("finds a fire door's holder on a site where nothing tells of a fire", () => {
    const held = door("hall", { fireRated: true, holder: holder("hall-holder") });
    expect(messageOf("L21", site({ doors: [held], sensors: [] }))).toMatch(/nothing on the site/);
    expect(errorsOn(site({ doors: [held] }))).toEqual([]);
  });

  it("finds a lock whose own firmware takes a release back, where fire releases it at all", () => {
    const auto = {
      name: "The lock",
      lockdownCutsExit: false,
      lockdownOverFire: false,
      relocksByItself: true,
      relocksOnPower: false,
    };
    expect(errorsOn(site({ doors: [maglockExit({ alsoDrivenBy: auto })] }))).toEqual([
      "L15 door:front",
    ]);
    expect(errorsOn(site({ doors: [handleDoor({ alsoDrivenBy: auto })] }))).toEqual([]);
  });

  it("counts a latch beside the magnet on a rated door", () => {
    const both = maglockExit({
      fireRated: true,
      egressDevices: [device("handle"), device("exit-button", { via: "power" })],
      locks: [strike("front-strike"), maglock("front-maglock")],
    });
    expect(errorsOn(site({ doors: [both] }))).toEqual([]);
  });

  it("only informs a home of a door that fire unlocks", () => {
    const open = handleDoor({ onFire: "release" });
    const supplies = [supply("grid", { kind: "ups" })];
    const weight = (dwelling: boolean) =>
      checkDesign(site({ dwelling, supplies, doors: [open] })).findings.find(
        ({ rule }) => rule === "L30",
      )?.severity;
    expect([weight(false), weight(true)]).toEqual(["warning", "info"]);
  });
});

describe("power", () => {
  it("looks up the tree for what carries on, and for whose battery it is", () => {
    const supplies = [
      supply("panel", { kind: "ups", firePanel: { releaseAfterMs: null } }),
      supply("grid", { fedBy: "panel" }),
    ];
    const on = site({ supplies, doors: [maglockExit()] });
    expect(rulesAt("supply:panel", on)).toEqual(["L18"]);
    expect(messageOf("L18", on)).toMatch(/until it is empty/);
    expect(rulesAt("door:front", on)).not.toContain("L29");
    expect(rulesAt("door:front", site({ doors: [maglockExit()] }))).toContain("L29");
  });

  it.each([
    ["eight tenths of the rating are enough", 8, []],
    ["a little more is too much", 8.1, ["L33"]],
  ])("%s, what it feeds included", (_, peakWatts, expected) => {
    const supplies = [supply("psu", { ratedWatts: 10 }), supply("grid", { fedBy: "psu" })];
    const exit = maglockExit({ locks: [maglock("front-maglock", { watts: 3, peakWatts })] });
    expect(rulesAt("supply:psu", site({ supplies, doors: [exit] }))).toEqual(expected);
  });

  it("does not take a supply that says nothing for one that can pull a solenoid", () => {
    const exit = handleDoor({ locks: [strike("side-strike", { solenoid: true })] });
    expect(messageOf("L34", site({ doors: [exit] }))).toMatch(/does not say/);
  });

  it("finds nothing of high value open while another lock stays", () => {
    const both = maglockExit({
      from: "vault",
      egressDevices: [device("handle"), device("exit-button", { via: "power" })],
      locks: [strike("front-strike"), maglock("front-maglock")],
    });
    const areas = [area("vault", { highValue: true })];
    expect(rulesAt("door:front", site({ areas, doors: [both] }))).not.toContain("L28");
  });
});

describe("delays and interlocks", () => {
  it("finds one delayed exit that leads to another, and not two side by side", () => {
    const inner = handleDoor({ id: "inner", from: "workshop", to: "lobby", delayedEgress: delays });
    const front = handleDoor({ id: "front", locks: [strike("f")], delayedEgress: delays });
    const back = handleDoor({ id: "back", locks: [strike("b")], delayedEgress: delays });
    expect(errorsOn(site({ doors: [front, back] }))).toEqual([]);
    expect(errorsOn(site({ doors: [inner, front] }))).toEqual(["L24 door:inner"]);
  });

  it("looks only at the way that leads out, not at the way round", () => {
    const to = (id: string, from: string, target: string, over = {}) =>
      handleDoor({ id, from, to: target, locks: [strike(`${id}-s`)], ...over });
    const doors = [
      to("study", "workshop", "lobby", { delayedEgress: delays }),
      to("front", "lobby", "outside"),
      to("round", "lobby", "yard"),
      to("gate", "yard", "outside", { delayedEgress: delays }),
    ];
    const areas = [area("workshop"), area("lobby"), area("yard")];
    expect(errorsOn(site({ areas, doors }))).toEqual([]);
  });

  it.each([
    ["re-arms by itself", { rearm: "auto" }],
    ["wants 4 s of pushing", { nuisanceMs: 4_000 }],
    ["opens only after 31 s", { delayMs: 31_000, authorityApproved: true }],
  ] as const)("says that a delayed exit %s", (words, over) => {
    const exit = handleDoor({ delayedEgress: { ...delays, ...over } });
    expect(messageOf("L23", site({ doors: [exit] }))).toContain(words);
  });

  it("wants fire to release both doors of a pair", () => {
    const pair = [
      maglockExit({ onFire: "stay", interlock: { with: ["side"], override: true } }),
      handleDoor(),
    ];
    expect(messageOf("L32", site({ doors: pair }))).toMatch(/fire does not release front/);
  });

  it("finds an emergency release that works only while it is held, unless something else stays", () => {
    const release = { hardwired: true, sensor: null, latching: false };
    const only = maglockExit({ egressDevices: [device("exit-sensor")], emergencyRelease: release });
    expect(messageOf("L25", site({ doors: [only] }))).toMatch(/only while somebody holds it/);
    const beside = maglockExit({ emergencyRelease: release });
    expect(rulesAt("door:front", site({ doors: [beside] }))).not.toContain("L25");
  });
});

describe("a vote", () => {
  const voting = (need: number, watched: readonly boolean[]) =>
    site({
      sensors: watched.map((is, index) =>
        sensor(`smoke-${index}`, "smoke", {
          area: "lobby",
          supervision: is ? { everyMs: 60_000, critical: false } : null,
        }),
      ),
      alarms: [
        { area: "lobby", vote: { need, of: watched.length, withinMs: 60_000 }, verifyMs: null },
      ],
    });

  it.each([
    ["2 of 3, all watched", 2, [true, true, true], []],
    ["2 of 3, one of them not: the others still agree", 2, [true, true, false], []],
    ["3 of 3, one of them not: it blocks the rest", 3, [true, true, false], ["L19"]],
    ["2 of 3, only one watched", 2, [true, false, false], ["L19"]],
    ["1 of 3, none watched: any is enough", 1, [false, false, false], []],
  ] as const)("%s", (_, need, watched, expected) => {
    expect(rulesAt("area:lobby", voting(need, watched))).toEqual(expected);
  });

  it.each([
    ["two inputs of one box are two witnesses", { id: 0 }, { id: 1 }, []],
    ["two readings of one input are one", { id: 0 }, { id: 0, invert: true }, ["L41"]],
  ] as const)("%s", (_, first, second, expected) => {
    const wired = (id: string, keys: object) =>
      sensor(id, "smoke", {
        area: "lobby",
        supervision: { everyMs: 60_000, critical: false },
        device: { profile: "shelly-gen2-input", topic: "box", ...keys },
      });
    const on = {
      ...voting(2, []),
      sensors: [wired("one", first), wired("two", second)],
      alarms: [
        { area: "lobby", vote: { need: 2, of: 2, withinMs: 60_000 }, verifyMs: null } as const,
      ],
    };
    expect(rulesAt("sensor:two", on)).toEqual(expected);
  });
});
