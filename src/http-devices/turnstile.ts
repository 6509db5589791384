/** Lets so many through at once; who lets people out goes first. */

/** So many requests are on their way at once, over all devices of a site. */
export const MAX_AT_ONCE = 32;

export interface Turnstile {
  /** Runs the work when there is room. */
  through<T>(first: boolean, work: () => Promise<T>): Promise<T>;
}

export function createTurnstile(places: number = MAX_AT_ONCE): Turnstile {
  const releases: (() => void)[] = [];
  const others: (() => void)[] = [];
  let inside = 0;
  return {
    async through(first, work) {
      if (inside >= places) {
        await new Promise<void>((enter) => (first ? releases : others).push(enter));
      } else inside += 1;
      try {
        return await work();
      } finally {
        // The place is handed on, so that nobody who comes now slips in before those who wait.
        const next = releases.shift() ?? others.shift();
        if (next === undefined) inside -= 1;
        else next();
      }
    },
  };
}
