/** A journal for the length of a process: what Node-RED keeps over a deploy, and what tests use. */
import type { Journal, JournalEntry, JournalState, Recalled } from "../controller/ports.ts";
import { Recollection } from "./recollection.ts";

/** Older entries are dropped beyond this many. */
export const MEMORY_JOURNAL_ENTRIES = 10_000;

export class MemoryJournal implements Journal {
  readonly damage = new Promise<string>(() => {});
  readonly #entries: JournalEntry[] = [];
  readonly #recollection = new Recollection();

  restore(): Promise<Recalled> {
    const { state, unanswered, answered } = this.#recollection;
    const asked = unanswered.map(([, request]) => request);
    return Promise.resolve({ state, doubt: null, unanswered: asked, answered });
  }

  record(entry: JournalEntry): Promise<void> {
    this.#recollection.record(entry);
    this.#entries.push(entry);
    if (this.#entries.length > MEMORY_JOURNAL_ENTRIES) this.#entries.shift();
    return Promise.resolve();
  }

  keep(state: JournalState): Promise<void> {
    this.#recollection.keep(state);
    return Promise.resolve();
  }

  alive(now: { readonly at: number; readonly wallMs: number }): void {
    this.#recollection.alive(now);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }
}
