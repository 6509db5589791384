/** What is owed to a lock: an order that could not go out, and a release that became one for life. */
import { describe, expect, it } from "vitest";
import { compileSite, type SiteState, start, step, withTailInDoubt } from "../../src/core/index.ts";
import {
  ask,
  dead,
  given,
  HOUR,
  MINUTE,
  reading,
  report,
  restarted,
  SECOND,
  tick,
} from "./given.ts";
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

const smoke = reading("lobby-smoke", "alarm");
const rex = sensor("rex", "exit-request", { door: "trap" });

describe("a release that becomes one for life", () => {
  it("goes out although the wish was already there, when the lock was never told it", () => {
    const both = door("both", {
      egressDevices: [device("handle"), device("exit-button", { via: "lock" })],
      locks: [strike("strike"), maglock("mag")],
    });
    const power = sensor("power", "power", { supply: "grid" });
    given(withSensors(site({ doors: [both] }), power))
      .when(reading("power", "on"), ask({ action: "unlock", door: "both" }))
      .when(ask({ action: "lockdown" }))
      .thenLock("both", "mag", { ordered: "locked" })
      .when(restarted)
      .thenNoCommand()
      .when(smoke)
      .thenCommands({ lock: "mag", to: "unlocked", energise: false });
  });

  it("is told again without the lease that an exit button gave it", () => {
    const trap = door("trap", { locks: [strike("strike", { controllerLoss: "release" })] });
    given(withSensors(site({ doors: [trap] }), rex))
      .when(reading("rex", "alarm"))
      .thenCommands({ to: "unlocked" })
      .when(smoke)
      .thenCommands({ to: "unlocked" })
      .when(dead)
      .after(10 * MINUTE)
      .thenDoor("trap", { outside: "unlocked", egress: "free" });
  });

  it("has its lease again when only an operator holds the lock open, so that a dead controller shuts it", () => {
    const green = sensor("green", "release-contact");
    const side = handleDoor({
      emergencyRelease: { hardwired: true, sensor: "green", latching: true },
      locks: [strike("strike", { controllerLoss: "release" })],
    });
    given(withSensors(site({ doors: [side] }), green))
      .when(ask({ action: "unlock", door: "side" }))
      .when(reading("green", "alarm"))
      .thenCommands({ lock: "strike", to: "unlocked", energise: true })
      .when(reading("green", "clear"))
      .thenCommands({ lock: "strike", to: "unlocked", energise: true })
      .when(dead)
      .after(10 * MINUTE)
      .thenDoor("side", { outside: "locked" });
  });

  it("asks for no lease where nothing that it would end is energised", () => {
    const green = sensor("green", "release-contact");
    const front = maglockExit({
      emergencyRelease: { hardwired: true, sensor: "green", latching: true },
      locks: [maglock("mag", { controllerLoss: "release" })],
    });
    given(withSensors(site({ doors: [front] }), green))
      .when(ask({ action: "unlock", door: "front" }))
      .when(reading("green", "alarm"))
      .when(reading("green", "clear"))
      .thenNoCommand();
  });

  it("is told once to a lock that an operator had unlocked, since its relay may have started anew", () => {
    given(site({ doors: [maglockExit()] }))
      .when(ask({ action: "unlock", door: "front" }))
      .when(smoke)
      .thenCommands({ lock: "front-maglock", to: "unlocked", energise: false })
      .when(reading("lobby-co", "alarm"))
      .thenNoCommand();
  });

  it("is not told to one that reports that it is open", () => {
    const seen = maglock("front-maglock", { monitor: true });
    given(site({ doors: [maglockExit({ locks: [seen] })] }))
      .when(ask({ action: "unlock", door: "front" }), report("front-maglock", "unlocked"))
      .when(smoke)
      .thenNoCommand();
  });
});

describe("a release for life of a strike that an operator holds open", () => {
  const held = (monitor: boolean) =>
    given(
      site({ doors: [handleDoor({ onFire: "release", locks: [strike("strike", { monitor })] })] }),
    )
      .when(ask({ action: "unlock", door: "side" }))
      .thenCommands({ lock: "strike", to: "unlocked", energise: true });

  it("is told to its relay, since nobody sees whether that still gives it power", () => {
    held(false)
      .after(MINUTE)
      .when(smoke)
      .thenCommands({ lock: "strike", to: "unlocked", energise: true })
      .when(reading("lobby-co", "alarm"), smoke)
      .thenNoCommand()
      .when(restarted)
      .thenNoCommand();
  });

  it("is not told to a strike that reports that it is open", () => {
    held(true).when(report("strike", "unlocked"), smoke).thenNoCommand();
  });

  it("is told to a strike whose relay started anew and reports that it is locked", () => {
    held(true)
      .when(report("strike", "unlocked"), report("strike", "locked"))
      .thenNoCommand()
      .when(smoke)
      .thenCommands({ lock: "strike", to: "unlocked", energise: true });
  });
});

describe("an order to lock that could not go out", () => {
  it("is not forgotten by a second restart", () => {
    given(site({ doors: [handleDoor()] }))
      .when(ask({ action: "access", door: "side" }), dead)
      .after(MINUTE)
      .when(restarted, restarted)
      .thenNoCommand()
      .after(10 * SECOND)
      .thenCommands({ lock: "side-strike", to: "locked" });
  });

  it("takes the power from a fire-rated strike after a power cut in which everything restarted", () => {
    const power = sensor("power", "power", { supply: "grid" });
    given(withSensors(site({ doors: [handleDoor({ fireRated: true })] }), power))
      .when(reading("power", "on"), ask({ action: "unlock", door: "side" }))
      .when(reading("power", "off"), smoke)
      .thenNoCommand()
      .when(restarted, reading("power", "on"))
      .after(10 * SECOND)
      .thenCommands({ lock: "side-strike", to: "locked", energise: false });
  });

  it("leaves nothing to do where the lock was told", () => {
    given(site({ doors: [handleDoor()] }))
      .when(ask({ action: "unlock", door: "side" }), restarted)
      .after(MINUTE)
      .thenNoCommand()
      .thenDoor("side", { outside: "unlocked" });
  });
});

describe("a way out of an earlier run", () => {
  const trap = door("trap", {
    egressDevices: [device("exit-button", { holdMs: 5_000 })],
    locks: [strike("strike", { controllerLoss: "release" })],
  });
  const story = () =>
    given(withSensors(site({ doors: [trap] }), rex))
      .when(reading("rex", "alarm"), dead)
      .after(2 * MINUTE)
      .when(restarted);

  it("does not open the door for a moment when the controller comes back", () => {
    story()
      .thenNoCommand()
      .after(10 * SECOND)
      .thenCommands({ lock: "strike", to: "locked" });
  });

  it("is there again when somebody presses", () => {
    story().when(reading("rex", "alarm")).thenCommands({ lock: "strike", to: "unlocked" });
  });
});

describe("an order that is not confirmed", () => {
  it("is not repeated for a release that only may have stood", () => {
    const green = sensor("green", "release-contact");
    const exit = maglockExit({
      emergencyRelease: { hardwired: true, sensor: "green", latching: true },
      locks: [maglock("front-maglock", { monitor: true })],
    });
    const one = compileSite(withSensors(site({ doors: [exit] }), green));
    let state: SiteState = start(one, {
      at: 0,
      memory: "at-rest",
      shiftMs: 0,
      inputsRead: true,
    }).state;
    state = step(one, state, reading("green", "alarm"), 0).state;
    state = start(one, {
      at: 0,
      memory: withTailInDoubt(one, null, 0),
      shiftMs: 0,
      inputsRead: true,
    }).state;
    state = step(one, state, reading("green", "alarm"), 1).state;
    const put = step(one, state, reading("green", "clear"), 2);
    expect(put.commands).toEqual([]);
    const later = step(one, put.state, tick, 10 * SECOND);
    expect(later.commands).toEqual([]);
    expect(later.events).toContainEqual(expect.objectContaining({ type: "not-released" }));
  });

  it("is repeated where the release stands", () => {
    given(site({ doors: [maglockExit({ locks: [maglock("m", { monitor: true })] })] }))
      .when(smoke)
      .after(3 * SECOND)
      .thenCommands({ lock: "m", to: "unlocked" })
      .when(report("m", "unlocked"))
      .after(MINUTE)
      .thenNoCommand();
  });
});

describe("a bolt that jams under a release for life", () => {
  const jammed = () =>
    given(
      site({
        doors: [handleDoor({ onFire: "release", locks: [deadbolt("bolt", { monitor: true })] })],
      }),
    )
      .when(smoke, report("bolt", "unlocked"))
      .when(report("bolt", "jammed"))
      .thenCommands({ lock: "bolt", to: "unlocked" })
      .when(report("bolt", "jammed"))
      .thenNoCommand()
      .after(3 * SECOND)
      .thenCommands({ to: "unlocked" })
      .after(3 * SECOND)
      .thenCommands({ to: "unlocked" })
      .after(3 * SECOND)
      .thenNoCommand()
      .thenEvent("not-released", { lock: "bolt" });

  it("is told again every minute, until it comes free", () => {
    jammed()
      .when(report("bolt", "jammed"))
      .thenNoCommand()
      .after(57 * SECOND)
      .thenCommands({ lock: "bolt", to: "unlocked" })
      .after(3 * SECOND)
      .thenNoEvent("not-released")
      .after(57 * SECOND)
      .thenCommands({ lock: "bolt", to: "unlocked" })
      .when(report("bolt", "unlocked"))
      .after(10 * MINUTE)
      .thenNoCommand();
  });

  it("is told for an hour where it says nothing, and again once it says that it is not open", () => {
    jammed()
      .after(58 * MINUTE)
      .after(MINUTE)
      .thenCommands({ lock: "bolt", to: "unlocked" })
      .after(10 * MINUTE)
      .after(HOUR)
      .thenNoCommand()
      .when(report("bolt", "jammed"))
      .after(MINUTE)
      .thenCommands({ lock: "bolt", to: "unlocked" });
  });

  it("is told nothing any more after the reset", () => {
    jammed()
      .when(reading("lobby-smoke", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .after(10 * MINUTE)
      .thenNoCommand();
  });
});

describe("an access that a start finds, at a door that a lockdown now secures", () => {
  const trap = door("trap", {
    timing: { ...handleDoor().timing, accessMs: 20 * SECOND },
    contact: "leaf",
    egressDevices: [device("exit-button")],
    locks: [strike("strike")],
  });
  // The only way out is broken, so the lockdown lets the door be opened; after the start nobody knows of it.
  const opened = () =>
    given(withSensors(site({ doors: [trap] }), rex, sensor("leaf", "contact")))
      .when(ask({ action: "lockdown" }), reading("rex", "fault"), reading("leaf", "closed"))
      .when(ask({ action: "access", door: "trap" }))
      .thenCommands({ lock: "strike", to: "unlocked" })
      .when(restarted)
      .thenNoCommand()
      .after(11 * SECOND)
      .thenNoCommand()
      .thenLock("trap", "strike", { ordered: "unlocked" });

  it("is ended by its time, and the lock is told to lock then and not before", () => {
    opened()
      .after(9 * SECOND)
      .thenCommands({ lock: "strike", to: "locked" });
  });

  it("is ended by the door that closes behind somebody", () => {
    opened()
      .when(reading("leaf", "closed"), reading("leaf", "open"))
      .thenNoCommand()
      .when(reading("leaf", "closed"))
      .thenCommands({ lock: "strike", to: "locked" });
  });
});
