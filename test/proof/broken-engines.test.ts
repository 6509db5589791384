/** A promise that no broken engine breaks would be a promise about nothing. */
import { describe, expect, it } from "vitest";
import { REAL_ENGINE } from "../../proof/engine.ts";
import { explore } from "../../proof/explorer.ts";
import { INVARIANTS } from "../../proof/invariants/index.ts";
import { SeenStates } from "../../proof/seen-states.ts";
import { smallSite } from "../../proof/small-sites.ts";

const ENOUGH = 5_000;

describe("an engine that", () => {
  it.each(INVARIANTS.map((one) => [one.broken.does, one.id, one] as const))(
    "%s breaks %s",
    (_, id, invariant) => {
      const { on, engine } = invariant.broken;
      const { violations } = explore(smallSite(on), [invariant], {
        engine: engine(REAL_ENGINE),
        maxStates: ENOUGH,
        stopAtFirst: true,
      });
      expect(violations.map((one) => one.invariant)).toEqual([id]);
      expect(violations[0]?.story.length).toBeGreaterThan(0);
    },
  );

  it("throws is caught as one that is not total", () => {
    const engine = {
      ...REAL_ENGINE,
      step: () => {
        throw new Error("no");
      },
    };
    const { violations } = explore(smallSite("a second look"), [], {
      engine,
      maxStates: 10,
      stopAtFirst: true,
    });
    expect(violations).toMatchObject([{ invariant: "I20" }]);
  });

  it("does nothing at all keeps every other promise, but not the first release", () => {
    const engine = {
      ...REAL_ENGINE,
      step: ((site, state, input, at) => ({
        ...REAL_ENGINE.step(site, state, input, at),
        state: { ...state, now: Math.max(at, state.now) },
        commands: [],
      })) satisfies typeof REAL_ENGINE.step,
    };
    const { violations } = explore(smallSite("monitored maglock"), INVARIANTS, {
      engine,
      maxStates: 1_000,
    });
    expect(violations.map((one) => one.invariant)).toContain("I2");
  });
});

describe("the set of states", () => {
  it("knows each of many keys again, and no other", () => {
    const seen = new SeenStates();
    const key = (n: number) => [Math.imul(n, 0x9e3779b1), n] as const;
    for (let n = 0; n < 200_000; n += 1) seen.add(...key(n));
    let again = 0;
    for (let n = 0; n < 200_000; n += 1) if (seen.add(...key(n))) again += 1;
    expect([again, seen.size]).toEqual([0, 200_000]);
    expect(seen.add(...key(200_001))).toBe(true);
  });
});
