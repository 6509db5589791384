/**
 * Every Z-Wave notification of ours in every shape it is published in. What it must be read as comes
 * from the registry's labels (`scripts/zwave/truth.ts`), never from the recogniser's tables.
 */
import { describe, expect, it } from "vitest";
import { measureZwave } from "../../scripts/zwave/measure.ts";
import { recognise, recogniseBolt } from "../../src/readings/index.ts";

const { rows, wrong, messages, expected } = measureZwave();

describe("all Z-Wave notifications of smoke, CO, CO2, heat, gas, doors, mains and tamper", () => {
  it("are read right, and alike in every shape", () => {
    expect(wrong).toEqual([]);
  });

  it("are many enough for that to mean something", () => {
    expect(rows.length).toBeGreaterThan(170);
    expect(messages).toBeGreaterThan(1_000);
    expect(Object.fromEntries(expected)).toMatchObject({
      alarm: 20,
      clear: 9,
      bolt: 13,
      tamper: 5,
    });
  });
});

const update = (
  commandClass: number,
  property: string,
  newValue: unknown,
  propertyKey?: string,
) => ({
  event: "VALUE_UPDATED",
  nodeId: 7,
  eventBody: { valueId: { commandClass, endpoint: 0, property, propertyKey }, newValue },
});

describe("Z-Wave beside notifications", () => {
  it.each([
    ["smoke of a binary sensor", "smoke", "Smoke", true, "alarm"],
    ["the same, at rest", "smoke", "Smoke", false, "clear"],
    ["motion of one is no smoke", "smoke", "Motion", true, null],
    ["a door of one is no smoke", "smoke", "Door/Window", true, null],
    ["a door of one is open", "contact", "Door/Window", true, "open"],
    ["tampering of one is no intrusion", "intrusion", "Tamper", true, null],
    ["breaking glass of one is", "intrusion", "Glass Break", true, "alarm"],
    ["one of no stated type is what it is bound as", "call-point", "Any", true, "alarm"],
  ] as const)("%s", (_, kind, property, value, read) => {
    expect(recognise(kind, update(48, property, value), "auto").value).toBe(read);
  });

  it("carries the tamper of a binary sensor, and the battery of its own class", () => {
    expect(recognise("smoke", update(48, "Tamper", true), "auto")).toMatchObject({ tamper: true });
    expect(recognise("smoke", update(128, "level", 42), "auto")).toMatchObject({
      value: null,
      battery: { percent: 42 },
    });
    expect(recognise("smoke", update(128, "isLow", true), "auto").battery).toEqual({ low: true });
    // 255 is the class's own word for "low", and no percentage.
    expect(recognise("smoke", update(128, "level", 255), "auto").battery).toBeUndefined();
  });

  it.each([
    ["secured", update(98, "currentMode", 255), "locked"],
    ["with timeout", update(98, "currentMode", 1), "unlocked"],
    ["the standard's unknown", update(98, "currentMode", 254), "unknown"],
    ["what it was told is no report", update(98, "targetMode", 255), null],
    ["its bolt", update(98, "boltStatus", "unlocked"), "unlocked"],
    ["a bolt of no known word", update(98, "boltStatus", "bent"), "unknown"],
    ["jammed", update(113, "Access Control", 11, "Lock state"), "jammed"],
    ["no longer jammed is not locked", update(113, "Access Control", 0, "Lock state"), null],
    ["dead", { event: "DEAD", nodeId: 7 }, "unknown"],
    ["alive", { event: "ALIVE", nodeId: 7 }, null],
  ])("a lock, %s", (_, message, bolt) => {
    expect(recogniseBolt(message, "auto").bolt).toBe(bolt);
  });

  it.each([
    ["the door of a lock is open", update(98, "doorStatus", "open"), "open"],
    ["the door of a lock is closed", update(98, "doorStatus", "closed"), "closed"],
    ["a door status of no known word", update(98, "doorStatus", "ajar"), "unknown"],
  ])("%s", (_, message, read) => {
    expect(recognise("contact", message, "auto").value).toBe(read);
  });

  it.each([
    ["a dead node on zwave-js-ui's status", { time: 1, value: false, status: "Dead" }, "unknown"],
    ["one that sleeps is alive", { time: 1, value: true, status: "Asleep" }, null],
    ["one that is alive says nothing", { time: 1, value: true, status: "Alive" }, null],
  ])("%s", (_, message, read) => {
    expect(recognise("smoke", message, "auto", "zwave/nodeID_7/status").value).toBe(read);
  });
});
