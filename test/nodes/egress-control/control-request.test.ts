import { describe, expect, it } from "vitest";
import { controlRequest } from "../../../nodes/egress-control/control-request.ts";

const left = { door: "front", area: "hall", sensor: "hall-smoke", duration: "10m", extended: true };

describe("what a control node asks for", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["reset takes an area", { action: "reset" }, { action: "reset", area: "hall" }],
    [
      "access takes a door",
      { action: "access" },
      { action: "access", door: "front", extended: true },
    ],
    [
      "isolate takes a time",
      { action: "isolate" },
      { action: "isolate", sensor: "hall-smoke", forMs: 600_000 },
    ],
    [
      "a walk test takes an area and a time",
      { action: "walk-test-start" },
      { action: "walk-test-start", area: "hall", forMs: 600_000 },
    ],
    ["the end of a drill takes nothing", { action: "drill-end" }, { action: "drill-end" }],
  ])("%s, and nothing that another action left in the form", (_, form, expected) => {
    expect(controlRequest({ ...left, ...form }, {})).toEqual({
      ok: true,
      request: { type: "request", by: "node-red", via: "node-red", ...expected },
    });
  });

  it("may come with the message, when the form says so", () => {
    const form = { ...left, action: "" };
    expect(controlRequest(form, { payload: "Reset", by: "alice" })).toMatchObject({
      request: { action: "reset", by: "alice" },
    });
    expect(controlRequest(form, { payload: { action: "lockdown", area: "hall" } })).toMatchObject({
      request: { action: "lockdown", area: "hall" },
    });
    expect(controlRequest({ ...left, action: "reset" }, { payload: "lockdown" })).toMatchObject({
      request: { action: "reset" },
    });
  });

  it("may be a question", () => {
    expect(controlRequest({ action: "explain", door: "front" }, {})).toEqual({
      ok: true,
      explain: { action: "explain", door: "front" },
    });
  });

  it.each<[string, Record<string, unknown>, unknown]>([
    ["a number", { action: "" }, 5],
    ["a list", { action: "" }, ["reset"]],
    ["nothing", { action: "" }, undefined],
    ["a word that is no action", { action: "" }, "what-if"],
    ["a question about no door", { action: "explain" }, ""],
    ["a time that is none", { action: "isolate", sensor: "s", duration: "soon" }, ""],
    ["isolate without a time", { action: "isolate", sensor: "s" }, ""],
  ])("%s is refused with a mend", (_, form, payload) => {
    expect(controlRequest(form, { payload })).toMatchObject({
      ok: false,
      mend: expect.stringMatching(/\w/),
    });
  });
});
