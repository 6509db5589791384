import { describe, expect, it } from "vitest";
import {
  asked,
  cleanName,
  durationMs,
  MAX_FOR_MS,
  MAX_NAME_LENGTH,
} from "../../../nodes/shared/asked.ts";

describe("a request from a flow", () => {
  it("says who asks and through what", () => {
    expect(asked({ action: "unlock", door: "front" }, "alice")).toEqual({
      ok: true,
      request: { type: "request", action: "unlock", door: "front", by: "alice", via: "node-red" },
    });
    expect(asked({ action: "drill-end" }, undefined)).toMatchObject({
      request: { by: "node-red" },
    });
  });

  it.each<[string, unknown, string]>([
    ["nothing", undefined, "no action"],
    ["an inherited action", JSON.parse('{"__proto__":{"action":"unlock"}}'), "no action"],
    ["an unknown action", { action: "open" }, "no action"],
    ["a missing door", { action: "unlock" }, "needs door"],
    ["a missing time", { action: "isolate", sensor: "hall-smoke" }, "needs forMs"],
    [
      "a misspelt area, which would be the whole site",
      { action: "reset", aera: "hall" },
      "no aera",
    ],
    ["a field of another action", { action: "unlock", door: "front", forMs: 1 }, "no forMs"],
    ["a channel of its own", { action: "unlock", door: "front", via: "home" }, "no via"],
    ["an id that is none", { action: "unlock", door: "Front Door" }, "door is no id"],
    ["an id that is a list", { action: "unlock", door: ["front"] }, "door is no id"],
    ["a time of zero", { action: "drill-start", forMs: 0 }, "forMs is no time"],
    ["a time past the bound", { action: "drill-start", forMs: MAX_FOR_MS + 1 }, "forMs is no time"],
    ["a time in words", { action: "drill-start", forMs: "10m" }, "forMs is no time"],
    ["extended in words", { action: "access", door: "front", extended: "yes" }, "extended is not"],
  ])("with %s is refused, and how to mend it said", (_, value, reason) => {
    expect(asked(value, undefined)).toEqual({
      ok: false,
      reason: expect.stringContaining(reason),
      mend: expect.stringMatching(/\w/),
    });
  });
});

describe("a name", () => {
  it.each<[string, unknown, string | null]>([
    ["is kept", "Alice", "Alice"],
    ["loses what would turn a log round", "al\u202Eice\u0007", "alice"],
    ["of nothing but such is none", "\u200B\u202E", null],
    ["is none when it is no text", { name: "alice" }, null],
    ["is cut", "a".repeat(MAX_NAME_LENGTH + 1), "a".repeat(MAX_NAME_LENGTH)],
  ])("%s", (_, value, expected) => {
    expect(cleanName(value)).toBe(expected);
  });
});

describe("a time", () => {
  it.each<[string, number | null]>([
    ["500ms", 500],
    ["5s", 5_000],
    ["10m", 600_000],
    ["4h", 14_400_000],
    ["5", null],
    ["5 s", null],
    ["-5s", null],
    ["1234567890s", null],
  ])("%s", (value, expected) => {
    expect(durationMs(value)).toBe(expected);
  });
});
