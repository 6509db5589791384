import { describe, expect, it } from "vitest";
import { doorMessage } from "../../../nodes/egress-door/door-message.ts";

const front = { door: "front", locks: ["front-maglock", "front-strike"], contact: "front-contact" };

describe("what a message to a door means", () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    [
      "the word unlock",
      { payload: " Unlock " },
      { kind: "asked", request: { action: "unlock", door: "front" } },
    ],
    [
      "an action with its fields",
      { payload: { action: "access", extended: true } },
      { kind: "asked", request: { action: "access", extended: true, door: "front" } },
    ],
    [
      "a request, even under a lock's topic",
      { topic: "front-maglock", payload: "unlock" },
      { kind: "asked", request: { action: "unlock", door: "front" } },
    ],
    [
      "a lock's report",
      { topic: "front-strike", payload: { bolt: "unlocked" } },
      { kind: "told", input: { type: "report", lock: "front-strike", bolt: "unlocked" } },
    ],
    [
      "a usual lock's own message",
      { topic: "front-strike", payload: { state: "LOCK", lock_state: "not_fully_locked" } },
      { kind: "told", input: { type: "report", lock: "front-strike", bolt: "jammed" } },
    ],
    [
      "a word for a bolt that nobody knows",
      { topic: "front-maglock", payload: "sesame" },
      { kind: "told", input: { type: "report", lock: "front-maglock", bolt: "unknown" } },
    ],
    [
      "the leaf",
      { topic: "front-contact", payload: "open" },
      { kind: "told", input: { type: "reading", sensor: "front-contact", value: "open" } },
    ],
    [
      "the leaf as zigbee2mqtt tells it, kept by the broker",
      { topic: "front-contact", payload: { contact: true, linkquality: 3 }, retain: true },
      {
        kind: "told",
        input: { type: "reading", sensor: "front-contact", value: "closed", retained: true },
      },
    ],
    [
      "the leaf's battery alone",
      { topic: "front-contact", payload: { battery: 40, linkquality: 3 } },
      {
        kind: "told",
        input: { type: "reading", sensor: "front-contact", battery: { percent: 40 } },
      },
    ],
  ])("%s", (_, message, expected) => {
    expect(doorMessage(message, front)).toEqual(expected);
  });

  it.each<[string, Record<string, unknown>]>([
    ["another door's request", { payload: { action: "lock", door: "back" } }],
    ["an action that is not a door's", { payload: { action: "reset" } }],
    ["a lock of another door", { topic: "back-lock", payload: "locked" }],
    ["a report with nothing in it", { topic: "front-maglock" }],
    ["a boolean", { payload: true }],
  ])("%s is refused with a mend", (_, message) => {
    expect(doorMessage(message, front)).toMatchObject({
      kind: "bad",
      mend: expect.stringMatching(/\w/),
    });
  });
});
