/** Where each state came from, in a few bytes: the stories of ten million states must fit in memory. */

const FIRST = 1 << 14;

export class History {
  #from = new Int32Array(FIRST);
  #deeds = new Uint8Array(FIRST);
  #size = 0;

  /** Gives the new state's number. `from` is -1 for the first. */
  add(from: number, deed: number): number {
    if (this.#size === this.#from.length) this.#grow();
    this.#from[this.#size] = from;
    this.#deeds[this.#size] = deed;
    this.#size += 1;
    return this.#size - 1;
  }

  /** The deeds that led to a state, first to last. */
  storyOf(state: number): readonly number[] {
    const deeds: number[] = [];
    for (let at = state; at > 0; at = this.#from[at] ?? 0) deeds.push(this.#deeds[at] ?? 0);
    return deeds.toReversed();
  }

  #grow(): void {
    const from = new Int32Array(this.#size * 2);
    const deeds = new Uint8Array(this.#size * 2);
    from.set(this.#from);
    deeds.set(this.#deeds);
    this.#from = from;
    this.#deeds = deeds;
  }
}
