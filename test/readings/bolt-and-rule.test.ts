import { describe, expect, it } from "vitest";
import { MAX_RULE_WORDS } from "../../src/readings/custom.ts";
import { customRule, recogniseBolt } from "../../src/readings/index.ts";

describe("what a lock says of its bolt", () => {
  it.each<[string, unknown, string | null]>([
    ["our own report", { bolt: "locked" }, "locked"],
    ["a word", "Unlocked", "unlocked"],
    ["a word nobody knows", "ajar", "unknown"],
    ["true, which could be either", true, "unknown"],
    ["zigbee2mqtt", { state: "LOCK", lock_state: "locked" }, "locked"],
    ["zigbee2mqtt, half thrown", { state: "LOCK", lock_state: "not_fully_locked" }, "jammed"],
    ["zigbee2mqtt, null", { state: "LOCK", lock_state: null }, "unknown"],
    ["homekit unsecured", { LockCurrentState: 0, LockTargetState: 1 }, "unlocked"],
    ["homekit unknown", { LockCurrentState: 3 }, "unknown"],
    [
      "z-wave secured",
      {
        event: "VALUE_UPDATED",
        eventBody: { valueId: { commandClass: 98, property: "currentMode" }, newValue: 255 },
      },
      "locked",
    ],
    [
      "z-wave's own unknown",
      {
        event: "VALUE_UPDATED",
        eventBody: { valueId: { commandClass: 98, property: "currentMode" }, newValue: 254 },
      },
      "unknown",
    ],
    ["deconz", { state: { lockstate: "unlocked", lastupdated: "x" } }, "unlocked"],
    ["home assistant, on its way", { new_state: { state: "locking", attributes: {} } }, "unknown"],
    ["offline", "offline", "unknown"],
    ["nothing of a lock", { colour: "red" }, null],
    ["a list", [], null],
  ])("%s", (_, message, bolt) => {
    expect(recogniseBolt(message, "auto").bolt).toBe(bolt);
  });
});

describe("the owner's own rule", () => {
  const read = (active: string, rest: string, value: unknown) => {
    const rule = customRule(active, rest);
    return rule.ok ? rule.read("smoke", value).value : "no rule";
  };

  it.each<[string, string, string, unknown, unknown]>([
    ["a word, whatever its case", "BURNING", "fine", "Burning", "alarm"],
    ["a number given as text", "2", "0", 2, "alarm"],
    ["a boolean turned round", "false", "true", false, "alarm"],
    ["a limit", ">= 50", "< 50", 50, "alarm"],
    ["below a limit", ">= 50", "< 50", "49.9", "clear"],
    ["in neither list", "2", "0", 1, "unknown"],
    ["null", "2", "0", null, "unknown"],
    ["unavailable", "2", "0", "unavailable", "unknown"],
    ["an object", "2", "0", { a: 1 }, null],
    ["no value", "2", "0", undefined, null],
  ])("%s", (_, active, rest, value, expected) => {
    expect(read(active, rest, value)).toBe(expected);
  });

  it.each([
    ["only the alarm words", "on", ""],
    ["only the clear words", " , ", "off"],
    [
      "more words than a rule may have",
      Array(MAX_RULE_WORDS + 1)
        .fill("x")
        .join(),
      "off",
    ],
  ])("is refused with %s", (_, active, rest) => {
    expect(customRule(active, rest)).toMatchObject({ ok: false, mend: expect.any(String) });
  });
});
