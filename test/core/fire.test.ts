import { describe, expect, it } from "vitest";
import { ask, given, MINUTE, reading, restarted, SECOND } from "./given.ts";
import { deadbolt, device, door, handleDoor, maglock, maglockExit, site, strike } from "./sites.ts";

const smoke = reading("lobby-smoke", "alarm");
const clear = reading("lobby-smoke", "clear");

describe("fire in the door's area", () => {
  it.each([
    [
      "a maglock lets go",
      maglockExit(),
      { outside: "unlocked", egress: "free", remote: "open-already" },
    ],
    [
      "a strike with a handle stays",
      handleDoor(),
      { outside: "locked", egress: "mechanical", remote: "yes" },
    ],
    [
      "a strike on a fire-rated door stays, and can't be opened from afar",
      handleDoor({ fireRated: true }),
      { outside: "locked", egress: "mechanical", remote: "refused" },
    ],
    [
      "a strike that nothing opens from inside is released: people first",
      door("trap", { locks: [strike("trap-strike")] }),
      { outside: "unlocked", egress: "free" },
    ],
    [
      "so it is on a fire-rated door",
      door("trap", { fireRated: true, locks: [strike("trap-strike")] }),
      { outside: "unlocked", egress: "free" },
    ],
    [
      "a conditional hybrid opens by its own policy",
      handleDoor({ onFire: "release" }),
      { outside: "unlocked", egress: "free" },
    ],
    [
      "a deadbolt with a thumbturn stays",
      door("bolt", { egressDevices: [device("thumbturn")], locks: [deadbolt("bolt-lock")] }),
      { outside: "locked", egress: "mechanical" },
    ],
    [
      "of a strike outside and a maglock inside only the maglock lets go",
      door("front", {
        exit: true,
        egressDevices: [device("handle"), device("exit-button", { via: "power" })],
        locks: [strike("front-strike"), maglock("front-maglock")],
      }),
      { outside: "locked", egress: "mechanical" },
    ],
    ["a door told to stay, stays", maglockExit({ onFire: "stay" }), { outside: "locked" }],
  ])("%s", (_, one, expected) => {
    given(site({ doors: [one] }))
      .when(smoke)
      .thenArea("lobby", { fire: "latched" })
      .thenDoor(one.id, expected);
  });

  it("cuts the power of a maglock and leaves a strike alone", () => {
    given(site({ doors: [maglockExit(), handleDoor()] }))
      .when(smoke)
      .thenCommands({ lock: "front-maglock", to: "unlocked", energise: false });
  });

  it("takes the power from a fire-rated strike that somebody had unlocked", () => {
    given(site({ doors: [handleDoor({ fireRated: true })] }))
      .when(ask({ action: "unlock", door: "side" }))
      .thenDoor("side", { outside: "unlocked" })
      .when(smoke)
      .thenCommands({ lock: "side-strike", to: "locked", energise: false })
      .when(ask({ action: "unlock", door: "side" }))
      .thenRefused("fire-rated")
      .when(ask({ action: "access", door: "side" }))
      .thenRefused("fire-rated");
  });

  it("lets the fire brigade in through a door that is not rated, unless lockdown stands", () => {
    given(site({ doors: [handleDoor()] }))
      .when(smoke, ask({ action: "unlock", door: "side" }))
      .thenAccepted()
      .thenDoor("side", { outside: "unlocked" })
      .when(ask({ action: "lockdown" }))
      .thenDoor("side", { outside: "locked", remote: "refused" })
      .when(ask({ action: "unlock", door: "side" }))
      .thenRefused("lockdown");
  });
});

describe("which fires concern a door", () => {
  const inner = door("inner", { from: "workshop", to: "lobby", locks: [maglock("inner-lock")] });
  it("an exit serves every area", () => {
    given(site({ doors: [maglockExit()] }))
      .when(reading("workshop-smoke", "alarm"))
      .thenDoor("front", { outside: "unlocked" });
  });
  it.each([
    ["from", { from: "workshop", to: "outside" }, "unlocked"],
    ["to", { from: "lobby", to: "workshop" }, "unlocked"],
    ["neither", { from: "lobby", to: "outside" }, "locked"],
  ])("any other door serves its own areas: %s", (_, between, outside) => {
    given(site({ doors: [{ ...inner, ...between }] }))
      .when(reading("workshop-smoke", "alarm"))
      .thenDoor("inner", { outside });
  });
  it("`servesAreas` says otherwise, both ways", () => {
    given(
      site({
        doors: [{ ...inner, servesAreas: ["lobby"] }, maglockExit({ servesAreas: ["lobby"] })],
      }),
    )
      .when(reading("workshop-smoke", "alarm"))
      .thenDoor("inner", { outside: "locked" })
      .thenDoor("front", { outside: "locked" })
      .when(smoke)
      .thenDoor("inner", { outside: "unlocked" })
      .thenDoor("front", { outside: "unlocked" });
  });
});

describe("a fire latch", () => {
  const house = site({ doors: [maglockExit()] });

  it("stays when the smoke clears, and after any length of silence", () => {
    given(house)
      .when(smoke, clear)
      .thenNoCommand()
      .after(48 * 60 * MINUTE)
      .thenNoCommand()
      .thenDoor("front", {
        outside: "unlocked",
        demand: { slot: 2, name: "fire", wants: "released" },
      });
  });

  it("can't be locked against", () => {
    given(house)
      .when(smoke, clear, ask({ action: "lock", door: "front" }))
      .thenRefused("fire-latched")
      .thenNoCommand()
      .thenDoor("front", { outside: "unlocked" });
  });

  it("is not reset while the detector was in alarm when last heard", () => {
    given(house)
      .when(smoke, ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(reading("lobby-smoke", "unknown"), ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(reading("lobby-smoke", "fault"), ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(clear, ask({ action: "reset" }))
      .thenAccepted()
      .thenCommands({ lock: "front-maglock", to: "locked", energise: true })
      .thenDoor("front", { outside: "locked", demand: { slot: 16 } });
  });

  it("waits for every initiating detector", () => {
    given(house)
      .when(smoke, reading("lobby-call-point", "alarm"), clear, ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(reading("lobby-call-point", "clear"), ask({ action: "reset", area: "lobby" }))
      .thenAccepted();
  });

  it("is reset past a detector that is isolated, which then counts by its next message", () => {
    given(house)
      .when(smoke, ask({ action: "isolate", sensor: "lobby-smoke", forMs: MINUTE }))
      .when(ask({ action: "reset" }))
      .thenAccepted()
      .after(2 * MINUTE)
      .thenArea("lobby", { fire: "normal" })
      .when(smoke)
      .thenArea("lobby", { fire: "latched" });
  });

  it("is reset area by area", () => {
    given(house)
      .when(smoke, reading("workshop-smoke", "alarm"), reading("workshop-smoke", "clear"))
      .when(ask({ action: "reset", area: "workshop" }))
      .thenAccepted()
      .thenArea("workshop", { fire: "normal" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it.each([
    ["with nothing latched", ask({ action: "reset" }), "nothing-to-reset"],
    ["for an area nobody knows", ask({ action: "reset", area: "attic" }), "unknown-area"],
  ])("refuses a reset %s", (_, request, code) => {
    given(house).when(request).thenRefused(code);
  });

  it("obeys the roles that a site names", () => {
    given({ ...house, roles: { reset: ["alice"] } })
      .when(smoke, clear, ask({ action: "reset" }, "bob"))
      .thenRefused("not-permitted")
      .when(ask({ action: "reset" }, "alice"))
      .thenAccepted();
  });

  it("survives a restart, and a lock after it is still refused", () => {
    given(house)
      .when(smoke, clear, restarted)
      .thenNoCommand()
      .thenArea("lobby", { fire: "latched" })
      .after(11 * SECOND)
      .thenNoCommand()
      .thenDoor("front", { outside: "unlocked" })
      .when(ask({ action: "lock", door: "front" }))
      .thenRefused("fire-latched");
  });

  it.each([
    ["rest", "secured", "locked"],
    ["keep", "released", "unlocked"],
  ] as const)("leaves the operator's wish as the door says: %s", (onRestore, _, outside) => {
    given(site({ doors: [maglockExit({ onRestore })] }))
      .when(ask({ action: "unlock", door: "front" }), smoke, clear, ask({ action: "reset" }))
      .thenDoor("front", { outside });
  });

  it("does not latch again on the same retained message after a reset, but does on another", () => {
    const retained = (stamp: string) => ({ ...smoke, retained: true, stamp }) as typeof smoke;
    given(house)
      .when({ ...smoke, stamp: "a" } as typeof smoke)
      .when(
        ask({ action: "isolate", sensor: "lobby-smoke", forMs: MINUTE }),
        ask({ action: "reset" }),
      )
      .thenAccepted()
      .when(ask({ action: "restore", sensor: "lobby-smoke" }), retained("a"))
      .thenArea("lobby", { fire: "normal" })
      .when(retained("b"))
      .thenArea("lobby", { fire: "latched" });
  });
});

describe("what is no fire", () => {
  it.each(["test", "fault", "unknown", "clear"] as const)("a detector that says %s", (word) => {
    given(site({ doors: [maglockExit()] }))
      .when(reading("lobby-smoke", word))
      .thenArea("lobby", { fire: "normal" })
      .thenNoCommand();
  });
});

describe("gas", () => {
  it("releases by its own slot, and is reset like fire", () => {
    given(site({ doors: [maglockExit()] }))
      .when(reading("lobby-co", "alarm"))
      .thenArea("lobby", { gas: "latched", fire: "normal" })
      .thenDoor("front", { outside: "unlocked", demand: { slot: 3, name: "gas" } })
      .when(ask({ action: "lock", door: "front" }))
      .thenRefused("gas-latched")
      .when(reading("lobby-co", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .thenDoor("front", { outside: "locked" });
  });

  it("has its own policy where the door names one", () => {
    given(site({ doors: [maglockExit({ onGas: "stay" })] }))
      .when(reading("lobby-co", "alarm"))
      .thenNoCommand()
      .when(smoke)
      .thenDoor("front", { outside: "unlocked" });
  });
});

describe("the cause", () => {
  it("names the detector, and when", () => {
    const story = given(site({ doors: [maglockExit()] }))
      .after(5 * SECOND)
      .when(smoke);
    expect(story.line.doors["front"]?.demand.cause).toEqual({
      kind: "sensor",
      sensor: "lobby-smoke",
      at: 5_000,
    });
  });
});
