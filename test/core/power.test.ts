import { describe, expect, it } from "vitest";
import { ask, given, HOUR, MINUTE, reading, report, SECOND } from "./given.ts";
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
} from "./sites.ts";

const gridPower = sensor("grid-power", "power", { supply: "grid" });
const on = reading("grid-power", "on");
const off = reading("grid-power", "off");
const powered = (...doors: ReturnType<typeof door>[]) => withSensors(site({ doors }), gridPower);

describe("power lost on the only supply", () => {
  it.each([
    [
      "a maglock lets go",
      maglockExit(),
      { outside: "unlocked", egress: "free", remote: "impossible" },
    ],
    [
      "a strike with a handle holds, and people still get out",
      handleDoor(),
      { outside: "locked", egress: "mechanical", remote: "impossible" },
    ],
    [
      "a strike without one is a trap, and says so",
      door("trap", {
        egressDevices: [device("exit-button", { via: "lock" })],
        locks: [strike("trap-strike")],
      }),
      { outside: "locked", egress: "blocked", troubles: expect.arrayContaining(["trap"]) },
    ],
    [
      "a deadbolt stays where it was",
      door("bolt", { egressDevices: [device("thumbturn")], locks: [deadbolt("bolt-lock")] }),
      { outside: "locked", egress: "mechanical", remote: "impossible" },
    ],
    [
      "of strike and maglock the maglock lets go and the strike holds",
      door("front", {
        egressDevices: [device("handle")],
        locks: [strike("front-strike"), maglock("front-maglock")],
      }),
      { outside: "locked", egress: "mechanical" },
    ],
  ])("%s", (_, one, expected) => {
    given(powered(one)).when(on, off).thenDoor(one.id, expected).thenNoCommand();
  });

  it("says how it knows: by inference, until the lock itself says something else", () => {
    given(powered(maglockExit({ locks: [maglock("front-maglock", { monitor: true })] })))
      .when(on, report("front-maglock", "locked"))
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "sensed" })
      .after(SECOND)
      .when(off)
      .thenLock("front", "front-maglock", { bolt: "unlocked", basis: "inferred", supply: "lost" })
      .after(SECOND)
      .when(report("front-maglock", "locked"))
      .thenLock("front", "front-maglock", { bolt: "locked", basis: "sensed" });
  });
});

describe("a supply nobody can see", () => {
  it("is unknown until its sensor first speaks, and then so is a lock that needs it to hold", () => {
    given(powered(maglockExit(), handleDoor()))
      .thenSupply("grid", { status: "unknown" })
      .thenDoor("front", { outside: "unknown" })
      .thenDoor("side", { outside: "locked" })
      .when(on)
      .thenDoor("front", { outside: "locked" });
  });

  it("is live when it has neither sensor nor parent", () => {
    given(site({ doors: [maglockExit()] })).thenSupply("grid", { status: "live", on: "mains" });
  });
});

describe("power back", () => {
  it("tells every lock its present wish again, one after the other", () => {
    const two = maglockExit({ locks: [maglock("one"), maglock("two")] });
    given(powered(two))
      .when(on, off)
      .after(MINUTE)
      .when(on)
      .thenCommands({ lock: "one", to: "locked", energise: true })
      .thenLock("front", "two", { bolt: "unknown" })
      .after(200)
      .thenCommands({ lock: "two", to: "locked" })
      .thenDoor("front", { outside: "locked" });
  });

  it("relocks nothing while a latch stands", () => {
    given(powered(maglockExit()))
      .when(on, reading("lobby-smoke", "alarm"), off, on)
      .thenCommands({ lock: "front-maglock", to: "unlocked" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("does not tell a lock to close on a door that stands open", () => {
    const contact = sensor("leaf", "contact");
    given(withSensors(powered(maglockExit({ contact: "leaf" })), contact))
      .when(on, reading("leaf", "closed"), off, reading("leaf", "open"), on)
      .thenNoCommand()
      .thenDoor("front", { troubles: expect.arrayContaining(["relock-withheld"]) })
      .when(reading("leaf", "closed"))
      .thenCommands({ lock: "front-maglock", to: "locked" });
  });
});

describe("a release ordered while the power is away", () => {
  it("is still told, so that the returning power does not lock the door", () => {
    given(powered(maglockExit()))
      .when(on, off, reading("lobby-smoke", "alarm"))
      .thenCommands({ lock: "front-maglock", to: "unlocked", energise: false });
  });
});

describe("the tree", () => {
  const fed = (over: Partial<ReturnType<typeof supply>> = {}) =>
    withSensors(
      site({
        supplies: [supply("grid"), supply("lock-ups", { kind: "ups", fedBy: "grid", ...over })],
        doors: [
          maglockExit({ locks: [maglock("front-maglock", { supply: "lock-ups", watts: 3 })] }),
        ],
      }),
      gridPower,
    );

  it("a plain supply is lost with its parent", () => {
    const branch = site({
      supplies: [supply("grid"), supply("branch", { fedBy: "grid" })],
      doors: [maglockExit({ locks: [maglock("front-maglock", { supply: "branch" })] })],
    });
    given(withSensors(branch, gridPower))
      .when(on)
      .thenSupply("branch", { status: "live" })
      .when(off)
      .thenSupply("branch", { status: "lost" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("a UPS nobody watches is believed until its forecast ends, then unknown: neither dead nor alive", () => {
    given(fed({ capacityWh: 6, critical: { percent: 20, minutes: 10 } }))
      .when(on, off)
      .thenSupply("lock-ups", { status: "live", on: "battery", releaseInSeconds: 6600 })
      .thenDoor("front", { outside: "locked", troubles: expect.arrayContaining(["on-battery"]) })
      .after(2 * HOUR + SECOND)
      .thenSupply("lock-ups", { status: "unknown", on: "battery" });
  });

  it("a UPS without a forecast is unknown at once", () => {
    given(fed()).when(on, off).thenSupply("lock-ups", { status: "unknown", on: "battery" });
  });

  it("a supply's own sensor outranks what its parent suggests", () => {
    given(withSensors(fed(), sensor("ups-status", "ups", { supply: "lock-ups" })))
      .when(reading("ups-status", { status: "on-battery", percent: 90, runtimeSeconds: 3600 }), off)
      .thenSupply("lock-ups", { status: "live", on: "battery", releaseInSeconds: 3000 })
      .when(reading("ups-status", { status: "off" }))
      .thenSupply("lock-ups", { status: "lost" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("a UPS about to end releases what would let go with it, and only that", () => {
    const both = fed();
    const doors = [
      ...both.doors,
      handleDoor({ locks: [strike("side-strike", { supply: "lock-ups" })] }),
    ];
    given(withSensors({ ...both, doors }, sensor("ups-status", "ups", { supply: "lock-ups" })))
      .when(reading("ups-status", { status: "on-battery", runtimeSeconds: 1200 }))
      .thenNoCommand()
      .after(10 * MINUTE)
      .thenCommands({ lock: "front-maglock", to: "unlocked" })
      .thenEvent("supply-critical", { supply: "lock-ups" })
      .thenDoor("front", { demand: { slot: 4, cause: { kind: "supply", supply: "lock-ups" } } })
      .when(reading("ups-status", { status: "online", percent: 30 }))
      .thenCommands({ lock: "front-maglock", to: "locked" });
  });

  it.each([
    ["at its percentage where no time is known", { status: "on-battery", percent: 20 }, true],
    [
      "not by percentage while a runtime is known",
      { status: "on-battery", percent: 15, runtimeSeconds: 3600 },
      false,
    ],
    ["at once when it says low", { status: "low" }, true],
    ["never on mains", { status: "online", percent: 5 }, false],
  ] as const)("is critical %s", (_, value, released) => {
    const story = given(
      withSensors(fed(), sensor("ups-status", "ups", { supply: "lock-ups" })),
    ).when(on, reading("ups-status", value));
    expect(story.line.commands).toHaveLength(released ? 1 : 0);
  });
});

describe("a door holder", () => {
  const held = handleDoor({ holder: holder("side-holder", { supply: "grid" }) });

  it.each([
    ["fire anywhere", reading("workshop-smoke", "alarm")],
    ["grid loss", off],
    ["lockdown", ask({ action: "lockdown" })],
    ["a drill", ask({ action: "drill-start" })],
  ])("lets go on %s", (_, cause) => {
    given(powered(held))
      .when(on)
      .thenDoor("side", { holder: "held" })
      .when(cause)
      .thenDoor("side", { holder: "released" });
  });

  it("does not let go on gas, nor on an unlock", () => {
    given(powered(held))
      .when(on, reading("lobby-co", "alarm"), ask({ action: "unlock", door: "side" }))
      .thenDoor("side", { holder: "held" });
  });

  it("holds again after the reset, for a person to open the door", () => {
    given(powered(held))
      .when(on, reading("lobby-smoke", "alarm"))
      .thenCommands({ holder: "side-holder", to: "released" })
      .when(reading("lobby-smoke", "clear"))
      .thenNoCommand()
      .when(ask({ action: "reset" }))
      .thenCommands({ holder: "side-holder", to: "held" });
  });

  it("holds on the UPS only where it was told to", () => {
    const supplies = [
      supply("grid"),
      supply("lock-ups", { kind: "ups", fedBy: "grid", capacityWh: 50 }),
    ];
    const onUps = (holdOnUps: boolean) =>
      withSensors(
        site({
          supplies,
          doors: [
            handleDoor({
              locks: [strike("side-strike", { supply: "lock-ups", watts: 5 })],
              holder: holder("side-holder", { supply: "lock-ups", holdOnUps }),
            }),
          ],
        }),
        gridPower,
      );
    given(onUps(true)).when(on, off).thenDoor("side", { holder: "held" });
    given(onUps(false)).when(on, off).thenDoor("side", { holder: "released" });
  });
});

describe("a supply that ends", () => {
  const upsStatus = sensor("ups-status", "ups", { supply: "lock-ups" });
  const three = (over: Partial<ReturnType<typeof supply>> = {}) =>
    withSensors(
      site({
        supplies: [supply("lock-ups", { kind: "ups", ...over })],
        doors: ["a", "b", "c"].map((id) =>
          maglockExit({ id, locks: [maglock(`${id}-lock`, { supply: "lock-ups" })] }),
        ),
      }),
      upsStatus,
    );

  it("is announced first, then lets the locks go one after the other", () => {
    given(three())
      .when(reading("ups-status", { status: "on-battery", runtimeSeconds: 20 * 60 }))
      .thenNoEvent("supply-critical-soon")
      .after(5 * MINUTE)
      .thenEvent("supply-critical-soon", { supply: "lock-ups" })
      .thenNoCommand()
      .after(5 * MINUTE)
      .thenEvent("supply-critical")
      .thenCommands({ lock: "a-lock", to: "unlocked" })
      .after(500)
      .thenCommands({ lock: "b-lock", to: "unlocked" })
      .after(500)
      .thenCommands({ lock: "c-lock", to: "unlocked" });
  });

  it("of a fire panel lets go after ten minutes without mains, however full it is", () => {
    given(three({ firePanel: { releaseAfterMs: null } }))
      .when(reading("ups-status", { status: "on-battery", percent: 100, runtimeSeconds: 36_000 }))
      .after(10 * MINUTE - 1)
      .thenNoCommand()
      .after(1)
      .thenCommands({ lock: "a-lock", to: "unlocked" });
  });
});

describe("a lock on cells of its own", () => {
  it("is not in trouble for being on battery; one on a UPS without mains is", () => {
    const supplies = [supply("cells", { kind: "battery" }), supply("lock-ups", { kind: "ups" })];
    const doors = [
      door("bolt", {
        egressDevices: [device("thumbturn")],
        locks: [deadbolt("bolt-lock", { supply: "cells" })],
      }),
      maglockExit({ locks: [maglock("front-maglock", { supply: "lock-ups" })] }),
    ];
    const ups = sensor("ups-status", "ups", { supply: "lock-ups" });
    given(withSensors(site({ supplies, doors }), ups))
      .when(reading("ups-status", { status: "on-battery", percent: 90 }))
      .thenDoor("bolt", { troubles: [] })
      .thenDoor("front", { troubles: ["on-battery"] });
  });
});
