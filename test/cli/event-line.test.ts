/** What a line of a replay may be: an event, an event without sense, or no line of events at all. */
import { describe, expect, it } from "vitest";
import { parseEventLine } from "../../src/cli/event-line.ts";
import { MAX_LINE_BYTES } from "../../src/cli/lines.ts";

const request = (fields: object) => ({
  at: 9,
  type: "request",
  by: "alice",
  via: "cli",
  ...fields,
});

describe("a request that does not say by whom", () => {
  it("is by somebody, through the replay", () => {
    expect(parseEventLine('{"at":0,"type":"request","action":"reset"}', 0)).toEqual({
      kind: "event",
      event: { at: 0, type: "request", action: "reset", by: "somebody", via: "replay" },
    });
  });
});

describe("an event", () => {
  it.each([
    ["a reading", { at: 0, type: "reading", sensor: "lobby-smoke", value: "clear" }],
    [
      "a reading with all that a sensor can add",
      {
        at: 0,
        type: "reading",
        sensor: "s",
        value: "alarm",
        battery: { percent: 3, low: true },
        tamper: false,
        retained: true,
        stamp: "x",
      },
    ],
    [
      "a UPS reading",
      {
        at: 0,
        type: "reading",
        sensor: "s",
        value: { status: "on-battery", percent: 80, runtimeSeconds: 600 },
      },
    ],
    ["a report", { at: 5.5, type: "report", lock: "front-maglock", bolt: "jammed" }],
    ["a link that goes down", { at: 9, type: "link", lock: "front-maglock", value: "down" }],
    ["the controller's death", { at: 9, type: "controller", value: "dead" }],
    ["opening hours without an opinion", { at: 9, type: "schedule", door: "front", wants: null }],
    ["a tick", { at: 60_000, type: "tick" }],
    ["an unlock", request({ action: "unlock", door: "front" })],
    [
      "a long access, with an id",
      request({ action: "access", door: "front", extended: true, id: "r-1" }),
    ],
    ["a lockdown of everything", request({ action: "lockdown" })],
    ["a reset of one area", request({ action: "reset", area: "lobby" })],
    ["an isolation", request({ action: "isolate", sensor: "lobby-smoke", forMs: 600_000 })],
    ["a drill", request({ action: "drill-start", area: "lobby", forMs: 60_000 })],
    ["the end of a walk test", request({ action: "walk-test-end" })],
    [
      "an id that the site does not know, which is the engine's to say",
      { at: 0, type: "report", lock: "nope", bolt: "locked" },
    ],
  ])("%s", (_, event) => {
    expect(parseEventLine(JSON.stringify(event), 0)).toEqual({ kind: "event", event });
  });
});

describe("an event without sense", () => {
  it.each([
    ["an unknown type", { at: 1, type: "readng" }, /no type `readng`; did you mean `reading`\?/],
    ["a type that is no word", { at: 1, type: 5 }, /no type `5`/],
    ["a type from the prototype", { at: 1, type: "constructor" }, /no type `constructor`/],
    ["what only the controller knows", { at: 1, type: "inputs-read" }, /no type `inputs-read`/],
    [
      "a reading without a sensor",
      { at: 1, type: "reading", value: "clear" },
      /^sensor: is missing/,
    ],
    ["a reading without a value", { at: 1, type: "reading", sensor: "s" }, /^value: is missing/],
    [
      "a word that no sensor says",
      { at: 1, type: "reading", sensor: "s", value: "smoky" },
      /^value: `smoky`/,
    ],
    ["a truth for a reading", { at: 1, type: "reading", sensor: "s", value: true }, /^value/],
    [
      "a UPS in a state of its own",
      { at: 1, type: "reading", sensor: "s", value: { status: "onbattery" } },
      /^value.status: .*did you mean `on-battery`/,
    ],
    [
      "a UPS at 101 %",
      { at: 1, type: "reading", sensor: "s", value: { status: "online", percent: 101 } },
      /^value.percent: must be at most 100/,
    ],
    ["a bolt that is open", { at: 1, type: "report", lock: "l", bolt: "open" }, /^bolt: `open`/],
    ["an unknown key", { at: 1, type: "tick", why: "x" }, /^why: unknown key/],
    ["a request without an action", request({ door: "front" }), /^action: is missing/],
    [
      "an unknown action",
      request({ action: "unlok", door: "front" }),
      /^action: .*did you mean `unlock`\?/,
    ],
    ["an unlock of nothing", request({ action: "unlock" }), /^door: is missing/],
    ["a reset of a door", request({ action: "reset", door: "front" }), /^door: unknown key/],
    [
      "an isolation without an end",
      request({ action: "isolate", sensor: "s" }),
      /^forMs: is missing/,
    ],
    [
      "an isolation of no time",
      request({ action: "isolate", sensor: "s", forMs: 0 }),
      /^forMs: must be more than 0/,
    ],
    [
      "a word of 257 letters",
      { at: 1, type: "report", lock: "l".repeat(257), bolt: "locked" },
      /^lock: must be at most 256/,
    ],
  ])("%s", (_, input, reason) => {
    expect(parseEventLine(JSON.stringify(input), 0)).toEqual({
      kind: "senseless",
      at: input.at,
      input,
      reason: expect.stringMatching(reason),
    });
  });

  it("is also one with a prototype as a key", () => {
    const line = parseEventLine('{"at":1,"type":"tick","__proto__":{"x":1}}', 0);
    expect(line).toMatchObject({ kind: "senseless", reason: expect.stringMatching(/unknown key/) });
  });
});

describe("no line of events", () => {
  it.each([
    ["half of one", '{"at":1', /not JSON/],
    ["a list", "[1]", /not an object/],
    ["null", "null", /not an object/],
    ["without a time", '{"type":"tick"}', /no `at`/],
    ["with a time in words", '{"at":"1","type":"tick"}', /no time/],
    ["before the beginning", '{"at":-1,"type":"tick"}', /no time/],
    ["after the end of time", '{"at":1e999,"type":"tick"}', /no time/],
    ["before the line before", '{"at":4,"type":"tick"}', /goes back in time, from 5 to 4/],
    ["without a type", '{"at":9}', /no `type`/],
    [
      "with a bottomless value",
      `{"at":9,"type":"tick","x":${"[".repeat(99)}${"]".repeat(99)}}`,
      /levels deep/,
    ],
    ["too long", `{"at":9,"type":"tick"}${" ".repeat(MAX_LINE_BYTES)}`, /longer than 64 KiB/],
    ["not even text", null, /not UTF-8/],
  ])("%s", (_, text, message) => {
    expect(parseEventLine(text, 5)).toEqual({
      kind: "malformed",
      message: expect.stringMatching(message),
    });
  });
});
