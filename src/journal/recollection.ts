/** The memory as entries build it up: the last whole picture, and everything that changed since. */
import { MAX_ANSWERS_REMEMBERED } from "../controller/answered.ts";
import type { AnsweredRequest, JournalEntry, JournalState } from "../controller/ports.ts";
import type { Memory, Request, Result } from "../core/index.ts";

/** What an entry says about the memory; the rest of it is history. */
export type Remembered = Pick<JournalEntry, "at" | "input" | "ask" | "result" | "changes">;

/** Records that may be altered: an unlock on a large site must not cost a copy of them all. */
type Draft = { -readonly [K in keyof Memory]: Memory[K] };
const PARTS = ["areas", "doors", "locks", "sensors"] as const;

export class Recollection {
  #memory: Draft | null = null;
  #wallMs = 0;
  readonly #asked = new Map<string, Request>();
  readonly #answered = new Map<string, AnsweredRequest>();

  /** The present picture, by itself: what comes later does not alter it. */
  get state(): JournalState | null {
    return this.#memory === null
      ? null
      : { memory: ownRecords(this.#memory), wallMs: this.#wallMs };
  }

  /** Requests that were written down and whose outcome was not, by their names. */
  get unanswered(): readonly (readonly [ask: string, request: Request])[] {
    return [...this.#asked];
  }

  /** The latest requests that named themselves and were answered, oldest first. */
  get answered(): readonly AnsweredRequest[] {
    return [...this.#answered.values()];
  }

  /** Takes over what an earlier run answered. */
  recall(answered: readonly AnsweredRequest[]): void {
    for (const one of answered) {
      const name = `${one.by}\n${one.id}`;
      this.#answered.delete(name);
      this.#answered.set(name, one);
      const oldest = this.#answered.keys().next();
      if (this.#answered.size > MAX_ANSWERS_REMEMBERED && !oldest.done)
        this.#answered.delete(oldest.value);
    }
  }

  keep(state: JournalState, unanswered: readonly (readonly [string, Request])[] = []): void {
    this.#memory = ownRecords(state.memory);
    this.#wallMs = state.wallMs;
    this.#asked.clear();
    for (const [ask, request] of unanswered) this.#asked.set(ask, request);
  }

  record({ at, ask, result, input, changes }: Remembered): void {
    if (ask !== null) this.#settle(ask, input as Request, result);
    const memory = this.#memory;
    if (changes === null || memory === null) return;
    Object.assign(memory, changes.whole);
    for (const part of PARTS) Object.assign(memory[part], changes[part]);
    memory.at = changes.at;
    this.#wallMs = Date.parse(at);
  }

  #settle(ask: string, request: Request, result: Result | null): void {
    if (result === null) {
      this.#asked.set(ask, request);
      return;
    }
    const { id, by } = request;
    this.#asked.delete(ask);
    if (id !== undefined) this.recall([{ id, by, result }]);
  }

  /** The memory was still true at that moment. */
  alive({ at, wallMs }: { readonly at: number; readonly wallMs: number }): void {
    if (this.#memory === null || at <= this.#memory.at) return;
    this.#memory.at = at;
    this.#wallMs = wallMs;
  }
}

function ownRecords(memory: Memory): Draft {
  const { areas, doors, locks, sensors } = memory;
  return {
    ...memory,
    areas: { ...areas },
    doors: { ...doors },
    locks: { ...locks },
    sensors: { ...sensors },
  };
}
