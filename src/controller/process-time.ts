/**
 * The time of a process that may be suspended, stopped or blocked. On Linux the monotonic clock stands
 * still in suspend (nodejs/node#47724) while the machine's uptime goes on, so the two are compared; a
 * wall clock that steps alone is no gap and moves nothing.
 */
import type { Clock, Pulse } from "./ports.ts";

/** Beyond this a Node timer fires after 1 ms instead (nodejs/node#6956). */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How often a watched process feels its own pulse. */
export const BEAT_MS = 1_000;

/** When nothing ran for longer than this, what was waiting is old. */
export const GAP_MS = 5_000;

/** What may be between two clocks that are not read at the same moment, and are not equally fine. */
const CLOCK_SLACK_MS = 1_000;

/** Where the milliseconds come from. */
export interface TimeSources {
  /** Never steps; may stand still in suspend. */
  monotonic(): number;
  wall(): number;
  /** Since the machine started, suspend included. Costs a read of a file, so it is asked seldom. */
  uptime(): number;
}

export class ProcessTime implements Clock, Pulse {
  readonly #from: TimeSources;
  readonly #watching = new Set<() => void>();
  #beat: NodeJS.Timeout | null = null;
  /** Milliseconds of suspend that the monotonic clock does not know of. */
  #asleep = 0;
  #lost = 0;
  #lag = 0;
  /** When the pulse was last felt. */
  #felt: number;
  #wallAhead: number;
  readonly #uptimeAhead: number;

  constructor(from: TimeSources) {
    this.#from = from;
    this.#felt = from.monotonic();
    this.#wallAhead = from.wall() - from.monotonic();
    this.#uptimeAhead = from.uptime() - from.monotonic();
  }

  now(): number {
    return this.#from.monotonic() + this.#asleep;
  }

  wall(): Date {
    return new Date(this.#from.wall());
  }

  after(delayMs: number, fire: () => void): () => void {
    const due = this.now() + (Number.isFinite(delayMs) ? Math.max(0, delayMs) : 0);
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = Math.max(0, due - this.now());
      timer = setTimeout(left > LONGEST_TIMER_MS ? wait : fire, Math.min(left, LONGEST_TIMER_MS));
    };
    wait();
    return () => clearTimeout(timer);
  }

  lost(): number {
    const now = this.#from.monotonic();
    const wallAhead = this.#from.wall() - now;
    if (Math.abs(wallAhead - this.#wallAhead) > CLOCK_SLACK_MS) {
      this.#wallAhead = wallAhead;
      this.#lookForSleep(now);
    }
    // Only a watched pulse beats: without one, silence says nothing.
    const still = now - this.#felt;
    if (this.#beat !== null && still > BEAT_MS + GAP_MS) {
      this.#lost += still;
      this.#felt = now;
    }
    return this.#lost;
  }

  lag(): number {
    const overdue = this.#beat === null ? 0 : this.#from.monotonic() - this.#felt - BEAT_MS;
    return Math.max(this.#lag, overdue);
  }

  watch(fire: () => void): () => void {
    this.#watching.add(fire);
    if (this.#beat === null) this.#feel();
    return () => {
      this.#watching.delete(fire);
      if (this.#watching.size > 0 || this.#beat === null) return;
      clearTimeout(this.#beat);
      this.#beat = null;
    };
  }

  #feel(): void {
    this.#felt = this.#from.monotonic();
    this.#beat = setTimeout(() => {
      const now = this.#from.monotonic();
      this.#lag = Math.max(0, now - this.#felt - BEAT_MS);
      this.#lookForSleep(now);
      this.lost();
      this.#feel();
      for (const fire of [...this.#watching]) fire();
    }, BEAT_MS).unref();
  }

  #lookForSleep(now: number): void {
    const slept = this.#from.uptime() - now - this.#uptimeAhead - this.#asleep;
    if (slept <= CLOCK_SLACK_MS) return;
    this.#asleep += slept;
    if (slept > GAP_MS) this.#lost += slept;
  }
}
