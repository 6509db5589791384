/** Lets so many through at once. Who lets people out has places that nobody else can take. */

/** So many requests are on their way at once, over all devices of a site. */
export const MAX_AT_ONCE = 32;

/** Releases besides: a site whose devices are all silent must not keep them waiting. */
export const MAX_RELEASES_AT_ONCE = 128;

export interface Turnstile {
  /** Runs the work when there is room. */
  through<T>(release: boolean, work: () => Promise<T>): Promise<T>;
}

export function createTurnstile(
  places: number = MAX_AT_ONCE,
  releasePlaces: number = MAX_RELEASES_AT_ONCE,
): Turnstile {
  const [others, releases] = [lane(places), lane(releasePlaces)];
  return { through: (release, work) => (release ? releases : others)(work) };
}

function lane(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside >= places) await new Promise<void>((enter) => waiting.push(enter));
    else inside += 1;
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody who comes now slips in before those who wait.
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      else next();
    }
  };
}
