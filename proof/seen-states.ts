/** A set of 64-bit keys in one typed array: sixteen bytes a state at most, and nothing to collect. */
export class SeenStates {
  #slots: Uint32Array;
  #mask: number;
  #size = 0;

  constructor(expected = 1 << 14) {
    let slots = 1 << 12;
    while (slots < expected * 1.6) slots *= 2;
    this.#slots = new Uint32Array(slots * 2);
    this.#mask = slots - 1;
  }

  get size(): number {
    return this.#size;
  }

  /** Whether the key is new. The key 0,0 marks an empty slot and is taken for 0,1. */
  add(low: number, high: number): boolean {
    const a = low >>> 0;
    const b = a === 0 && high === 0 ? 1 : high >>> 0;
    if (!put(this.#slots, this.#mask, a, b)) return false;
    this.#size += 1;
    if (this.#size * 1.6 > this.#mask) this.#grow();
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    const next = new Uint32Array(old.length * 2);
    const mask = next.length / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      const a = old[at] ?? 0;
      const b = old[at + 1] ?? 0;
      if ((a | b) !== 0) put(next, mask, a, b);
    }
    this.#slots = next;
    this.#mask = mask;
  }
}

function put(slots: Uint32Array, mask: number, a: number, b: number): boolean {
  for (
    let slot = (Math.imul(a, 0x85ebca6b) ^ (b + (b >>> 15))) & mask;
    ;
    slot = (slot + 1) & mask
  ) {
    const low = slots[slot * 2];
    const high = slots[slot * 2 + 1];
    if (low === a && high === b) return false;
    if (low === 0 && high === 0) {
      slots[slot * 2] = a;
      slots[slot * 2 + 1] = b;
      return true;
    }
  }
}
