import { describe, expect, it } from "vitest";
import { nearest } from "../../src/site-file/index.ts";
import { MAX_CANDIDATES } from "../../src/site-file/nearest.ts";

const WORDS = ["failMode", "fireRated", "from", "fail-safe", "fail-secure", "to"];

describe("the word that was meant", () => {
  it.each([
    ["failmode", "failMode"],
    ["fail_mode", "failMode"],
    ["fialMode", "failMode"],
    ["failsafe", "fail-safe"],
    ["form", "from"],
    ["colour", null],
    ["x", null],
    ["", null],
  ])("by %j is %j", (word, meant) => {
    expect(nearest(word, WORDS)).toBe(meant);
  });

  it("is looked for among so many and no more", () => {
    const strangers = Array.from({ length: MAX_CANDIDATES }, (_, i) => `stranger-${i}`);
    expect(nearest("lobby", [...strangers.slice(1), "loby"])).toBe("loby");
    expect(nearest("lobby", [...strangers, "loby"])).toBeNull();
  });
});
