/** Every small site, followed as far as half a minute goes. `npm run explore` goes further. */
import { beforeAll, describe, expect, it } from "vitest";
import { exploreAll } from "../../proof/explore-all.ts";
import type { Findings } from "../../proof/explorer.ts";
import { INVARIANTS } from "../../proof/invariants/index.ts";
import { SMALL_SITES } from "../../proof/small-sites.ts";

const SECONDS = 40;
const STATES_EACH = 65_000;
/** Also reached on a machine that does three other things meanwhile. */
const AT_LEAST = 100_000;

describe("every history of every small site", () => {
  let all: readonly Findings[] = [];
  beforeAll(async () => {
    all = await exploreAll({ statesEach: STATES_EACH, seconds: SECONDS });
  });

  it("keeps every promise", () => {
    expect(all).toHaveLength(SMALL_SITES.length);
    expect(
      all.flatMap(({ site, violations }) => violations.map((one) => ({ site, ...one }))),
    ).toEqual([]);
  });

  it("is many histories", () => {
    const states = all.reduce((sum, one) => sum + one.states, 0);
    expect(states).toBeGreaterThan(AT_LEAST);
  });

  it.each(INVARIANTS.map(({ id, says }) => [id, says]))("puts %s to the test: %s", (id) => {
    const witnesses = all.reduce((sum, one) => sum + (one.witnesses[id] ?? 0), 0);
    expect(witnesses).toBeGreaterThan(0);
  });
});
