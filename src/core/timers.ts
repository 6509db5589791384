/**
 * When to look at something again. Entries are never taken back: whoever is woken looks at the facts
 * and does nothing when nothing is due, so a deadline that moved costs one idle look.
 */
import type { Instant } from "./input.ts";

export type WakeKind = "door" | "lock" | "sensor" | "area" | "supply" | "site";

export interface Wake {
  readonly at: Instant;
  readonly kind: WakeKind;
  readonly index: number;
}

/**
 * A binary heap by time, then by kind and place, so that what happens at one instant does not hang on
 * what was set first. Locks come last: a wish that ends now is no wish to repeat.
 */
export interface Timers {
  readonly entries: readonly (Wake & { readonly order: number })[];
}

export const NO_TIMERS: Timers = { entries: [] };

const TURN: Readonly<Record<WakeKind, number>> = {
  sensor: 0,
  area: 1,
  supply: 2,
  site: 3,
  door: 4,
  lock: 5,
};

/** More than there are things of one kind. */
const PLACES = 2 ** 32;

type Entry = Timers["entries"][number];

export function nextWake(timers: Timers): Instant | null {
  return timers.entries[0]?.at ?? null;
}

/** A copy that may be changed for the length of one step. */
export class TimerDraft {
  readonly #entries: Entry[];

  constructor(timers: Timers) {
    this.#entries = timers.entries.slice();
  }

  push(wake: Wake): void {
    const entries = this.#entries;
    const { at, kind, index: place } = wake;
    const entry: Entry = { at, kind, index: place, order: TURN[kind] * PLACES + place };
    let index = entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || before(above, entry)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  peek(): Wake | undefined {
    return this.#entries[0];
  }

  pop(): Wake | undefined {
    const entries = this.#entries;
    const top = entries[0];
    const last = entries.pop();
    if (top === undefined || last === undefined || entries.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      const left = entries[child];
      if (left === undefined) break;
      const right = entries[child + 1];
      if (right !== undefined && before(right, left)) child += 1;
      const least = entries[child];
      if (least === undefined || before(last, least)) break;
      entries[index] = least;
      index = child;
    }
    entries[index] = last;
    return top;
  }

  finish(): Timers {
    return { entries: this.#entries };
  }
}

function before(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
