import { describe, expect, it } from "vitest";
import { currentOf, targetOf } from "../../homebridge-plugin/lock-tile.ts";
import type { Bolt } from "../../src/core/input.ts";
import type { Basis, DoorState, LockView, Trouble } from "../../src/core/view.ts";
import { locked, released, unlocked } from "./stand-in-site.ts";

const lock = (ordered: LockView["ordered"], bolt: Bolt, basis: Basis = "sensed"): LockView => ({
  ordered,
  reported: basis === "sensed" ? bolt : "unknown",
  bolt,
  basis,
  supply: basis === "inferred" ? "lost" : "live",
});
const one = (view: LockView) => ({ locks: { "front-maglock": view } });
const troubled = (...troubles: Trouble[]) => ({ troubles });

describe("the lock tile", () => {
  it.each<[string, DoorState, number, number]>([
    ["at rest", locked("front"), 1, 1],
    ["unlocked by an operator", unlocked("front"), 0, 0],
    ["released by fire", released("front"), 0, 0],
    [
      "on its way to unlocked",
      released("front", { outside: "locked", ...one(lock("unlocked", "locked")) }),
      0,
      1,
    ],
    [
      "on its way to locked",
      locked("front", { outside: "unlocked", ...one(lock("locked", "unlocked")) }),
      1,
      0,
    ],
    [
      "its bolt not known",
      locked("front", { outside: "unknown", ...one(lock("locked", "unknown")) }),
      1,
      3,
    ],
    [
      "released, its bolt not known",
      released("front", { outside: "unknown", ...one(lock("unlocked", "unknown")) }),
      0,
      3,
    ],
    [
      "a release that wasn't confirmed",
      released("front", {
        outside: "locked",
        ...one(lock("unlocked", "locked")),
        ...troubled("not-released"),
      }),
      0,
      2,
    ],
    [
      "a lock that wasn't confirmed",
      locked("front", {
        outside: "unlocked",
        ...one(lock("locked", "unlocked")),
        ...troubled("not-secured"),
      }),
      1,
      2,
    ],
    [
      "a jammed bolt",
      locked("front", { outside: "unknown", ...one(lock("locked", "jammed")) }),
      1,
      2,
    ],
    [
      "a maglock without power, wished locked: it is open, and not about to lock",
      locked("front", { outside: "unlocked", ...one(lock("locked", "unlocked", "inferred")) }),
      0,
      0,
    ],
    [
      "opened by somebody's key",
      locked("front", {
        outside: "unlocked",
        ...one(lock("locked", "unlocked")),
        ...troubled("unexpected-unlock"),
      }),
      0,
      0,
    ],
    [
      "wished open, and no way to tell the lock",
      unlocked("front", {
        outside: "locked",
        ...one(lock("unlocked", "locked")),
        ...troubled("no-link"),
      }),
      1,
      1,
    ],
    [
      "a composite door in a fire, whose strike stays: not unlocking for ever",
      released("front", {
        outside: "locked",
        locks: {
          maglock: lock("unlocked", "unlocked"),
          strike: lock("locked", "locked", "ordered"),
        },
      }),
      1,
      1,
    ],
    [
      "a trouble that says nothing of the bolt",
      locked("front", troubled("on-battery", "trap")),
      1,
      1,
    ],
  ])("%s: target and current", (_, door, target, current) => {
    expect([targetOf(door), currentOf(door)]).toEqual([target, current]);
  });

  it("is secured only when outside is known to be locked", () => {
    for (const outside of ["unlocked", "unknown"] as const) {
      expect(currentOf(locked("front", { outside }))).not.toBe(1);
    }
  });
});
