/**
 * Leases are renewed here and nowhere else: in the main loop, on its own beat, and only while the
 * controller is fit to hold doors shut. One that can't hear alarms, can't keep up or can't remember lets
 * go, as one that died does; a passing weakness has its patience.
 */
import {
  type Instant,
  leaseStanding,
  leasesToRenew,
  nextBeat,
  remember,
  type Site,
  type SiteState,
  type WithheldReason,
  withLeaseEnds,
} from "../core/index.ts";
import type { OrderDesk } from "./order-desk.ts";
import type { Clock, Pulse } from "./ports.ts";

/** An event loop that is later than this is late. */
export const MAX_LAG_MS = 1_000;

/**
 * How long each weakness is borne. Deaf for 30 s and then a lease of 60 s is still within the two minutes
 * in which the loss of a critical path must show (BS 7273-4). A journal that can't be written is told at
 * once, and a person has five minutes before doors let go for it.
 */
export const PATIENCE_MS: Readonly<Record<Exclude<WithheldReason, "engine-fault">, number>> = {
  "loop-lag": 10_000,
  "alarm-link": 30_000,
  journal: 300_000,
};

/** More locks than this are counted, not named, in one event. */
const MAX_NAMED = 20;

/** Locks whose lease nobody has seen end; null for none. */
export function unprovenLeases(
  site: Site,
  state: SiteState,
): { readonly locks: readonly string[]; readonly count: number } | null {
  const unproven = site.locks.filter(({ index, leased, leaseDigest }) => {
    const proof = state.locks[index]?.leaseProof ?? null;
    return leased && leaseStanding(proof, leaseDigest) !== "proven";
  });
  if (unproven.length === 0) return null;
  return { locks: unproven.slice(0, MAX_NAMED).map(({ id }) => id), count: unproven.length };
}

export interface LeaseKeeperOptions {
  readonly site: Site;
  readonly clock: Clock;
  readonly pulse: Pulse;
  readonly orders: OrderDesk;
  /** Since when the journal can't be written (on the clock); null while it can. */
  readonly journalFailingSince: () => number | null;
  readonly engineBroken: () => boolean;
}

export class LeaseKeeper {
  /** Whether any lock of this site is held by a lease, so that the beat is kept. */
  readonly needed: boolean;
  readonly #options: LeaseKeeperOptions;
  #lateSince: number | null = null;
  #deafSince: number | null = null;
  readonly #owed = new Set<number>();

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.needed = options.site.locks.some((lock) => lock.leased);
  }

  alarmLink(value: "up" | "down"): void {
    if (value === "up") this.#deafSince = null;
    else this.#deafSince ??= this.#options.clock.now();
  }

  /** The next moment at which leases are renewed; null where there are none. */
  nextBeat(now: number): number | null {
    return this.needed ? nextBeat(this.#options.site, now) : null;
  }

  /** Why no lease is to be renewed now; null while the controller is well. */
  weakness(): WithheldReason | null {
    const { clock, pulse, journalFailingSince, engineBroken } = this.#options;
    const now = clock.now();
    if (pulse.lag() <= MAX_LAG_MS) this.#lateSince = null;
    else this.#lateSince ??= now;
    if (engineBroken()) return "engine-fault";
    const since = {
      "alarm-link": this.#deafSince,
      "loop-lag": this.#lateSince,
      journal: journalFailingSince(),
    };
    for (const reason of ["alarm-link", "loop-lag", "journal"] as const) {
      const began = since[reason];
      if (began !== null && now - began >= PATIENCE_MS[reason]) return reason;
    }
    return null;
  }

  /** Renews every lease that is alive. */
  renew(state: SiteState): void {
    const { site, orders, engineBroken } = this.#options;
    if (!engineBroken()) orders.renew(state, leasesToRenew(site, state));
  }

  /**
   * Takes those that the engine names. They wait until what is being decided is over: the message that
   * showed a gap may be a release, which goes before any renewal, and whose locks are not renewed.
   */
  owe(indexes: readonly number[]): void {
    for (const index of indexes) this.#owed.add(index);
  }

  renewOwed(state: SiteState): void {
    if (this.#owed.size === 0) return;
    const { site, orders, engineBroken } = this.#options;
    const held = site.locks.filter(({ index }) => {
      const facts = this.#owed.has(index) ? state.locks[index] : undefined;
      return facts?.onLease === true && facts.link === "up";
    });
    this.#owed.clear();
    if (!engineBroken()) orders.renew(state, held);
  }

  /** The locks that hold by a lease now, and when each lets go if nobody renews it. */
  ends<When>(
    state: SiteState,
    when: (at: Instant) => When,
  ): readonly { readonly lock: string; readonly endsAt: When }[] {
    const { site } = this.#options;
    const { locks } = withLeaseEnds(site, remember(site, state));
    return Object.entries(locks).flatMap(([lock, { leaseEndsAt }]) =>
      leaseEndsAt === null ? [] : [{ lock, endsAt: when(leaseEndsAt) }],
    );
  }
}
