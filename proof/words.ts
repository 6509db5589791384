/** The engine's words as numbers, given in the order in which they are first met. */
class Words {
  readonly #numbers = new Map<string, number>();

  of(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    const next = this.#numbers.size + 1;
    this.#numbers.set(word, next);
    return next;
  }
}

export const WORDS = new Words();
