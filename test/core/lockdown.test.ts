import { describe, expect, it } from "vitest";
import { ask, given, reading, SECOND } from "./given.ts";
import {
  device,
  door,
  handleDoor,
  maglockExit,
  sensor,
  site,
  strike,
  withSensors,
} from "./sites.ts";

describe("lockdown", () => {
  it("stops entry: what was unlocked locks, and unlock and access are refused", () => {
    given(site({ doors: [maglockExit()] }))
      .when(ask({ action: "unlock", door: "front" }), ask({ action: "lockdown" }))
      .thenCommands({ lock: "front-maglock", to: "locked" })
      .thenDoor("front", {
        outside: "locked",
        remote: "refused",
        demand: { slot: 5, name: "lockdown" },
      })
      .thenArea("lobby", { lockdown: true })
      .when(ask({ action: "unlock", door: "front" }))
      .thenRefused("lockdown")
      .when(ask({ action: "access", door: "front" }))
      .thenRefused("lockdown");
  });

  it("never touches the way out: the exit request still releases", () => {
    const rex = sensor("front-rex", "exit-request", { door: "front" });
    const controlled = maglockExit({
      egressDevices: [device("exit-button")],
      emergencyRelease: null,
    });
    given(withSensors(site({ doors: [controlled] }), rex))
      .when(ask({ action: "lockdown" }))
      .thenDoor("front", { egress: "by-device" })
      .when(reading("front-rex", "alarm"))
      .thenCommands({ lock: "front-maglock", to: "unlocked" })
      .thenDoor("front", { egress: "free", demand: { slot: 4 } })
      .after(30 * SECOND)
      .thenCommands({ lock: "front-maglock", to: "locked" });
  });

  it("does not secure a door that nobody could get out of, and says so", () => {
    const trap = door("trap", { rest: "released", locks: [strike("trap-strike")] });
    given(site({ doors: [trap] }))
      .when(ask({ action: "lockdown" }))
      .thenNoCommand()
      .thenDoor("trap", { outside: "unlocked", egress: "free", troubles: ["would-trap"] });
  });

  it("yields to fire, and stands again after the reset", () => {
    given(site({ doors: [maglockExit()] }))
      .when(ask({ action: "lockdown" }), reading("lobby-smoke", "alarm"))
      .thenDoor("front", { outside: "unlocked", demand: { slot: 2 } })
      .when(reading("lobby-smoke", "clear"), ask({ action: "reset" }))
      .thenDoor("front", { outside: "locked", demand: { slot: 5 } });
  });

  it("covers the doors from or to its area, or all", () => {
    const doors = [
      handleDoor({ id: "a", from: "lobby", to: "outside", rest: "released" }),
      handleDoor({
        id: "b",
        from: "workshop",
        to: "lobby",
        rest: "released",
        locks: [strike("b-strike")],
      }),
      handleDoor({
        id: "c",
        from: "workshop",
        to: "outside",
        rest: "released",
        locks: [strike("c-strike")],
      }),
      handleDoor({ id: "d", rest: "released", onLockdown: "ignore", locks: [strike("d-strike")] }),
    ];
    given(site({ doors }))
      .when(ask({ action: "lockdown", area: "lobby" }))
      .thenDoor("a", { outside: "locked" })
      .thenDoor("b", { outside: "locked" })
      .thenDoor("c", { outside: "unlocked" })
      .thenDoor("d", { outside: "unlocked" })
      .when(ask({ action: "lockdown" }))
      .thenDoor("c", { outside: "locked" })
      .thenDoor("d", { outside: "unlocked" });
  });

  it("ends by its own verb only; an area's release does not lift the site's", () => {
    given(site({ doors: [handleDoor({ rest: "released" })] }))
      .when(ask({ action: "lockdown" }), ask({ action: "reset" }))
      .thenRefused("nothing-to-reset")
      .thenDoor("side", { outside: "locked" })
      .when(ask({ action: "lockdown-release", area: "lobby" }))
      .thenRefused("lockdown")
      .when(ask({ action: "lockdown-release" }))
      .thenAccepted()
      .thenDoor("side", { outside: "unlocked" });
  });

  it("leaves a lock that somebody asked for in place when it ends", () => {
    given(site({ doors: [handleDoor({ rest: "released" })] }))
      .when(ask({ action: "lockdown" }), ask({ action: "lock", door: "side" }))
      .thenAccepted()
      .when(ask({ action: "lockdown-release" }))
      .thenDoor("side", { outside: "locked", demand: { slot: 8, wants: "secured" } });
  });
});

describe("an intrusion alarm", () => {
  const alarm = reading("panel", "alarm");
  const clear = reading("panel", "clear");
  const open = handleDoor({ rest: "released" });

  it("locks its area down, and a person ends it", () => {
    given(site({ doors: [open] }))
      .when(alarm, clear)
      .thenDoor("side", { outside: "locked" })
      .when(ask({ action: "lockdown-release" }))
      .thenDoor("side", { outside: "unlocked" });
  });

  it("ends with the signal where the site says so, unless a person declared it", () => {
    const bySignal = site({ doors: [open], lockdownEnds: "signal" });
    given(bySignal).when(alarm, clear).thenDoor("side", { outside: "unlocked" });
    given(bySignal)
      .when(ask({ action: "lockdown", area: "lobby" }), alarm, clear)
      .thenDoor("side", { outside: "locked" });
  });

  it.each(["clear", "test", "fault", "unknown"] as const)("is no alarm when it says %s", (word) => {
    given(site({ doors: [open] }))
      .when(reading("panel", word))
      .thenDoor("side", { outside: "unlocked" });
  });

  it("does nothing where the site ignores it", () => {
    given(site({ doors: [open], onIntrusion: "ignore" }))
      .when(alarm)
      .thenDoor("side", { outside: "unlocked" })
      .thenArea("lobby", { lockdown: false });
    expect.assertions(2);
  });
});
