/** Where a bolt is said to be, and how that is known. */
import { describe, expect, it } from "vitest";
import { compileSite, doorView, type SiteDescription, start } from "../../src/core/index.ts";
import { ask, dead, given, MINUTE, reading, report, restarted, SECOND } from "./given.ts";
import {
  deadbolt,
  device,
  door,
  handleDoor,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  withSensors,
} from "./sites.ts";

const gridPower = sensor("grid-power", "power", { supply: "grid" });
const on = reading("grid-power", "on");
const off = reading("grid-power", "off");
const powered = (...doors: ReturnType<typeof door>[]) => withSensors(site({ doors }), gridPower);
const boltDoor = (monitor: boolean, supply = "grid") =>
  door("bolt", {
    egressDevices: [device("thumbturn")],
    locks: [deadbolt("bolt-lock", { monitor, supply })],
  });
const monitoredExit = maglockExit({ locks: [maglock("front-maglock", { monitor: true })] });
const linkDown = { type: "link", lock: "front-maglock", value: "down" } as const;

/** The door as a controller shows it that knows of no earlier run. */
function firstStart(description: SiteDescription) {
  const compiled = compileSite(description);
  const begun = start(compiled, { at: 0, memory: null, shiftMs: 0, inputsRead: true });
  return doorView(compiled, begun.state, 0);
}

describe("a deadbolt that loses its power stays where it was last known to be", () => {
  it("told to unlock, it is unlocked", () => {
    given(powered(boltDoor(false)))
      .when(on, ask({ action: "unlock", door: "bolt" }), off)
      .thenLock("bolt", "bolt-lock", { bolt: "unlocked", basis: "inferred" });
  });

  it("drawn by its thumbturn after it was told to lock, it is unlocked", () => {
    for (const monitor of [true, false])
      given(powered(boltDoor(monitor)))
        .when(on)
        .after(SECOND)
        .when(report("bolt-lock", "unlocked"))
        .after(SECOND)
        .when(off)
        .thenLock("bolt", "bolt-lock", { bolt: "unlocked", basis: "inferred" });
  });

  it("told to unlock after it last spoke, it is unlocked unless it always speaks", () => {
    const story = (monitor: boolean) =>
      given(powered(boltDoor(monitor)))
        .when(on)
        .after(SECOND)
        .when(report("bolt-lock", "locked"))
        .after(SECOND)
        .when(ask({ action: "unlock", door: "bolt" }), off);
    story(false).thenLock("bolt", "bolt-lock", { bolt: "unlocked" });
    story(true).thenLock("bolt", "bolt-lock", { bolt: "locked", basis: "inferred" });
  });

  it("one that always speaks, and said nothing yet, is nowhere", () => {
    given(powered(boltDoor(true)))
      .when(on, off)
      .thenLock("bolt", "bolt-lock", { bolt: "unknown", basis: "none" });
  });

  it("after a restart it is still where it was told to be", () => {
    given(powered(boltDoor(false)))
      .when(on)
      .after(SECOND)
      .when(restarted, on)
      .after(MINUTE)
      .thenLock("bolt", "bolt-lock", { bolt: "locked", basis: "ordered" })
      .when(off)
      .thenLock("bolt", "bolt-lock", { bolt: "locked", basis: "inferred" });
  });
});

describe("a lock that speaks is believed over its order", () => {
  it("and what it says counts as long as it can be reached", () => {
    given(site({ doors: [monitoredExit] }))
      .when(report("front-maglock", "locked"))
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "sensed" })
      .when(linkDown)
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "inferred" });
    given(site({ doors: [monitoredExit] }))
      .when(report("front-maglock", "locked"), dead)
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "inferred" });
  });

  it("and when it says that it does not know, nobody does", () => {
    given(site({ doors: [monitoredExit] }))
      .when(report("front-maglock", "locked"), report("front-maglock", "unknown"))
      .thenLock("front", "front-maglock", { bolt: "unknown", basis: "none" })
      .thenDoor("front", { outside: "unknown" });
  });

  it("also one that need not speak, until it is told something else", () => {
    given(site({ doors: [handleDoor()] }))
      .thenLock("side", "side-strike", { bolt: "locked", basis: "ordered" })
      .after(SECOND)
      .when(report("side-strike", "unlocked"))
      .thenLock("side", "side-strike", { bolt: "unlocked", basis: "sensed" })
      .after(SECOND)
      .when(ask({ action: "lock", door: "side" }))
      .thenLock("side", "side-strike", { bolt: "locked", basis: "ordered" });
  });

  it("but not for a word of the very moment of its order, which tells of before", () => {
    given(site({ doors: [handleDoor()] }))
      .when(report("side-strike", "locked"), ask({ action: "unlock", door: "side" }))
      .thenLock("side", "side-strike", { bolt: "unlocked", basis: "ordered" });
  });

  it("nor for one of the very moment in which its power went", () => {
    given(powered(monitoredExit))
      .when(on)
      .after(SECOND)
      .when(report("front-maglock", "locked"), off)
      .thenLock("front", "front-maglock", { bolt: "unlocked", basis: "inferred" });
  });

  it("and without power no longer than its word goes", () => {
    given(powered(monitoredExit))
      .when(on, off)
      .after(SECOND)
      .when(report("front-maglock", "locked"))
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "sensed" })
      .when(report("front-maglock", "unknown"))
      .thenLock("front", "front-maglock", { bolt: "unlocked", basis: "inferred" });
  });
});

describe("a lock that says nothing is believed as far as its power bears it out", () => {
  it.each([
    ["a maglock told to lock needs power", maglockExit(), { bolt: "unknown", basis: "none" }],
    ["a strike told to lock needs none", handleDoor(), { bolt: "locked", basis: "inferred" }],
    ["a deadbolt is driven, not held", boltDoor(false), { bolt: "locked", basis: "ordered" }],
  ])("nobody knows whether there is any: %s", (_, one, expected) => {
    const lock = one.locks[0]?.id ?? "";
    given(powered(one)).thenLock(one.id, lock, { ...expected, supply: "unknown" });
  });

  it.each([
    ["a maglock told to unlock needs none", maglockExit(), { bolt: "unlocked", basis: "inferred" }],
    ["a strike told to unlock needs power", handleDoor(), { bolt: "unknown", basis: "none" }],
  ])("and the other way round: %s", (_, one, expected) => {
    const lock = one.locks[0]?.id ?? "";
    given(powered(one))
      .when(ask({ action: "unlock", door: one.id }))
      .thenLock(one.id, lock, expected);
  });

  it("a supply that the site does not have is no power that anybody could count on", () => {
    given(site({ doors: [maglockExit({ locks: [maglock("front-maglock", { supply: "moon" })] })] }))
      .thenLock("front", "front-maglock", { supply: "unknown", bolt: "unknown", basis: "none" })
      .thenDoor("front", { outside: "unknown" });
  });

  it.each([
    ["a maglock", maglockExit()],
    ["a strike", handleDoor()],
    ["a deadbolt", boltDoor(false)],
  ])("one that was never told anything is nowhere: %s", (_, one) => {
    const lock = one.locks[0]?.id ?? "";
    expect(firstStart(site({ doors: [one] }))?.locks[lock]).toMatchObject({
      ordered: "unknown",
      bolt: "unknown",
      basis: "none",
    });
  });
});

describe("the green box at the door", () => {
  const green = sensor("green", "release-contact");
  const boxed = (hardwired: boolean, locks: ReturnType<typeof maglock>[]) =>
    withSensors(
      site({
        doors: [
          maglockExit({ locks, emergencyRelease: { hardwired, sensor: "green", latching: true } }),
        ],
      }),
      green,
    );

  it("cuts a maglock, whatever its device can be told", () => {
    given(boxed(true, [maglock("front-maglock", { controllerLoss: "release" })]))
      .when(linkDown, reading("green", "alarm"))
      .thenLock("front", "front-maglock", {
        ordered: "locked",
        bolt: "unlocked",
        basis: "inferred",
      })
      .thenDoor("front", { egress: "free" });
  });

  it("that is no more than a wire to the controller cuts nothing by itself", () => {
    given(boxed(false, [maglock("front-maglock")]))
      .when(linkDown, reading("green", "alarm"))
      .thenLock("front", "front-maglock", { ordered: "locked", bolt: "locked" });
  });

  it("never cuts open what stays locked without power", () => {
    given(boxed(true, [strike("front-strike")]))
      .when({ ...linkDown, lock: "front-strike" }, reading("green", "alarm"))
      .thenLock("front", "front-strike", { bolt: "locked", basis: "ordered" });
  });

  it("says since when: what the lock said later counts", () => {
    given(boxed(true, [maglock("front-maglock", { monitor: true })]))
      .when(report("front-maglock", "locked"), linkDown)
      .after(SECOND)
      .when(reading("green", "alarm"))
      .thenLock("front", "front-maglock", { bolt: "unlocked", basis: "inferred" })
      .after(SECOND)
      .when(report("front-maglock", "locked"))
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "sensed" });
  });
});

describe("a lease", () => {
  const leased = maglockExit({
    locks: [maglock("front-maglock", { controllerLoss: "release", monitor: true })],
  });

  it("that ran out let go at that moment, and what the lock said later counts", () => {
    given(site({ doors: [leased] }))
      .when(report("front-maglock", "locked"), linkDown)
      .after(MINUTE - 1)
      .thenLock("front", "front-maglock", { bolt: "locked" })
      .after(1)
      .thenLock("front", "front-maglock", { bolt: "unlocked", basis: "inferred" })
      .when(report("front-maglock", "locked"))
      .thenLock("front", "front-maglock", { bolt: "unlocked" })
      .after(1)
      .when(report("front-maglock", "locked"))
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "sensed" });
  });
});
