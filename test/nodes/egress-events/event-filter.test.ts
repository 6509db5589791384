import { describe, expect, it } from "vitest";
import { eventFilter } from "../../../nodes/egress-events/event-filter.ts";

const at = "2026-11-22T10:00:00Z";

describe("which events pass", () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ["all without a filter", {}, true],
    ["its own type", { types: "door-released" }, true],
    ["one of several", { types: "reset, door-released" }, true],
    ["a beginning", { types: "door-*" }, true],
    ["another type", { types: "reset" }, false],
    ["a part of its type", { types: "door" }, false],
    ["its own door", { door: "front" }, true],
    ["another door", { door: "back" }, false],
    ["both must fit", { types: "door-*", door: "back" }, false],
  ])("%s", (_, form, passes) => {
    expect(eventFilter(form)({ type: "door-released", door: "front", at })).toBe(passes);
  });
});
