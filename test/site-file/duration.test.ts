import { describe, expect, it } from "vitest";
import { formatDuration, MAX_DURATION_MS, parseDuration } from "../../src/site-file/index.ts";

describe("a duration", () => {
  it.each([
    ["500ms", 500],
    ["5s", 5_000],
    ["10m", 600_000],
    ["4h", 14_400_000],
    ["0s", 0],
    ["8784h", MAX_DURATION_MS],
  ])("%s is %i ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    if (ms > 0) expect(formatDuration(ms)).toBe(text);
  });

  it.each([
    "",
    "5",
    "s",
    "1.5s",
    "-5s",
    " 5s",
    "5 s",
    "5S",
    "1h30m",
    "2d",
    "8785h",
    "9999999999999ms",
  ])("%j is none", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
