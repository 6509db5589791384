/** What an observer has seen so far, in order, and waiting for what it has yet to see. */
export class Sightings<Sighting> {
  readonly #all: Sighting[] = [];
  readonly #waiting = new Set<() => void>();

  /** The place after the last sighting: what comes later is new. */
  get mark(): number {
    return this.#all.length;
  }

  add(sighting: Sighting): void {
    this.#all.push(sighting);
    for (const look of this.#waiting) look();
  }

  since(mark: number): readonly Sighting[] {
    return this.#all.slice(mark);
  }

  /** The first place from `mark` on whose sighting fits; null when none came in time. */
  async first(
    fits: (sighting: Sighting) => boolean,
    mark: number,
    withinMs: number,
  ): Promise<number | null> {
    return await new Promise((resolve) => {
      let from = mark;
      const look = () => {
        for (; from < this.#all.length; from += 1) {
          const sighting = this.#all[from];
          if (sighting !== undefined && fits(sighting)) return end(from);
        }
      };
      const end = (found: number | null) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => end(null), withinMs);
      this.#waiting.add(look);
      look();
    });
  }
}
