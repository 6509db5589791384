/** A battery or a cover that is told of without a value: the sensor lives, and nothing else is so. */
import { describe, expect, it } from "vitest";
import { compileSite, type Input, type SensorKind, start, step } from "../../src/core/index.ts";
import { ask, given, HOUR, MINUTE, reading, SECOND } from "./given.ts";
import { maglockExit, sensor, site } from "./sites.ts";

const battery = (id = "hall", more: object = {}): Input => ({
  type: "reading",
  sensor: id,
  battery: { percent: 9, low: true },
  ...more,
});
const hall = (kind: SensorKind, critical = false) =>
  sensor("hall", kind, { area: "lobby", supervision: { everyMs: MINUTE, critical } });
const watched = (kind: SensorKind = "smoke", critical = false) =>
  site({ sensors: [hall(kind, critical)], doors: [maglockExit()] });
const two = sensor("two", "smoke", { area: "lobby" });
const voting = (rule: object) =>
  site({
    sensors: [sensor("hall", "smoke", { area: "lobby" }), two],
    doors: [maglockExit()],
    alarms: [{ area: "lobby", vote: "any", verifyMs: null, ...rule }],
  });

describe("a battery message", () => {
  it("is news of the battery, once", () => {
    given(watched())
      .when(reading("hall", "clear"), battery())
      .thenEvents({ type: "sensor-battery-low", sensor: "hall" })
      .when(battery())
      .thenEvents()
      .when({ type: "reading", sensor: "hall", tamper: true })
      .thenEvents({ type: "sensor-tamper", sensor: "hall" });
  });

  it("ends the silence of its sensor, and its trouble", () => {
    given(watched())
      .when(reading("hall", "clear"))
      .after(MINUTE)
      .thenDoor("front", { troubles: ["fire-source-silent"] })
      .when(battery("hall", { battery: { percent: 80 } }))
      .thenEvents({ type: "sensor-heard-again", sensor: "hall" })
      .thenDoor("front", { troubles: [] })
      .after(MINUTE)
      .thenEvents({ type: "sensor-silent", sensor: "hall" });
  });

  it("that the broker had kept ends no silence, and puts none off", () => {
    given(watched())
      .when(reading("hall", "clear"))
      .after(30 * SECOND)
      .when(battery("hall", { retained: true }))
      .after(30 * SECOND)
      .thenEvents({ type: "sensor-silent", sensor: "hall" })
      .when(battery("hall", { battery: { percent: 8 }, retained: true }))
      .thenEvents()
      .thenDoor("front", { troubles: ["fire-source-silent"] });
  });

  it.each([
    [false, "normal"],
    [true, "latched"],
  ])("keeps a critical detector from being lost, and a kept one (%s) does not", (kept, fire) => {
    const story = given(watched("smoke", true)).when(reading("hall", "clear"));
    for (let minute = 0; minute < 4; minute += 1)
      story.after(50 * SECOND).when(battery("hall", { retained: kept }));
    story.thenArea("lobby", { fire });
  });

  it("is no value after a detector's fault: it is lost all the same", () => {
    given(watched("smoke", true))
      .when(reading("hall", "fault"))
      .after(MINUTE)
      .when(battery())
      .after(MINUTE)
      .thenArea("lobby", { fire: "latched" });
  });

  it("leaves an alarm as it stands: none ends, and its reset is refused as before", () => {
    given(watched())
      .when(reading("hall", "alarm"), battery())
      .thenArea("lobby", { fire: "latched" })
      .thenNoCommand()
      .when(ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(reading("hall", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .when(battery())
      .thenArea("lobby", { fire: "normal" })
      .thenDoor("front", { outside: "locked" });
  });

  it("renews no voice in a vote, and an alarm does", () => {
    const vote = { vote: { need: 2, of: 2, withinMs: MINUTE } };
    const spoke = () =>
      given(voting(vote))
        .when(reading("hall", "clear"), reading("two", "clear"), reading("two", "alarm"))
        .when(reading("two", "clear"))
        .after(50 * SECOND);
    const later = (word: Input) =>
      spoke()
        .when(word, reading("two", "clear"))
        .after(20 * SECOND)
        .when(reading("hall", "alarm"));
    later(battery("two")).thenArea("lobby", { fire: "pre-alarm" });
    later(reading("two", "alarm")).thenArea("lobby", { fire: "latched" });
  });

  it("confirms no verification, and a second alarm does", () => {
    const story = () =>
      given(voting({ verifyMs: MINUTE }))
        .when(reading("hall", "clear"), reading("two", "clear"), reading("hall", "alarm"))
        .after(10 * SECOND);
    story().when(battery("two"), battery()).thenArea("lobby", { fire: "pre-alarm" });
    story().when(reading("two", "alarm")).thenArea("lobby", { fire: "latched" });
  });

  it("does not count as the first word of an input after a start", () => {
    const compiled = compileSite(watched());
    const { state } = start(compiled, { at: 0, memory: null, shiftMs: 0, inputsRead: false });
    const gate = (input: Input) => step(compiled, state, input, 1).state.gateOpensAt;
    expect(gate(battery())).toBe(state.gateOpensAt);
    expect(gate(reading("hall", "clear"))).toBeNull();
  });

  it("that says nothing at all is a mistake, and so is one of no sensor", () => {
    given(watched())
      .when({ type: "reading", sensor: "hall" })
      .thenRefused("bad-input")
      .when(battery("nobody"))
      .thenRefused("unknown-sensor");
  });
});

describe("a power sensor that was silent", () => {
  const mains = sensor("mains", "power", {
    supply: "grid",
    supervision: { everyMs: MINUTE, critical: false },
  });
  const house = site({ sensors: [mains], doors: [maglockExit()] });

  it("lives by its battery, but whether there is power is said by its value only", () => {
    given(house)
      .when(reading("mains", "on"))
      .thenSupply("grid", { status: "live" })
      .after(HOUR)
      .when(battery("mains", { battery: { percent: 80 } }))
      .thenEvent("sensor-heard-again")
      .thenSupply("grid", { status: "unknown" })
      .when(reading("mains", "on"))
      .thenSupply("grid", { status: "live" });
  });

  it("and one that was not keeps what it said", () => {
    const story = given(house)
      .when(reading("mains", "on"), battery("mains"))
      .thenSupply("grid", { status: "live" });
    expect(story.line.result).toEqual({ ok: true });
  });
});
