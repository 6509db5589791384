/** What latches, by whom, and what the reset that ends it says. */
import { describe, expect, it } from "vitest";
import {
  compileSite,
  type Input,
  remember,
  type SiteDescription,
  start,
  step,
} from "../../src/core/index.ts";
import { ask, given, HOUR, MINUTE, reading, SECOND } from "./given.ts";
import { maglockExit, sensor, site } from "./sites.ts";

const smoke = (n: number, value: "alarm" | "clear" | "unknown" | "fault" = "alarm") =>
  reading(`smoke-${n}`, value);
const reset = ask({ action: "reset" });
const detectors = [
  ...[1, 2, 3].map((n) => sensor(`smoke-${n}`, "smoke", { area: "lobby" })),
  sensor("call", "call-point", { area: "lobby" }),
  sensor("co", "carbon-monoxide", { area: "lobby" }),
  sensor("gas", "gas", { area: "lobby" }),
  sensor("workshop-co", "carbon-monoxide", { area: "workshop" }),
];
const house = site({ sensors: detectors, doors: [maglockExit()] });
const quiet = site({ sensors: detectors });
const twoOfThree = { need: 2, of: 3, withinMs: MINUTE };
const voting = (from: SiteDescription) => ({
  ...from,
  alarms: [{ area: "lobby", vote: twoOfThree, verifyMs: null }],
});
const verifying = (from: SiteDescription) => ({
  ...from,
  alarms: [{ area: "lobby", vote: "any" as const, verifyMs: MINUTE }],
});

/** Which sensors a later reset would wait for, as the journal keeps them. */
function initiators(description: SiteDescription, ...inputs: Input[]): unknown {
  const compiled = compileSite(description);
  let { state } = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
  for (const input of inputs) ({ state } = step(compiled, state, input, state.now + 1));
  const { fire, gas } = remember(compiled, state).areas["lobby"] ?? {};
  return { fire: fire?.sensors, gas: gas?.sensors };
}

describe("a latch", () => {
  it("is told once, and keeps the cause that it began with", () => {
    given(quiet)
      .when(smoke(1))
      .thenEvents(
        { type: "sensor-alarm", sensor: "smoke-1", area: "lobby" },
        { type: "fire-latched", area: "lobby", sensor: "smoke-1", cause: "sensor" },
      )
      .when(reading("call", "alarm"))
      .thenEvents({ type: "sensor-alarm", sensor: "call", area: "lobby" })
      .when(smoke(2), smoke(2, "clear"))
      .thenEvents({ type: "sensor-clear", sensor: "smoke-2", area: "lobby" });
    given(house)
      .when(smoke(1))
      .after(SECOND)
      .when(reading("call", "alarm"), smoke(2), smoke(2, "clear"))
      .thenDoor("front", { demand: { cause: { sensor: "smoke-1", at: 0 } } });
  });

  it("names each of its detectors once, however often they speak, and none that is quiet", () => {
    expect(initiators(quiet, smoke(1), smoke(1), smoke(2), smoke(2))).toEqual({
      fire: ["smoke-1", "smoke-2"],
    });
    expect(initiators(voting(quiet), smoke(2), smoke(1))).toEqual({ fire: ["smoke-2", "smoke-1"] });
    expect(initiators(quiet, reading("co", "alarm"), reading("gas", "alarm"))).toEqual({
      gas: ["co", "gas"],
    });
    expect(initiators(verifying(quiet), reading("gas", "alarm"), reading("co", "alarm"))).toEqual({
      gas: ["gas", "co"],
    });
  });

  it("of a vote has the first voice as its cause", () => {
    given(voting(house))
      .after(10 * MINUTE)
      .when(smoke(2))
      .after(SECOND)
      .when(smoke(1))
      .thenEvent("fire-latched", { sensor: "smoke-2" });
  });
});

describe("a vote", () => {
  it("counts one that cleared within its window at any hour, and never one that was not heard", () => {
    given(voting(house))
      .after(10 * MINUTE)
      .when(smoke(1), smoke(1, "clear"))
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(59 * SECOND)
      .when(smoke(2))
      .thenArea("lobby", { fire: "latched" });
  });

  it("waits a window after the last word of a voice, and says that it waits", () => {
    given(voting(quiet))
      .when(smoke(1))
      .thenEvents(
        { type: "sensor-alarm", sensor: "smoke-1", area: "lobby" },
        { type: "fire-pre-alarm", area: "lobby", sensor: "smoke-1" },
      )
      .when(smoke(1, "clear"))
      .after(30 * SECOND)
      .when(smoke(1), smoke(1, "clear"))
      .after(59 * SECOND)
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(SECOND)
      .thenArea("lobby", { fire: "normal" })
      .thenEvents({ type: "fire-pre-alarm-ended", area: "lobby" });
  });

  it("begins anew after a reset: voices that a reset answered are spent", () => {
    given(voting(house))
      .when(smoke(1), smoke(2), smoke(1, "clear"), smoke(2, "clear"), reset)
      .thenAccepted()
      .when(smoke(3))
      .thenArea("lobby", { fire: "pre-alarm" })
      .thenDoor("front", { outside: "locked" });
  });
});

describe("a second look", () => {
  it("takes its time at any hour", () => {
    given(verifying(house))
      .after(HOUR)
      .when(smoke(1))
      .thenArea("lobby", { fire: "pre-alarm" })
      .thenNoCommand()
      .after(MINUTE)
      .thenArea("lobby", { fire: "latched" });
  });

  it.each([
    ["fire", smoke(1), smoke(1, "clear")],
    ["gas", reading("co", "alarm"), reading("co", "clear")],
  ])("of %s is over with its latch: after the reset nobody waits", (kind, alarm, clear) => {
    given(verifying(house))
      .when(alarm)
      .thenArea("lobby", { [kind]: "pre-alarm" })
      .after(MINUTE)
      .thenArea("lobby", { [kind]: "latched" })
      .when(clear, reset)
      .thenAccepted()
      .thenArea("lobby", { [kind]: "normal" })
      .after(10 * MINUTE)
      .when(alarm)
      .thenArea("lobby", { [kind]: "pre-alarm" });
  });
});

describe("a reset", () => {
  it("says what it ended, and who", () => {
    given(quiet)
      .when(smoke(1), reading("co", "alarm"), smoke(1, "clear"), reading("co", "clear"), reset)
      .thenEvents(
        { type: "fire-reset", area: "lobby", by: "alice" },
        { type: "gas-reset", area: "lobby", by: "alice" },
      );
  });

  it("says why it can't: each detector that still speaks, once", () => {
    given(house)
      .when(smoke(1), smoke(2), reset)
      .thenRefused(
        "still-in-alarm",
        "Still in alarm when last heard: smoke-1, smoke-2. Clear or isolate it first.",
      );
  });

  it("says why it can't: nothing is latched, and perhaps it is a drill that was meant", () => {
    given(house)
      .when(reset)
      .thenRefused("nothing-to-reset", "No fire or gas alarm is latched there.")
      .when(ask({ action: "drill-start" }), reset)
      .thenRefused(
        "nothing-to-reset",
        "No fire or gas alarm is latched there. A drill runs: end it with drill-end.",
      );
  });

  it("of gas in one area leaves no trace that hides the next one elsewhere", () => {
    given(house)
      .when(reading("co", "alarm"), reading("co", "clear"), reset)
      .thenDoor("front", { outside: "locked" })
      .when(reading("workshop-co", "alarm"))
      .thenDoor("front", { outside: "unlocked", demand: { slot: 3 } });
  });

  it("is not kept from ending an alarm by the silence of its detector, which is an alarm of its own", () => {
    const critical = site({
      sensors: [
        sensor("hall", "smoke", {
          area: "lobby",
          supervision: { everyMs: MINUTE, critical: true },
        }),
      ],
      doors: [maglockExit()],
    });
    given(critical)
      .when(reading("hall", "alarm"), reading("hall", "clear"))
      .after(3 * MINUTE)
      .when(reset)
      .thenAccepted()
      .thenEvents(
        { type: "fire-reset", area: "lobby", by: "alice" },
        { type: "fire-latched", area: "lobby", sensor: "hall", cause: "supervision" },
      )
      .when(reset)
      .thenRefused("still-in-alarm");
  });

  it("names a detector once that has latched both fire, by its silence, and gas", () => {
    const critical = site({
      sensors: [
        sensor("co", "carbon-monoxide", {
          area: "lobby",
          supervision: { everyMs: MINUTE, critical: true },
        }),
      ],
    });
    given(critical)
      .when(reading("co", "clear"))
      .after(2 * MINUTE)
      .thenArea("lobby", { fire: "latched", gas: "normal" })
      .when(reading("co", "alarm"))
      .thenArea("lobby", { fire: "latched", gas: "latched" })
      .when(reset)
      .thenRefused(
        "still-in-alarm",
        "Still in alarm when last heard: co. Clear or isolate it first.",
      );
  });
});
