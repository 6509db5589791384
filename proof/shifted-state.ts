/** The same state at another hour: every instant in it moved by as much. */
import type { SiteState } from "../src/core/index.ts";

/** The facts that are instants; everything else that is a number is a count, a place or a length. */
const INSTANTS: ReadonlySet<string> = new Set([
  "now",
  "at",
  "since",
  "until",
  "bootedAt",
  "heardFrom",
  "gateOpensAt",
  "heardAt",
  "aliveAt",
  "lostSince",
  "watchAt",
  "alarmAt",
  "isolatedUntil",
  "orderedAt",
  "reportedAt",
  "leaseEndsAt",
  "notBefore",
  "pendingSince",
  "toldLately",
  "openSince",
  "heldFrom",
  "firePreSince",
  "gasPreSince",
  "onBatterySince",
  "endsAt",
  "criticalSince",
]);

export function shiftedState(state: SiteState, byMs: number): SiteState {
  return moved(state, "", byMs) as SiteState;
}

function moved(value: unknown, name: string, byMs: number): unknown {
  if (typeof value === "number") return INSTANTS.has(name) ? value + byMs : value;
  if (Array.isArray(value)) return value.map((one) => moved(one, name, byMs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, moved(one, key, byMs)]),
  );
}
