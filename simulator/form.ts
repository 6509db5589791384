/**
 * How densely a site is played. A day is one in which everything goes wrong at once; a year is what a real
 * site sees, with some hours in it that are as bad as the day.
 */
import type { Lease } from "../src/core/site.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type FormName = "day" | "year";

export interface Form {
  /** How long a site is played unless said otherwise, in days. */
  readonly days: number;
  /** After so many days all faults end, and everything must come right. */
  readonly stretchDays: number;
  /** Which of a habit's two rates counts. */
  readonly rate: "every" | "calm";
  /** TTL and renewal of leases: one of these. */
  readonly leases: readonly [Lease, ...Lease[]];
  /** Within what time a supervised detector must be heard. */
  readonly supervisedMs: number;
  /** How often the challenge changes: seldom enough to be cheap, since requests may say `at` too. */
  readonly challengeMs: number;
  /** Mean time between two storms, in which every habit is as dense as in a day; null for none. */
  readonly storms: {
    readonly every: number;
    readonly atLeast: number;
    readonly atMost: number;
  } | null;
}

const lease = (ttl: number, renew: number): Lease => ({ ttlMs: ttl, renewMs: renew });

export const FORMS: Readonly<Record<FormName, Form>> = {
  day: {
    days: 1,
    stretchDays: 1,
    rate: "every",
    // The default, and longer ones that make a day cheaper to play.
    leases: [
      lease(MINUTE, MINUTE / 4),
      lease(MINUTE, MINUTE / 4),
      lease(5 * MINUTE, MINUTE),
      lease(5 * MINUTE, MINUTE),
      ...Array.from({ length: 4 }, () => lease(10 * MINUTE, 2 * MINUTE)),
      ...Array.from({ length: 4 }, () => lease(20 * MINUTE, 5 * MINUTE)),
    ],
    supervisedMs: 4 * HOUR,
    challengeMs: 5 * MINUTE,
    storms: null,
  },
  year: {
    days: 365,
    stretchDays: 30,
    rate: "calm",
    leases: [
      lease(100 * MINUTE, 50 * MINUTE),
      lease(4 * HOUR, 2 * HOUR),
      lease(4 * HOUR, 2 * HOUR),
      lease(4 * HOUR, 2 * HOUR),
    ],
    supervisedMs: 30 * HOUR,
    challengeMs: 3 * HOUR,
    storms: { every: 15 * DAY, atLeast: 20 * MINUTE, atMost: 2 * HOUR },
  },
};
