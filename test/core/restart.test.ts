import { describe, expect, it } from "vitest";
import { ask, dead, given, MINUTE, reading, report, restarted, SECOND, tick } from "./given.ts";
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

const leased = maglockExit({ locks: [maglock("front-maglock", { controllerLoss: "release" })] });
const held = maglockExit({ locks: [maglock("front-maglock", { controllerLoss: "hold" })] });

describe("a start", () => {
  it("orders nothing, at rest or unlocked", () => {
    const story = given(site({ doors: [held, handleDoor()] })).thenNoCommand();
    story
      .when(ask({ action: "unlock", door: "front" }), restarted)
      .thenNoCommand()
      .after(MINUTE)
      .thenNoCommand()
      .thenDoor("front", { outside: "unlocked", demand: { slot: 8 } });
  });

  it("knows of no lock before inputs were read or ten seconds passed", () => {
    given(site({ doors: [held] }))
      .when(restarted)
      .thenDoor("front", { outside: "unknown" })
      .thenLock("front", "front-maglock", { ordered: "locked", bolt: "unknown", basis: "none" })
      .after(10 * SECOND)
      .thenDoor("front", { outside: "locked" });
  });

  it("needs no wait when every sensor has spoken", () => {
    const one = site({ sensors: [sensor("hall", "smoke", { area: "lobby" })], doors: [held] });
    given(one).when(restarted, reading("hall", "clear")).thenDoor("front", { outside: "locked" });
  });

  it("releases at once when a detector is in alarm after it", () => {
    given(site({ doors: [held] }))
      .when(restarted, reading("lobby-smoke", "alarm"))
      .thenCommands({ lock: "front-maglock", to: "unlocked" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("lets people out at once", () => {
    const rex = sensor("front-rex", "exit-request", { door: "front" });
    given(withSensors(site({ doors: [held] }), rex))
      .when(restarted, reading("front-rex", "alarm"))
      .thenCommands({ to: "unlocked" });
  });

  it("ends an access that ran out meanwhile, but not before the inputs were read", () => {
    given(site({ doors: [handleDoor()] }))
      .when(ask({ action: "access", door: "side" }), dead)
      .after(MINUTE)
      .when(restarted)
      .thenNoCommand()
      .after(10 * SECOND)
      .thenCommands({ lock: "side-strike", to: "locked" });
  });

  it("keeps lockdown, manual release and the operator's wish", () => {
    const green = sensor("green", "release-contact");
    const exit = maglockExit({
      emergencyRelease: { hardwired: true, sensor: "green", latching: true },
    });
    given(withSensors(site({ doors: [exit, handleDoor()] }), green))
      .when(reading("green", "alarm"), ask({ action: "lockdown" }), restarted)
      .after(10 * SECOND)
      .thenNoCommand()
      .thenDoor("front", { demand: { slot: 1 }, outside: "unlocked" })
      .thenDoor("side", { demand: { slot: 5 }, outside: "locked" });
  });
});

describe("a controller that dies", () => {
  it("with a lease lets a fail-safe lock go when the time is up, not before", () => {
    given(site({ doors: [leased] }))
      .after(20 * SECOND)
      .when(dead)
      .thenDoor("front", { outside: "locked", egress: "by-device", remote: "impossible" })
      .after(55 * SECOND - 1)
      .thenDoor("front", { outside: "locked" })
      .after(1)
      .thenDoor("front", {
        outside: "unlocked",
        egress: "free",
        remote: "impossible",
        troubles: ["lease-lost"],
      })
      .thenLock("front", "front-maglock", { bolt: "unlocked", basis: "inferred" });
  });

  it("without one leaves the last order standing", () => {
    given(site({ doors: [held] }))
      .when(dead)
      .after(60 * MINUTE)
      .thenDoor("front", { outside: "locked", egress: "by-device", remote: "impossible" });
  });

  it.each([
    ["through the controller it does not work any more", device("exit-button"), "blocked"],
    ["wired to the lock it does", device("exit-button", { via: "lock" }), "by-device"],
  ])("takes its exit button along: %s", (_, button, egress) => {
    given(
      site({ doors: [door("trap", { egressDevices: [button], locks: [strike("trap-strike")] })] }),
    )
      .thenDoor("trap", { egress: "by-device" })
      .when(dead)
      .thenDoor("trap", { egress });
  });

  it("hears nothing", () => {
    given(site({ doors: [held] }))
      .when(dead, reading("lobby-smoke", "alarm"))
      .thenNoCommand()
      .thenArea("lobby", { fire: "normal" })
      .when(ask({ action: "unlock", door: "front" }))
      .thenRefused("no-link");
  });

  it("comes back in time and the lock never noticed", () => {
    given(site({ doors: [leased] }))
      .when(dead)
      .after(30 * SECOND)
      .when(restarted)
      .thenNoCommand()
      .after(10 * MINUTE)
      .thenNoCommand()
      .thenDoor("front", { outside: "locked", troubles: [] });
  });

  it("comes back late and tells the wish again, once the inputs were read", () => {
    given(site({ doors: [leased] }))
      .when(dead)
      .after(2 * MINUTE)
      .when(restarted)
      .thenNoCommand()
      .thenDoor("front", { outside: "unknown" })
      .after(10 * SECOND)
      .thenCommands({ lock: "front-maglock", to: "locked", energise: true })
      .thenDoor("front", { outside: "locked" });
  });

  it("comes back late to an open door and waits for it to close", () => {
    const leaf = sensor("leaf", "contact");
    given(withSensors(site({ doors: [{ ...leased, contact: "leaf" }] }), leaf))
      .when(reading("leaf", "closed"), dead)
      .after(2 * MINUTE)
      .when(restarted, reading("leaf", "open"))
      .after(10 * SECOND)
      .thenNoCommand()
      .when(reading("leaf", "closed"))
      .thenCommands({ to: "locked" });
  });
});

describe("a lost link", () => {
  const down = { type: "link", lock: "front-maglock", value: "down" } as const;
  const up = { type: "link", lock: "front-maglock", value: "up" } as const;

  it("makes the lock unreachable, and a request is refused", () => {
    given(site({ doors: [held] }))
      .when(down)
      .thenDoor("front", { outside: "locked", remote: "impossible", troubles: ["no-link"] })
      .when(ask({ action: "unlock", door: "front" }))
      .thenRefused("no-link")
      .thenNoCommand();
  });

  it("lets a leased lock go", () => {
    given(site({ doors: [leased] }))
      .when(down)
      .after(MINUTE)
      .thenEvent("lease-lost", { lock: "front-maglock" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("restored sends what the state asks for now, not what was wished meanwhile", () => {
    given(site({ doors: [held] }))
      .when(down, reading("lobby-smoke", "alarm"))
      .thenNoCommand()
      .when(reading("lobby-smoke", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .thenNoCommand()
      .when(up)
      .thenCommands({ lock: "front-maglock", to: "locked" });
  });

  it("restored under fire releases at once", () => {
    given(site({ doors: [held] }))
      .when(down, reading("lobby-smoke", "alarm"), up)
      .thenCommands({ lock: "front-maglock", to: "unlocked" });
  });

  it("never tells a door that stands open to lock", () => {
    const leaf = sensor("leaf", "contact");
    given(withSensors(site({ doors: [{ ...held, contact: "leaf" }] }), leaf))
      .when(reading("leaf", "open"), down, up)
      .thenNoCommand();
  });
});

describe("what makes no sense", () => {
  it.each([
    ["a door nobody knows", ask({ action: "unlock", door: "attic" }), "unknown-door"],
    ["a sensor nobody knows", reading("attic", "alarm"), "unknown-sensor"],
    ["a lock nobody knows", report("attic", "locked"), "bad-input"],
    ["a link nobody knows", { type: "link", lock: "attic", value: "up" } as const, "bad-input"],
    ["a word its kind can't say", reading("lobby-smoke", "open"), "bad-input"],
  ])("%s is refused and changes nothing", (_, input, code) => {
    const story = given(site({ doors: [held] }));
    const before = story.line.doors;
    story.when(input).thenRefused(code).thenNoCommand();
    expect(story.when(tick).line.doors).toEqual(before);
  });
});

describe("the four answers", () => {
  it.each([
    [
      "a door without locks",
      door("gap"),
      { outside: "unlocked", egress: "free", remote: "open-already" },
    ],
    [
      "only a reader inside is no way out",
      maglockExit({ emergencyRelease: null, egressDevices: [device("reader")] }),
      { egress: "blocked", troubles: ["trap"] },
    ],
    [
      "a panic bar does not draw a maglock",
      maglockExit({ emergencyRelease: null, egressDevices: [device("panic-bar")] }),
      { egress: "blocked" },
    ],
    [
      "unless it says so",
      maglockExit({
        emergencyRelease: null,
        egressDevices: [device("panic-bar", { draws: ["front-maglock"] })],
      }),
      { egress: "mechanical" },
    ],
    [
      "a handle draws no deadbolt",
      door("bolt", { egressDevices: [device("handle")], locks: [deadbolt("bolt-lock")] }),
      { egress: "blocked" },
    ],
    [
      "a thumbturn does",
      door("bolt", { egressDevices: [device("thumbturn")], locks: [deadbolt("bolt-lock")] }),
      { egress: "mechanical" },
    ],
    [
      "a power-breaking button never opens a fail-secure lock",
      door("trap", {
        egressDevices: [device("exit-button", { via: "power" })],
        locks: [strike("trap-strike")],
      }),
      { egress: "blocked" },
    ],
    [
      "the hard-wired release is a way out",
      maglockExit({ egressDevices: [] }),
      { egress: "by-device" },
    ],
    [
      "the worst lock decides",
      door("both", { egressDevices: [device("handle")], locks: [strike("a"), maglock("b")] }),
      { egress: "blocked" },
    ],
  ])("%s", (_, one, expected) => {
    given(site({ doors: [one] })).thenDoor(one.id, expected);
  });
});
