/** Two states that the explorer takes for one are one: whatever happens next, they go the same way. */
import { describe, expect, it } from "vitest";
import { perform, settled } from "../../proof/deeds.ts";
import { REAL_ENGINE } from "../../proof/engine.ts";
import type { Deed } from "../../proof/invariant.ts";
import { KeyMaker } from "../../proof/key-maker.ts";
import type { SmallSite } from "../../proof/small-site.ts";
import { SMALL_SITES } from "../../proof/small-sites.ts";
import { compileSite, type SiteState, start } from "../../src/core/index.ts";

const STATES = 600;
/** One pair of states in so many is followed on. */
const ONE_IN = 12;

class Twins {
  readonly #small: SmallSite;
  readonly #site;
  readonly #keys: KeyMaker;
  readonly #whole: KeyMaker;
  merged = 0;
  /** What was found to differ: nothing, if keys are what they are meant to be. */
  readonly differences: unknown[] = [];

  constructor(small: SmallSite) {
    this.#small = small;
    this.#site = compileSite(small.description);
    this.#keys = new KeyMaker(this.#site, small.countsOrders);
    this.#whole = new KeyMaker(this.#site, small.countsOrders);
  }

  search(): this {
    const options = { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true } as const;
    const first = start(this.#site, options).state;
    const known = new Map<string, SiteState>([[this.#keyOf(first), first]]);
    const queue = [first];
    for (const state of queue) {
      const due = this.#dueOf(state);
      for (const deed of this.#small.deeds) {
        const next = this.#after(state, deed, due).state;
        this.#keys.readNext(next);
        const key = this.#keyOf(next);
        if (`${this.#keys.low}.${this.#keys.high}` !== key)
          this.differences.push({ deed, cheap: "is not whole" });
        const twin = known.get(key);
        if (twin === undefined) {
          known.set(key, next);
          if (known.size < STATES) queue.push(next);
        } else if (twin !== next) {
          this.merged += 1;
          if (this.merged % ONE_IN !== 0) continue;
          this.#goAlike(twin, next);
          this.#keys.read(state);
        }
      }
    }
    return this;
  }

  #goAlike(one: SiteState, other: SiteState): void {
    const wait = this.#dueOf(one) - one.now;
    if (this.#dueOf(other) - other.now !== wait) this.differences.push({ wait });
    for (const deed of this.#small.deeds) {
      const here = this.#told(one, deed, wait);
      const there = this.#told(other, deed, wait);
      if (here !== there) this.differences.push({ deed, here, there });
    }
  }

  #told(from: SiteState, deed: Deed, wait: number): string {
    const { done, state } = this.#after(from, deed, from.now + wait);
    return `${this.#keyOf(state)} ${done.result.ok} ${JSON.stringify(done.commands)}`;
  }

  #after(from: SiteState, deed: Deed, due: number) {
    const done = perform(REAL_ENGINE, this.#site, from, deed, due);
    return { done, state: this.#small.countsOrders ? done.state : settled(done.state) };
  }

  #dueOf(state: SiteState): number {
    this.#keys.read(state);
    return this.#keys.next ?? state.now;
  }

  #keyOf(state: SiteState): string {
    this.#whole.read(state);
    return `${this.#whole.low}.${this.#whole.high}`;
  }
}

describe("states of one key", () => {
  it.each(SMALL_SITES.map((small) => [small.name, small] as const))(
    "behave alike on the site '%s'",
    (_, small) => {
      const { differences, merged } = new Twins(small).search();
      expect(differences.slice(0, 2)).toEqual([]);
      expect(merged).toBeGreaterThan(10 * ONE_IN);
    },
  );
});
