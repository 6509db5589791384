/**
 * A maglock at the end of its wire: it holds while every switch between it and its supply is closed.
 * The exit button and the green box beside the door are such switches; no software is asked.
 */
export class WiredMaglock {
  readonly #feed: () => boolean;
  readonly #open = new Set<string>();

  /** @param feed whether the relay passes power on. */
  constructor(feed: () => boolean) {
    this.#feed = feed;
  }

  get energised(): boolean {
    return this.#open.size === 0 && this.#feed();
  }

  /** Opens or closes one of the switches in the wire. */
  break(by: string, open: boolean): void {
    if (open) this.#open.add(by);
    else this.#open.delete(by);
  }
}
