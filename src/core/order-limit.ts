/**
 * How often a lock may be told, so that a flapping cause neither burns its motor nor drains its cells.
 * Each order that counts leaves its instant; the bound holds over any minute, not over a clock's minutes.
 */
import type { Instant } from "./input.ts";
import type { Demand } from "./view.ts";

/** A lock gets no more counted orders than this in any span of `ORDERS_WITHIN_MS`. */
export const MAX_ORDERS_A_MINUTE = 20;
export const ORDERS_WITHIN_MS = 60_000;

/** Ways out and releases for life are never counted, and never held back. */
export function isCounted(demand: Demand): boolean {
  return demand.wants === "secured" || demand.slot > 4;
}

/** Until when a lock with these counted orders must wait for its next one; null when it need not. */
export function heldUntil(told: readonly Instant[], now: Instant): Instant | null {
  const first = told.at(-MAX_ORDERS_A_MINUTE);
  if (first === undefined) return null;
  const until = first + ORDERS_WITHIN_MS;
  return until > now ? until : null;
}

/** The counted orders with one more. What no minute can hold together with it is let go. */
export function toldAgain(told: readonly Instant[], now: Instant): readonly Instant[] {
  const lately = told.filter((at) => at + ORDERS_WITHIN_MS > now);
  return [...lately.slice(1 - MAX_ORDERS_A_MINUTE), now];
}

/**
 * What another run remembered. An instant that this clock has not reached counts as now, so a clock that
 * went back holds a lock for a minute at most.
 */
export function recallTold(told: readonly Instant[] | undefined, now: Instant): readonly Instant[] {
  return (told ?? []).slice(-MAX_ORDERS_A_MINUTE).map((at) => Math.min(at, now));
}
