/** A set of positions below a known size: an array and, once it grows, one byte for each position. */
export class IndexSet implements Iterable<number> {
  readonly #size: number;
  readonly #members: number[] = [];
  #present: Uint8Array | null = null;

  constructor(size: number) {
    this.#size = size;
  }

  add(index: number): void {
    if (this.#present !== null) {
      if (this.#present[index] === 1) return;
      this.#present[index] = 1;
    } else if (this.#members.includes(index)) {
      return;
    } else if (this.#members.length === SMALL) {
      this.#present = new Uint8Array(this.#size);
      for (const member of this.#members) this.#present[member] = 1;
      this.#present[index] = 1;
    }
    this.#members.push(index);
  }

  get size(): number {
    return this.#members.length;
  }

  clear(): void {
    this.#members.length = 0;
    this.#present = null;
  }

  /** Also gives what is added meanwhile. */
  [Symbol.iterator](): IterableIterator<number> {
    return this.#members[Symbol.iterator]();
  }
}

/** Up to here looking through the members is cheaper than a byte for each position. */
const SMALL = 16;
