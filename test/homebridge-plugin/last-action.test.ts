import { describe, expect, it } from "vitest";
import {
  lastActionOf,
  SECURED_BY_TIMEOUT,
  SECURED_REMOTELY,
  UNSECURED_FROM_INSIDE,
  UNSECURED_PHYSICALLY,
  UNSECURED_REMOTELY,
} from "../../homebridge-plugin/last-action.ts";
import type { SlotName } from "../../src/core/view.ts";
import { locked, unlocked } from "./stand-in-site.ts";

const by = (name: SlotName) => ({
  demand: { slot: 8, name, wants: "released", cause: null } as const,
});

describe("the last known action of a lock", () => {
  it.each([
    ["unlocked from Home", locked("front"), unlocked("front"), UNSECURED_REMOTELY],
    ["released by fire", locked("front"), unlocked("front", by("fire")), UNSECURED_REMOTELY],
    [
      "the green box at the door",
      locked("front"),
      unlocked("front", by("manual-release")),
      UNSECURED_PHYSICALLY,
    ],
    ["the exit button", locked("front"), unlocked("front", by("egress")), UNSECURED_FROM_INSIDE],
    [
      "a key, a hand or a lost supply",
      locked("front"),
      locked("front", { outside: "unlocked" }),
      UNSECURED_PHYSICALLY,
    ],
    ["locked from Home", unlocked("front"), locked("front"), SECURED_REMOTELY],
    [
      "an access that ran out",
      unlocked("front", by("access")),
      locked("front"),
      SECURED_BY_TIMEOUT,
    ],
    ["nothing that moved the lock", locked("front"), locked("front", { position: "open" }), null],
    ["lost from sight", locked("front"), locked("front", { outside: "unknown" }), null],
    ["seen again", locked("front", { outside: "unknown" }), unlocked("front"), null],
  ])("%s", (_, before, now, action) => {
    expect(lastActionOf(before, now)).toBe(action);
  });
});
