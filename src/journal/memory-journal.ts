/** A journal for the length of a process: what Node-RED keeps over a deploy, and what tests use. */
import type { Journal, JournalEntry, JournalState } from "../controller/ports.ts";

/** Older entries are dropped beyond this many. */
export const MEMORY_JOURNAL_ENTRIES = 10_000;

export class MemoryJournal implements Journal {
  readonly #entries: JournalEntry[] = [];
  #state: JournalState | null = null;

  restore(): Promise<JournalState | null> {
    return Promise.resolve(this.#state);
  }

  record(entry: JournalEntry): Promise<void> {
    this.#entries.push(entry);
    if (this.#entries.length > MEMORY_JOURNAL_ENTRIES) this.#entries.shift();
    return Promise.resolve();
  }

  keep(state: JournalState): Promise<void> {
    this.#state = state;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }
}
