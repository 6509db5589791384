import { describe, expect, it } from "vitest";
import { ask, given, MINUTE, reading, report, SECOND } from "./given.ts";
import {
  deadbolt,
  device,
  door,
  handleDoor,
  maglock,
  maglockExit,
  sensor,
  site,
  withSensors,
} from "./sites.ts";

const leaf = sensor("leaf", "contact");
const open = reading("leaf", "open");
const closed = reading("leaf", "closed");
const watched = (one: ReturnType<typeof door>) =>
  withSensors(site({ doors: [{ ...one, contact: "leaf" }] }), leaf);

describe("a granted access", () => {
  it("unlocks for its time and relocks", () => {
    given(site({ doors: [handleDoor()] }))
      .when(ask({ action: "access", door: "side" }))
      .thenCommands({ lock: "side-strike", to: "unlocked", energise: true })
      .thenDoor("side", { demand: { slot: 6, name: "access" } })
      .after(4_999)
      .thenNoCommand()
      .after(1)
      .thenCommands({ lock: "side-strike", to: "locked", energise: false });
  });

  it("takes longer where asked to", () => {
    given(site({ doors: [handleDoor()] }))
      .when(ask({ action: "access", door: "side", extended: true }))
      .after(14 * SECOND)
      .thenNoCommand()
      .after(SECOND)
      .thenCommands({ lock: "side-strike", to: "locked" });
  });

  it("relocks as soon as the door has closed behind the visitor", () => {
    given(watched(handleDoor()))
      .when(closed, ask({ action: "access", door: "side" }))
      .after(SECOND)
      .when(open)
      .after(SECOND)
      .when(closed)
      .thenCommands({ lock: "side-strike", to: "locked" });
  });

  it("waits after the closing where the door says so", () => {
    const slow = handleDoor();
    given(watched({ ...slow, timing: { ...slow.timing, relockAfterCloseMs: 2_000 } }))
      .when(closed, ask({ action: "access", door: "side" }), open, closed)
      .thenNoCommand()
      .after(2 * SECOND)
      .thenCommands({ lock: "side-strike", to: "locked" });
  });

  it("granted during a schedule does not end the schedule", () => {
    given(site({ doors: [handleDoor()] }))
      .when({ type: "schedule", door: "side", wants: "released" })
      .thenDoor("side", { outside: "unlocked", demand: { slot: 10 } })
      .when(ask({ action: "access", door: "side" }))
      .after(MINUTE)
      .thenNoCommand()
      .thenDoor("side", { outside: "unlocked", demand: { slot: 10 } });
  });

  it("ends when somebody locks the door", () => {
    given(site({ doors: [handleDoor()] }))
      .when(ask({ action: "access", door: "side" }), ask({ action: "lock", door: "side" }))
      .thenDoor("side", { outside: "locked", demand: { slot: 8 } });
  });

  it("is what an unlock means where the door says so", () => {
    given(site({ doors: [handleDoor({ unlockMeans: "access" })] }))
      .when(ask({ action: "unlock", door: "side" }))
      .thenDoor("side", { demand: { slot: 6 } })
      .after(5 * SECOND)
      .thenDoor("side", { outside: "locked" });
  });
});

describe("a motor bolt", () => {
  const bolted = door("bolt", {
    egressDevices: [device("thumbturn")],
    locks: [deadbolt("bolt-lock")],
  });

  it("is never thrown at an open door, and follows when it closes", () => {
    given(watched(bolted))
      .when(closed, ask({ action: "access", door: "bolt" }), open)
      .after(5 * SECOND)
      .thenNoCommand()
      .thenDoor("bolt", { troubles: expect.arrayContaining(["relock-withheld"]) })
      .when(closed)
      .thenCommands({ lock: "bolt-lock", to: "locked", energise: null });
  });

  it("refuses to be locked while the door is open", () => {
    given(watched(bolted))
      .when(ask({ action: "unlock", door: "bolt" }), open, ask({ action: "lock", door: "bolt" }))
      .thenRefused("door-open");
  });

  it("does not relock by itself when nobody knows how the door stands, but obeys a person", () => {
    given(site({ doors: [bolted] }))
      .when(ask({ action: "access", door: "bolt" }))
      .after(MINUTE)
      .thenNoCommand()
      .thenDoor("bolt", { outside: "unlocked", troubles: ["relock-withheld"] })
      .when(ask({ action: "lock", door: "bolt" }))
      .thenCommands({ lock: "bolt-lock", to: "locked" });
  });
});

describe("an opening", () => {
  it("nobody accounted for is an alarm until the door closes", () => {
    given(watched(maglockExit()))
      .when(closed, open)
      .thenDoor("front", { position: "open", alarm: "forced-open" })
      .thenEvent("opened-unaccounted", { door: "front" })
      .when(closed)
      .thenDoor("front", { alarm: "normal" });
  });

  it.each([
    ["a granted access", ask({ action: "access", door: "front" })],
    ["an unlock", ask({ action: "unlock", door: "front" })],
    ["fire", reading("lobby-smoke", "alarm")],
    ["an exit request", reading("front-rex", "alarm")],
  ])("is masked by %s", (_, cause) => {
    given(
      withSensors(watched(maglockExit()), sensor("front-rex", "exit-request", { door: "front" })),
    )
      .when(closed, cause, open)
      .thenDoor("front", { alarm: "normal" })
      .thenNoEvent("opened-unaccounted");
  });

  it("first heard of after a start is a state, not an opening", () => {
    given(watched(maglockExit()))
      .when(open)
      .thenDoor("front", { position: "open", alarm: "normal" });
  });

  it("is only logged where the door says so", () => {
    given(watched(maglockExit({ forcedOpen: "log" })))
      .when(closed, open)
      .thenDoor("front", { alarm: "normal" })
      .thenEvent("opened-unaccounted");
  });

  it("on a handle door is accounted for by the motion sensor inside, which unlocks nothing", () => {
    const handled = handleDoor({ egressDevices: [device("handle"), device("exit-sensor")] });
    given(withSensors(watched(handled), sensor("side-rex", "exit-request", { door: "side" })))
      .when(closed, reading("side-rex", "alarm"))
      .thenNoCommand()
      .when(open)
      .thenDoor("side", { alarm: "normal", outside: "locked" });
  });

  it("too long is announced, then an alarm, and ends with the closing", () => {
    given(watched(handleDoor()))
      .when(closed, ask({ action: "access", door: "side" }), open)
      .after(5 * SECOND)
      .thenDoor("side", { alarm: "normal" })
      .after(25 * SECOND)
      .thenEvent("held-open-soon")
      .after(5 * SECOND)
      .thenDoor("side", { alarm: "held-open" })
      .when(closed)
      .thenDoor("side", { alarm: "normal" });
  });

  it("is never too long while the door is meant to be open", () => {
    given(watched(handleDoor()))
      .when(closed, ask({ action: "unlock", door: "side" }), open)
      .after(10 * MINUTE)
      .thenDoor("side", { alarm: "normal" })
      .when(ask({ action: "lock", door: "side" }))
      .after(29 * SECOND)
      .thenDoor("side", { alarm: "normal" })
      .after(SECOND)
      .thenDoor("side", { alarm: "held-open" });
  });
});

describe("the emergency release at a door", () => {
  const green = sensor("front-green", "release-contact");
  const exit = maglockExit({
    emergencyRelease: { hardwired: true, sensor: "front-green", latching: true },
  });
  const house = withSensors(site({ doors: [exit, handleDoor()] }), green);

  it("releases that door and no other, and only that device ends it", () => {
    given(house)
      .when(reading("front-green", "alarm"))
      .thenCommands({ lock: "front-maglock", to: "unlocked" })
      .thenDoor("front", { demand: { slot: 1, name: "manual-release" }, outside: "unlocked" })
      .when(ask({ action: "lock", door: "front" }))
      .thenRefused("manual-release")
      .when(ask({ action: "reset" }))
      .thenRefused("nothing-to-reset")
      .when(reading("front-green", "unknown"), reading("front-green", "fault"))
      .thenDoor("front", { outside: "unlocked" })
      .when(reading("front-green", "clear"))
      .thenCommands({ lock: "front-maglock", to: "locked" });
  });

  it("opens the lock by cutting its supply, whatever the controller knows", () => {
    given(house)
      .when({ type: "link", lock: "front-maglock", value: "down" }, reading("front-green", "alarm"))
      .thenNoCommand()
      .thenLock("front", "front-maglock", {
        ordered: "locked",
        bolt: "unlocked",
        basis: "inferred",
      });
  });

  it("outlives a site reset after fire", () => {
    given(house)
      .when(
        reading("front-green", "alarm"),
        reading("lobby-smoke", "alarm"),
        reading("lobby-smoke", "clear"),
      )
      .when(ask({ action: "reset" }))
      .thenAccepted()
      .thenDoor("front", { outside: "unlocked", demand: { slot: 1 } });
  });
});

describe("an order that must be confirmed", () => {
  const monitored = maglockExit({ locks: [maglock("front-maglock", { monitor: true })] });
  const start = () => given(site({ doors: [monitored] })).when(report("front-maglock", "locked"));

  it("is believed only when the lock says so", () => {
    start()
      .thenDoor("front", { outside: "locked" })
      .when(ask({ action: "unlock", door: "front" }))
      .thenLock("front", "front-maglock", { ordered: "unlocked", bolt: "locked", basis: "sensed" })
      .when(report("front-maglock", "unlocked"))
      .thenDoor("front", { outside: "unlocked", troubles: [] });
  });

  it("is given three times, then it is trouble", () => {
    start()
      .when(reading("lobby-smoke", "alarm"))
      .thenCommands({ to: "unlocked" })
      .after(3 * SECOND)
      .thenCommands({ to: "unlocked" })
      .after(3 * SECOND)
      .thenCommands({ to: "unlocked" })
      .thenDoor("front", { troubles: [] })
      .after(3 * SECOND)
      .thenNoCommand()
      .thenEvent("not-released", { door: "front" })
      .thenDoor("front", { troubles: ["not-released"] })
      .when(report("front-maglock", "unlocked"))
      .thenDoor("front", { troubles: [] });
  });

  it("is unknown, and never locked, before the first report", () => {
    given(site({ doors: [monitored] })).thenDoor("front", { outside: "unknown" });
  });

  it("tells a lock again that closes by itself under fire", () => {
    start()
      .when(reading("lobby-smoke", "alarm"), report("front-maglock", "unlocked"))
      .after(MINUTE)
      .when(report("front-maglock", "locked"))
      .thenCommands({ lock: "front-maglock", to: "unlocked" });
  });

  it("says when something else opened the lock", () => {
    start()
      .when(report("front-maglock", "unlocked"))
      .thenNoCommand()
      .thenEvent("unexpected-unlock")
      .thenDoor("front", { outside: "unlocked", troubles: ["unexpected-unlock"] });
  });

  it("passes a jam on as what it is", () => {
    start()
      .when(report("front-maglock", "jammed"))
      .thenDoor("front", { outside: "unknown", troubles: ["jammed"] });
  });
});

describe("a cause that flaps", () => {
  const toggle = (story: ReturnType<typeof given>, times: number) => {
    for (let n = 0; n < times; n += 1)
      story.when(ask({ action: n % 2 === 0 ? "unlock" : "lock", door: "side" })).after(10);
    return story;
  };

  it("moves a lock twenty times in a minute, and then waits for the next one", () => {
    const story = toggle(given(site({ doors: [handleDoor()] })), 30);
    const orders = story.lines.flatMap(({ commands }) => commands);
    const said = story.lines.flatMap(({ events }) => events.map(({ type }) => type));
    expect(orders).toHaveLength(20);
    expect(said.filter((type) => type === "flapping")).toHaveLength(1);
    story
      .thenDoor("side", { troubles: [] })
      .when(ask({ action: "unlock", door: "side" }))
      .thenNoCommand()
      .thenDoor("side", { troubles: ["flapping"] })
      .after(MINUTE)
      .thenCommands({ lock: "side-strike", to: "unlocked" })
      .thenDoor("side", { troubles: [] });
  });

  it("never holds back a release for life", () => {
    toggle(given(site({ doors: [handleDoor({ onFire: "release" })] })), 31)
      .when(ask({ action: "lock", door: "side" }), reading("lobby-smoke", "alarm"))
      .thenDoor("side", { outside: "unlocked" });
  });
});
