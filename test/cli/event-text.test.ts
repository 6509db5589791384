import { describe, expect, it } from "vitest";
import { eventText } from "../../src/cli/event-text.ts";
import type { DoorState } from "../../src/core/view.ts";

const at = "2026-03-01T10:20:30.000Z";
const front = { because: "Released for fire: Lobby smoke raised the alarm." } as DoorState;
const site = { door: (id: string) => (id === "front" ? front : undefined) };

describe("an event as a line for people", () => {
  it.each([
    [
      "a lock that is released tells why",
      { type: "lock-released", door: "front", lock: "front-maglock", slot: 2, name: "fire" },
      "front  Released for fire: Lobby smoke raised the alarm. (lock front-maglock)",
    ],
    [
      "a sensor that is silent",
      { type: "sensor-silent", sensor: "lobby-smoke" },
      "lobby-smoke  A sensor has not spoken for longer than it may.",
    ],
    ["a thing of the whole site", { type: "walk-test-ended" }, "site  A walk test ended."],
    [
      "a type that is newer than this line",
      { type: "moon-rose", area: "lobby", phase: "full" },
      "lobby  moon-rose (phase full)",
    ],
    ["a type from the prototype", { type: "constructor" }, "site  constructor"],
    [
      "a stranger's name",
      { type: "refused", action: "unlock", by: "\u001b[2Jmal\u202elory\r\n" },
      "site  A request was refused; the code says why. (action unlock, by [2Jmallory)",
    ],
  ])("%s", (_, event, text) => {
    const line = eventText({ ...event, at }, site, false);
    expect(line.slice(0, 10)).toMatch(/^\d\d:\d\d:\d\d {2}$/);
    expect(line.slice(10)).toBe(text);
  });

  it("is red when it is an alarm, where colours can be seen", () => {
    expect(eventText({ type: "fire-latched", area: "lobby", at }, null, true)).toContain(
      "\u001b[31m",
    );
  });
});
