/** Every small site, followed as far as a million states go. `npm run explore` goes further. */
import { beforeAll, describe, expect, it } from "vitest";
import { exploreAll } from "../../proof/explore-all.ts";
import type { Findings } from "../../proof/explorer.ts";
import { INVARIANTS } from "../../proof/invariants/index.ts";
import { SMALL_SITES } from "../../proof/small-sites.ts";

const AT_LEAST = 1_000_000;
const STATES_EACH = Math.ceil((AT_LEAST * 1.02) / SMALL_SITES.length);
/** A quiet machine with two cores needs about a minute; one that does other things is waited for. */
const PATIENCE_MS = 20 * 60_000;

describe("every history of every small site", () => {
  let all: readonly Findings[] = [];
  beforeAll(async () => {
    all = await exploreAll({ statesEach: STATES_EACH });
  }, PATIENCE_MS);

  it("keeps every promise", () => {
    expect(all).toHaveLength(SMALL_SITES.length);
    expect(
      all.flatMap(({ site, violations }) => violations.map((one) => ({ site, ...one }))),
    ).toEqual([]);
  });

  it("is a million states and more", () => {
    const states = all.reduce((sum, one) => sum + one.states, 0);
    expect(states).toBeGreaterThanOrEqual(AT_LEAST);
  });

  it.each(INVARIANTS.map(({ id, says }) => [id, says]))("puts %s to the test: %s", (id) => {
    const witnesses = all.reduce((sum, one) => sum + (one.witnesses[id] ?? 0), 0);
    expect(witnesses).toBeGreaterThan(0);
  });
});
