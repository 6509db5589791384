/** Who listens to a site. One that throws is named in the log, and takes nothing from the others. */
import type { PublishedEvent, SiteChange, SiteListener } from "../site-handle.ts";

export class Listeners {
  readonly #listeners = new Set<SiteListener>();
  readonly #complain: (message: string) => void;

  constructor(complain: (message: string) => void) {
    this.#complain = complain;
  }

  add(listener: SiteListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#listeners.clear();
  }

  /** What is really news, once: the states that changed, then what happened. */
  tell(change: SiteChange, events: readonly PublishedEvent[]): void {
    const news = Object.values(change).some((list: readonly unknown[]) => list.length > 0);
    if (news) this.each((listener) => listener.changed?.(change));
    if (events.length > 0) this.each((listener) => listener.happened?.(events));
  }

  each(call: (listener: SiteListener) => void): void {
    for (const listener of this.#listeners) {
      try {
        call(listener);
      } catch (error) {
        this.#complain(`A listener failed: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
}
