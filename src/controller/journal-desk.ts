/**
 * Between the controller and its journal: nothing here rejects, and a journal that fails or does not
 * answer is said once, and once again when it works.
 */
import type { EventType } from "../core/index.ts";
import type { Clock, Journal, JournalEntry, JournalState } from "./ports.ts";

/** A request that is not written down by then is refused. */
export const RECORD_WITHIN_MS = 10_000;

/** An entry that changes nothing. */
export const NOTHING_YET = {
  ask: null,
  result: null,
  events: [],
  commands: [],
  changes: null,
} as const;

export interface JournalDeskOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly announce: (type: EventType, fields?: { readonly reason: string }) => void;
  /** The whole memory as it is now. */
  readonly present: () => JournalState;
}

export class JournalDesk {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #announce: JournalDeskOptions["announce"];
  readonly #present: () => JournalState;
  #failingSince: number | null = null;
  #trying = false;

  constructor({ journal, clock, announce, present }: JournalDeskOptions) {
    this.#journal = journal;
    this.#clock = clock;
    this.#announce = announce;
    this.#present = present;
    void journal.damage.then((reason) => announce("journal-damaged", { reason }));
  }

  /** Whether it is kept. */
  record(entry: JournalEntry): Promise<boolean> {
    return this.#watch(() => this.#journal.record(entry));
  }

  async keep(state: JournalState): Promise<void> {
    await this.#watch(() => this.#journal.keep(state));
  }

  /** Since when nothing could be kept, on the clock; null while it can. */
  get failingSince(): number | null {
    return this.#failingSince;
  }

  /** Tries again while it fails, so that one that works again is known without anybody asking for anything. */
  probe(): void {
    if (this.#failingSince === null || this.#trying) return;
    this.#trying = true;
    void this.keep(this.#present()).finally(() => {
      this.#trying = false;
    });
  }

  alive(now: { readonly at: number; readonly wallMs: number }): void {
    this.#journal.alive(now);
  }

  async #watch(write: () => Promise<void>): Promise<boolean> {
    let cancel = () => {};
    try {
      const late = new Promise<never>((_, reject) => {
        const expire = () => reject(new Error(`not written within ${RECORD_WITHIN_MS / 1000} s`));
        cancel = this.#clock.after(RECORD_WITHIN_MS, expire);
      });
      await Promise.race([write(), late]);
    } catch (error) {
      this.#fails(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      cancel();
    }
    if (this.#failingSince !== null) this.#recovers();
    return true;
  }

  /** What the journal missed is made up for by a whole picture. */
  #recovers(): void {
    this.#failingSince = null;
    this.#announce("journal-recovered");
    void this.keep(this.#present());
  }

  #fails(reason: string): void {
    if (this.#failingSince !== null) return;
    this.#failingSince = this.#clock.now();
    this.#announce("journal-failing", { reason });
  }
}
