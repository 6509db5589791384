/**
 * Which requests are of now. One that waited while this process did not run is old when it is read, and
 * is never obeyed: who asked has gone, and must ask again.
 */
import type { Result } from "../core/index.ts";
import type { Clock, Pulse } from "./ports.ts";

/** A request that was not decided by then is not to be carried out any more. */
export const REQUEST_LIFE_MS = 10_000;

/** What is read so soon after a gap may have waited in a socket through it. */
export const AFTER_GAP_MS = 1_000;

type Refused = Extract<Result, { ok: false }>;

export class RequestTime {
  readonly #clock: Clock;
  readonly #pulse: Pulse;
  #lost: number;
  #gapEndedAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, pulse: Pulse) {
    this.#clock = clock;
    this.#pulse = pulse;
    this.#lost = pulse.lost();
  }

  watch(fire: () => void): () => void {
    return this.#pulse.watch(fire);
  }

  /** Whole ms of a gap that nobody was told of; 0 for none. */
  gap(): number {
    const lost = this.#pulse.lost();
    const ms = Math.ceil(lost - this.#lost);
    if (ms <= 0) return 0;
    this.#lost = lost;
    this.#gapEndedAt = this.#clock.now();
    return ms;
  }

  /** When it was asked, or why it can't be told from an old one. */
  asked(): { readonly ok: true; readonly at: number } | Refused {
    const at = this.#clock.now();
    if (at - this.#gapEndedAt >= AFTER_GAP_MS) return { ok: true, at };
    return stale(
      "This controller did not run until a moment ago, and what it reads now may be old",
    );
  }

  /** Refused where it waited for too long, or through a gap. */
  late(askedAt: number): Refused | null {
    const waited = this.#clock.now() - askedAt > REQUEST_LIFE_MS;
    return waited || this.#gapEndedAt >= askedAt ? stale("It waited too long to be decided") : null;
  }
}

function stale(why: string): Refused {
  return { ok: false, code: "stale", reason: `${why}: ask again.` };
}
