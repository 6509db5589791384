/** What every source keeps to, whichever it is. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { saysOneOf } from "../../src/core/readings.ts";
import type { SensorKind } from "../../src/core/site.ts";
import { recognise, recogniseBolt, SOURCES, type Source } from "../../src/readings/index.ts";
import { MESSAGES } from "./messages.ts";

const pairs = SOURCES.flatMap((source) =>
  source.kinds.map((kind): [Source["name"], SensorKind] => [source.name, kind]),
);

const YES: Partial<Record<SensorKind, string>> = { contact: "open", power: "on", ups: "online" };
const NO: Partial<Record<SensorKind, string>> = {
  contact: "closed",
  power: "off",
  ups: "on-battery",
};

/** A reading as one word. */
function wordOf(read: { readonly value: unknown }): unknown {
  const { value } = read;
  return typeof value === "object" && value !== null && "status" in value ? value.status : value;
}

describe.each(pairs)("%s, read for %s", (source, kind) => {
  const says = (active: boolean) => MESSAGES[source](kind, active);

  it("says yes and no, and by which rule it was read", () => {
    for (const [active, words, otherwise] of [
      [true, YES, "alarm"],
      [false, NO, "clear"],
    ] as const) {
      const read = recognise(kind, says(active), source);
      expect(wordOf(read)).toBe(words[kind] ?? otherwise);
      expect(read.by).toMatch(/\w+/);
      expect("reason" in read ? read.reason : undefined).toBeUndefined();
    }
  });

  it("is the same when nobody said whose message it is", () => {
    if (typeof says(true) !== "object") return;
    for (const active of [true, false]) {
      expect(wordOf(recognise(kind, says(active), "auto"))).toEqual(
        wordOf(recognise(kind, says(active), source)),
      );
    }
  });

  it("never takes a value that isn't known for rest", () => {
    for (const unknown of [null, "unavailable", "NO_RESPONSE", "unknown", "", "banana", "   "]) {
      const message = withEveryValue(says(false), unknown);
      const read = wordOf(recognise(kind, message, source));
      expect([`${unknown}`, read]).toEqual([
        `${unknown}`,
        expect.toSatisfy((word) => word === null || word === "unknown"),
      ]);
    }
  });

  it("is unknown by its last will, and says nothing when it is back", () => {
    for (const [topic, gone, back] of [
      ["zigbee2mqtt/hall/availability", { state: "offline" }, { state: "online" }],
      ["tele/hall/LWT", "Offline", "Online"],
      ["shellyplussmoke-1/online", false, true],
      ["shellyplussmoke-1/online", "false", "true"],
      ["hall/status", "offline", "online"],
    ] as const) {
      // A UPS's own word for being on line, which the bridges of its daemons publish as its status.
      if (topic === "hall/status" && (kind === "ups" || kind === "power")) continue;
      expect(wordOf(recognise(kind, gone, source, topic))).toBe("unknown");
      expect(recognise(kind, back, source, topic).value).toBeNull();
    }
  });
});

/** The same message with another value wherever one stood; names, classes and times stay. */
function withEveryValue(message: unknown, value: unknown): unknown {
  if (Array.isArray(message)) return message.map((each) => withEveryValue(each, value));
  if (typeof message !== "object" || message === null) return value;
  const kept =
    /^(code|valueId|attributes|entity_id|event|nodeId|id|linkquality|lastupdated|Time|is_valid|bat|mute)$/;
  return Object.fromEntries(
    Object.entries(message).map(([name, each]) => [
      name,
      kept.test(name) ? each : withEveryValue(each, value),
    ]),
  );
}

describe("a UPS's own status", () => {
  it.each([
    ["ups", "auto", "ONLINE", { status: "online" }],
    ["ups", "apcupsd", "ONBATT", { status: "on-battery" }],
    ["power", "apcupsd", "ONLINE", "on"],
    // Of another's, only that it is there: that its mains are live would be a guess.
    ["power", "esphome", "online", null],
  ] as const)("for %s from %s: %s", (kind, source, said, value) => {
    expect(recognise(kind, said, source, "ups/status").value).toEqual(value);
  });
});

describe("alarm, test and fault in one message", () => {
  it.each([
    ["alarm beats a test", { smoke: true, test: true }, "alarm"],
    ["a test beats a fault", { smoke: false, test: true, fault: true }, "test"],
    ["a fault beats clear", { smoke: false, test: false, fault: true }, "fault"],
    ["bits that are off change nothing", { smoke: false, test: false, fault: false }, "clear"],
    ["a test of an unknown alarm", { smoke: null, test: true }, "test"],
    ["a fault of an unknown alarm", { smoke: null, fault: true }, "fault"],
  ])("%s", (_, message, value) => {
    expect(recognise("smoke", { ...message, linkquality: 9 }, "auto").value).toBe(value);
  });
});

describe("batteries in the units of their makers", () => {
  it.each([
    ["percent", { smoke: false, battery: 97 }, { percent: 97 }],
    ["percent in words", { smoke: false, battery: "97.00 %" }, { percent: 97 }],
    ["half percents, 0 to 254, are no percentage", { smoke: false, battery: 200 }, undefined],
    ["less than nothing", { smoke: false, battery: -1 }, undefined],
    ["millivolts are no percentage", { smoke: false, voltage: 3000 }, undefined],
    ["low, as a bit", { smoke: false, battery_low: true }, { low: true }],
    ["low, as a word", { smoke: false, battery_state: "low" }, { low: true }],
    ["high, as a word", { smoke: false, battery_level: "high" }, { low: false }],
    ["null", { smoke: false, battery: null, battery_low: null }, undefined],
  ])("%s", (_, message, battery) => {
    expect(recognise("smoke", message, "zigbee2mqtt").battery).toEqual(battery);
  });
});

it("deCONZ tells the battery's percentage beside the state", () => {
  const message = { state: { fire: false, lowbattery: true }, config: { battery: 7 } };
  expect(recognise("smoke", message, "auto")).toMatchObject({
    value: "clear",
    battery: { percent: 7, low: true },
  });
});

describe("any message at all", () => {
  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.constantFrom(
      ...SOURCES.flatMap(({ name, kinds }) => kinds.map((kind) => MESSAGES[name](kind, true))),
    ),
  );
  const kindOf = fc.constantFrom(...SOURCES.flatMap(({ kinds }) => kinds));
  const presetOf = fc.constantFrom(...SOURCES.map(({ name }) => name), "auto" as const);

  it("is read as a word of the kind with its rule, or as nothing with a reason", () => {
    fc.assert(
      fc.property(
        junk,
        kindOf,
        presetOf,
        fc.option(fc.string()),
        (message, kind, preset, topic) => {
          const read = recognise(kind, message, preset, topic ?? undefined);
          if (read.value === null) expect(read.reason).toMatch(/\w/);
          else {
            expect(saysOneOf(kind, read.value)).toBe(true);
            expect(read.by).toMatch(/\w/);
            if (wordOf(read) === "unknown") expect(read.reason).toMatch(/\w/);
          }
          const { bolt } = recogniseBolt(message, preset, topic ?? undefined);
          expect([null, "locked", "unlocked", "jammed", "unknown"]).toContain(bolt);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
