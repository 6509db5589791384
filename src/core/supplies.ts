/** The power tree: what each supply is, from its own sensors first and its parent's state after that. */
import type { CompiledSupply, Site } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { SiteState, SupplyFacts } from "./state.ts";
import { endByCapacity, type Seen, seeSupply } from "./supply-evidence.ts";
import type { SupplyStatus, SupplyView } from "./view.ts";

const SECONDS = 1000;
const MINUTES = 60 * SECONDS;

/** How long before its release in good order a supply's end is announced. */
export const ANNOUNCE_MS = 5 * MINUTES;

/** How far apart locks are released when their supply is about to end. */
export const RELEASE_STAGGER_MS = 500;

/** A fire panel's battery may not hold a door for longer (NFPA 72-2007 6.16.7). */
export const FIRE_PANEL_HOLDS_MS = 10 * MINUTES;

/** Locks on one supply come back this far apart, so that their inrush does not add up. */
export const RESTORE_STAGGER_MS = 200;

/** Works the whole tree out again and acts on what changed. One pass, parents before children. */
export function settleSupplies(draft: Draft): void {
  for (const index of draft.site.supplyOrder) settleSupply(draft, index);
}

function settleSupply(draft: Draft, index: number): void {
  const { site, now } = draft;
  const supply = site.supplies[index];
  const before = draft.state.supplies[index];
  if (supply === undefined || before === undefined) return;

  const seen = seeSupply(draft.state, supply, before, now);
  const onBatterySince = seen.on === "battery" ? (before.onBatterySince ?? now) : null;
  const endsAt = endOfBattery(supply, seen, before, onBatterySince);
  const status: SupplyStatus = forecastOver(supply, endsAt, now, seen) ? "unknown" : seen.status;
  const battery = { onBatterySince, endsAt };
  const critical = isCritical(supply, { ...seen, status }, battery, now);
  const after: SupplyFacts = {
    status,
    on: seen.on,
    since: status === before.status ? before.since : now,
    onBatterySince,
    endsAt,
    criticalSince: critical ? (before.criticalSince ?? now) : null,
    percent: seen.percent,
    announced: onBatterySince !== null && (before.announced || endsSoon(supply, endsAt, now)),
  };
  if (same(before, after)) return;
  draft.setSupply(index, after);
  for (const door of supply.doors) draft.touchDoor(door);
  if (endsAt !== null && endsAt !== before.endsAt) {
    const criticalAt = Math.max(now, endsAt - supply.description.critical.minutes * MINUTES);
    draft.wake("supply", index, criticalAt);
    draft.wake("supply", index, endsAt);
    if (criticalAt - ANNOUNCE_MS > now) draft.wake("supply", index, criticalAt - ANNOUNCE_MS);
  }
  if (supply.description.firePanel !== null && onBatterySince !== null)
    draft.wake("supply", index, onBatterySince + FIRE_PANEL_HOLDS_MS);
  if (before.criticalSince === null && critical) releaseInOrder(draft, supply);
  announce(draft, supply, before, after);
  if (before.status === "lost" && status === "live") restoreLocks(draft, supply);
  if (status === "lost")
    for (const lock of supply.locks) draft.setLock(lock, { powerCycled: true, pendingSince: null });
}

function announce(draft: Draft, supply: CompiledSupply, was: SupplyFacts, is: SupplyFacts): void {
  const fields = { supply: supply.id };
  if (was.status !== is.status) {
    draft.emit(`supply-${is.status}`, fields);
  }
  if (was.on !== "battery" && is.on === "battery") draft.emit("supply-on-battery", fields);
  if (was.on === "battery" && is.on === "mains") draft.emit("supply-on-mains", fields);
  if (!was.announced && is.announced && is.criticalSince === null)
    draft.emit("supply-critical-soon", fields);
  if (was.criticalSince === null && is.criticalSince !== null)
    draft.emit("supply-critical", fields);
}

/** What would let go with the supply is released in good order, one lock after the other. */
function releaseInOrder(draft: Draft, supply: CompiledSupply): void {
  for (const index of supply.locks) {
    const lock = draft.site.locks[index];
    if (lock === undefined || lock.turn === 0) continue;
    draft.wake("door", lock.door, draft.now + lock.turn * RELEASE_STAGGER_MS);
  }
}

/** Power is back: each lock is told its present wish again, one after the other. */
function restoreLocks(draft: Draft, supply: CompiledSupply): void {
  supply.locks.forEach((index, place) => {
    const facts = draft.state.locks[index];
    if (facts === undefined || facts.ordered === "unknown") return;
    const notBefore = place === 0 ? null : draft.now + place * RESTORE_STAGGER_MS;
    draft.setLock(index, { owed: facts.owed === "changed" ? "changed" : "again", notBefore });
    if (notBefore !== null) draft.wake("lock", index, notBefore);
  });
}

function endOfBattery(
  supply: CompiledSupply,
  seen: Seen,
  before: SupplyFacts,
  onBatterySince: number | null,
): number | null {
  if (onBatterySince === null) return null;
  // A report counts down from when it came, so a deadline does not move by looking at it again.
  if (seen.runtimeMs !== null && seen.saidAt !== null) return seen.saidAt + seen.runtimeMs;
  return before.endsAt ?? endByCapacity(supply, onBatterySince);
}

/** A forecast that has run out proves nothing where no sensor watches: the supply is unknown then. */
function forecastOver(
  supply: CompiledSupply,
  endsAt: number | null,
  now: number,
  seen: Seen,
): boolean {
  return supply.sensors.length === 0 && seen.on === "battery" && endsAt !== null && now >= endsAt;
}

/**
 * Ten minutes left by forecast or reported runtime; the charge in percent only where neither exists. A
 * UPS that says `low` is believed at once.
 */
function isCritical(
  supply: CompiledSupply,
  seen: Seen,
  battery: Pick<SupplyFacts, "onBatterySince" | "endsAt">,
  now: number,
): boolean {
  if (seen.on !== "battery" || seen.status === "lost") return false;
  if (seen.low) return true;
  const { onBatterySince, endsAt } = battery;
  const { firePanel, critical } = supply.description;
  if (firePanel !== null && onBatterySince !== null && now >= onBatterySince + FIRE_PANEL_HOLDS_MS)
    return true;
  if (endsAt !== null) return endsAt - now <= critical.minutes * MINUTES;
  return seen.percent !== null && seen.percent <= critical.percent;
}

/** Within the time of the announcement, and not before something can be announced. */
function endsSoon(supply: CompiledSupply, endsAt: number | null, now: number): boolean {
  if (endsAt === null) return false;
  return endsAt - supply.description.critical.minutes * MINUTES - now <= ANNOUNCE_MS;
}

function same(one: SupplyFacts, other: SupplyFacts): boolean {
  return (
    one.status === other.status &&
    one.on === other.on &&
    one.endsAt === other.endsAt &&
    one.criticalSince === other.criticalSince &&
    one.percent === other.percent &&
    one.announced === other.announced &&
    one.onBatterySince === other.onBatterySince
  );
}

/** The supply as shells show it. `releaseInSeconds` counts down to the release in good order. */
export function supplyView(site: Site, state: SiteState, index: number): SupplyView {
  const facts = state.supplies[index];
  const supply = site.supplies[index];
  if (facts === undefined || supply === undefined)
    return { status: "unknown", on: null, releaseInSeconds: null };
  const failsOpen = supply.locks.some(
    (lock) => site.locks[lock]?.description.failMode === "fail-safe",
  );
  const criticalAt =
    facts.endsAt === null ? null : facts.endsAt - supply.description.critical.minutes * MINUTES;
  return {
    status: facts.status,
    on: facts.on,
    releaseInSeconds:
      criticalAt === null || !failsOpen
        ? null
        : Math.max(0, Math.round((criticalAt - state.now) / SECONDS)),
  };
}
