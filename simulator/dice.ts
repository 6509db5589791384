/** Chance that comes from one seed, so that every history can be played again. */

export interface Dice {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  /** A number between two, each of them possible. */
  between(least: number, most: number): number;
  /** True so many times out of a hundred. */
  percent(chance: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** One of many; undefined of none. */
  any<T>(items: readonly T[]): T | undefined;
  /** Dice of their own for some part, so that one part's throws don't change another's. */
  branch(name: string): Dice;
}

/** Mulberry32: small, fast, and the same on every machine. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    percent: (chance) => next() * 100 < chance,
    pick: (items) => items[below(items.length)] ?? items[0],
    any: (items) => items[below(items.length)],
    branch: (name) => dice(hashOf(`${seed} ${name}`)),
  };
}

/** FNV-1a, continued from an earlier hash where one is given. */
export function hashOf(text: string, from = 0x811c9dc5): number {
  let hash = from;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
