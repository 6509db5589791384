/** Bits stirred, and lists of places as bits. */

export function mask(indexes: readonly number[]): number {
  let found = 0;
  for (const index of indexes) found |= 1 << index;
  return found;
}

/** The finish of MurmurHash3: each bit of the value moves about half of the bits that come out. */
export function avalanche(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
