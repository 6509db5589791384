/**
 * Two states are one when nothing the engine does from here on can tell them apart. The key is the sum
 * of what the parts come to, so that after a step at the same instant only the parts that the step
 * replaced are read again: the engine replaces facts and never alters them, which I20 checks.
 */
import type { Site, SiteState } from "../src/core/index.ts";
import { type Deadline, FactsHash } from "./facts-hash.ts";

/** The parts that stand in lists; the locks come last, because they also speak of other parts. */
const LISTS = ["sensors", "supplies", "areas", "doors", "locks"] as const;
const LOCKS = 4;
const WHOLE = true;

export class KeyMaker {
  readonly #site: Site;
  readonly #hash: FactsHash;
  low = 0;
  high = 0;
  #base: SiteState | null = null;
  #baseLow = 0;
  #baseHigh = 0;
  /** Of each list of the base, the low and high of each part. */
  readonly #parts: readonly Int32Array[];
  #wholeLow = 0;
  #wholeHigh = 0;

  constructor(site: Site, countsOrders: boolean) {
    this.#site = site;
    this.#hash = new FactsHash(site, countsOrders);
    this.#parts = LISTS.map((list) => new Int32Array(site[list].length * 2));
  }

  /** The first deadline after now of the state that was read last; null for none. */
  get next(): number | null {
    return this.#hash.next;
  }

  /** Reads all of a state, and keeps it as the one that the states after it are told from. */
  read(state: SiteState): void {
    const hash = this.#hash;
    hash.next = null;
    hash.whole(state);
    this.#wholeLow = hash.low;
    this.#wholeHigh = hash.high;
    let low = hash.low;
    let high = hash.high;
    for (let list = 0; list < LISTS.length; list += 1) {
      const parts = this.#parts[list];
      if (parts === undefined) continue;
      for (let at = 0; at * 2 < parts.length; at += 1) {
        this.#part(state, list, at);
        parts[at * 2] = hash.low;
        parts[at * 2 + 1] = hash.high;
        low = (low + hash.low) | 0;
        high = (high + hash.high) | 0;
      }
    }
    this.#base = state;
    this.#baseLow = low;
    this.#baseHigh = high;
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  /** The same key as `read` gives, cheaply where the state came by a step from the one read last. */
  readNext(state: SiteState): void {
    const base = this.#base;
    if (base === null || !sameTimes(base, state)) {
      this.#readApart(state);
      return;
    }
    this.low = this.#baseLow;
    this.high = this.#baseHigh;
    if (!sameWhole(base, state)) {
      this.#hash.whole(state);
      this.#change(this.#wholeLow, this.#wholeHigh);
    }
    for (let list = 0; list < LOCKS; list += 1) this.#readList(base, state, list);
    this.#readLocks(base, state);
    this.low >>>= 0;
    this.high >>>= 0;
  }

  /** Whether two states have one key. Parts that are one object are not read. */
  same(one: SiteState, other: SiteState): boolean {
    if (one === other) return true;
    const alike = sameTimes(one, other);
    if (!(alike && sameWhole(one, other)) && this.#differs(one, other, 0, 0, WHOLE)) return false;
    for (let list = 0; list < LISTS.length; list += 1) {
      const name = LISTS[list];
      if (name === undefined || (alike && list < LOCKS && one[name] === other[name])) continue;
      for (let at = 0; at < one[name].length; at += 1) {
        const shared = alike && list < LOCKS && one[name][at] === other[name][at];
        if (!shared && this.#differs(one, other, list, at)) return false;
      }
    }
    return true;
  }

  #differs(one: SiteState, other: SiteState, list: number, at: number, whole?: true): boolean {
    const hash = this.#hash;
    if (whole) hash.whole(one);
    else this.#part(one, list, at);
    const { low, high } = hash;
    if (whole) hash.whole(other);
    else this.#part(other, list, at);
    return hash.low !== low || hash.high !== high;
  }

  /** Every deadline that the facts hold, for comparing with the timers. */
  deadlinesOf(state: SiteState): readonly Deadline[] {
    const found: Deadline[] = [];
    this.#hash.deadlines = found;
    this.#readApart(state);
    this.#hash.deadlines = null;
    return found;
  }

  /** Reads all of a state and keeps the base. */
  #readApart(state: SiteState): void {
    const hash = this.#hash;
    hash.whole(state);
    let low = hash.low;
    let high = hash.high;
    for (let list = 0; list < LISTS.length; list += 1) {
      const size = (this.#parts[list]?.length ?? 0) / 2;
      for (let at = 0; at < size; at += 1) {
        this.#part(state, list, at);
        low = (low + hash.low) | 0;
        high = (high + hash.high) | 0;
      }
    }
    this.low = low >>> 0;
    this.high = high >>> 0;
  }

  #part(state: SiteState, list: number, at: number): void {
    const hash = this.#hash;
    if (list === 0) hash.sensor(state, at);
    else if (list === 1) hash.supply(state, at);
    else if (list === 2) hash.area(state, at);
    else if (list === 3) hash.door(state, at);
    else hash.lock(state, at);
  }

  #readList(base: SiteState, state: SiteState, list: number): void {
    const name = LISTS[list];
    if (name === undefined || base[name] === state[name]) return;
    for (let at = 0; at < base[name].length; at += 1)
      if (base[name][at] !== state[name][at]) this.#again(state, list, at);
  }

  /** A lock's part also speaks of its supply and of its door's manual release. */
  #readLocks(base: SiteState, state: SiteState): void {
    const { locks, supplies, doors } = base;
    if (locks === state.locks && supplies === state.supplies && doors === state.doors) return;
    for (const { index, supply, door } of this.#site.locks) {
      const same =
        locks[index] === state.locks[index] &&
        supplies[supply] === state.supplies[supply] &&
        doors[door] === state.doors[door];
      if (!same) this.#again(state, LOCKS, index);
    }
  }

  #again(state: SiteState, list: number, at: number): void {
    const parts = this.#parts[list];
    this.#part(state, list, at);
    this.#change(parts?.[at * 2] ?? 0, parts?.[at * 2 + 1] ?? 0);
  }

  #change(low: number, high: number): void {
    this.low = (this.low - low + this.#hash.low) | 0;
    this.high = (this.high - high + this.#hash.high) | 0;
  }
}

/** Facts are read by their distance to these. */
function sameTimes(one: SiteState, other: SiteState): boolean {
  return (
    one.now === other.now && one.bootedAt === other.bootedAt && one.heardFrom === other.heardFrom
  );
}

function sameWhole(one: SiteState, other: SiteState): boolean {
  return (
    one.gateOpensAt === other.gateOpensAt &&
    one.controller === other.controller &&
    one.lockdown === other.lockdown &&
    one.suspicion === other.suspicion &&
    one.drills === other.drills &&
    one.walkTest === other.walkTest &&
    one.withheld === other.withheld
  );
}
