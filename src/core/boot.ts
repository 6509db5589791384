/**
 * How the engine starts. A start never changes what a lock is told: only a release for life that stood
 * before goes out at once, and a lost order is given again once the inputs were read.
 */
import type { CompiledLock, Site } from "./compile.ts";
import { Draft } from "./draft.ts";
import type { Instant, ScheduleChange } from "./input.ts";
import { recallTold } from "./order-limit.ts";
import { energiseFor } from "./physics.ts";
import {
  type Memory,
  type RememberedLatch,
  type RememberedLock,
  shifted,
  withLeaseEnds,
} from "./remembered.ts";
import type { Wish } from "./site.ts";
import type {
  AreaFacts,
  DoorFacts,
  Drill,
  Latch,
  LockFacts,
  SensorFacts,
  SiteState,
  SupplyFacts,
} from "./state.ts";
import { supervise } from "./supervision.ts";
import { settleSupplies } from "./supplies.ts";
import { recallSuspicion } from "./suspicion.ts";
import { NO_TIMERS } from "./timers.ts";
import type { Cause } from "./view.ts";

/** How long a start waits for inputs that do not come. */
export const INPUTS_WITHIN_MS = 10_000;

export interface StartOptions {
  readonly at: Instant;
  /**
   * What is remembered: of an earlier run, `null` for a site that was never told anything, or
   * `at-rest` for one whose locks were last told their resting state, as a replay begins.
   */
  readonly memory: Memory | null | "at-rest";
  /** Added to every remembered instant, to bring it onto this controller's clock. */
  readonly shiftMs: number;
  /** True when the inputs count as read already. */
  readonly inputsRead: boolean;
  /** What the opening hours want at the start. That they want it is no change, so it orders nothing. */
  readonly hours?: readonly ScheduleChange[];
  /** Ids of locks and holders whose way is not open yet. */
  readonly linkDown?: ReadonlySet<string>;
}

export function boot(site: Site, options: StartOptions): Draft {
  const { at } = options;
  const memory =
    options.memory === null || options.memory === "at-rest"
      ? null
      : shifted(withLeaseEnds(site, options.memory), options.shiftMs);
  const atRest = options.memory === "at-rest";
  const indexOf = (id: string) => site.sensorIndex.get(id);
  const hours = new Map((options.hours ?? []).map((one) => [one.door, hoursOf(one, at)]));
  const areas = site.areas.map((area): AreaFacts => {
    const was = own(memory?.areas, area.id);
    return {
      fire: recall(was?.fire, indexOf),
      gas: recall(was?.gas, indexOf),
      firePreSince: null,
      gasPreSince: null,
      lockdown: was?.lockdown ?? null,
    };
  });
  const state: SiteState = {
    now: at,
    bootedAt: at,
    heardFrom: at,
    gateOpensAt: options.inputsRead ? null : at + INPUTS_WITHIN_MS,
    controller: "running",
    sensors: site.sensors.map(({ id }) => ({ ...freshSensor(), ...own(memory?.sensors, id) })),
    locks: site.locks.map((lock) => {
      const rest = site.doors[lock.door]?.description.rest ?? "secured";
      const was = own(memory?.locks, lock.id);
      const facts = bootLock(at, was, atRest ? rest : null, lock);
      return options.linkDown?.has(lock.id) === true ? { ...facts, link: "down" as const } : facts;
    }),
    doors: site.doors.map(
      ({ id, holder }): DoorFacts => ({
        ...freshDoor(atRest),
        ...own(memory?.doors, id),
        schedule: hours.get(id) ?? null,
        holderLink: holder !== null && options.linkDown?.has(holder.id) === true ? "down" : "up",
      }),
    ),
    areas,
    supplies: site.supplies.map(() => freshSupply(at)),
    latchedFire: latchedIn(areas, "fire"),
    latchedGas: latchedIn(areas, "gas"),
    suspicion: recallSuspicion(site, memory?.suspicion ?? null),
    lockdown: memory?.lockdown ?? null,
    // A drill in an area that is no more has nowhere to run; without one it would run everywhere.
    drills: (memory?.drills ?? []).flatMap((drill): Drill[] => {
      if (drill.area === null) return [{ ...drill, area: null }];
      const area = site.areaIndex.get(drill.area);
      return area === undefined ? [] : [{ ...drill, area }];
    }),
    walkTest: memory?.walkTest ?? null,
    withheld: null,
    leaseTest: null,
    timers: NO_TIMERS,
  };
  const draft = new Draft(site, state);
  settleSupplies(draft);
  draft.events.length = 0;
  if (memory !== null) tellLostLeases(draft, memory.at);
  setDeadlines(draft);
  for (const door of site.doors) draft.touchDoor(door.index);
  return draft;
}

/** The opening hours' demand, as a fact. */
export function hoursOf(change: ScheduleChange, at: Instant): DoorFacts["schedule"] {
  if (change.wants === null) return null;
  const cause: Cause = { kind: "schedule", at };
  return { wants: change.wants, cause, afterEntry: change.afterEntry === true };
}

/** Inputs were read, or waited for long enough: what is owed may be driven now. */
export function openGate(draft: Draft): void {
  if (draft.state.gateOpensAt === null) return;
  draft.setWhole({ gateOpensAt: null });
  draft.emit("inputs-read");
  for (const door of draft.site.doors) draft.touchDoor(door.index);
}

/** Leases that ran out while nobody was there to say so. */
function tellLostLeases(draft: Draft, since: Instant): void {
  for (const lock of draft.site.locks) {
    const facts = draft.state.locks[lock.index];
    if (facts?.onLease !== true || facts.leaseEndsAt === null) continue;
    if (facts.leaseEndsAt > since)
      draft.emit("lease-lost", { lock: lock.id, door: draft.site.doors[lock.door]?.id });
  }
}

function setDeadlines(draft: Draft): void {
  const { site, state } = draft;
  if (state.gateOpensAt !== null) draft.wake("site", 0, state.gateOpensAt);
  for (const drill of state.drills) draft.wake("site", 0, drill.until);
  if (state.walkTest !== null) draft.wake("site", 0, state.walkTest.until);
  state.doors.forEach(({ access, exit }, index) => {
    if (access !== null) draft.wake("door", index, access.until);
    if (exit !== null) draft.wake("door", index, exit.until);
  });
  state.sensors.forEach(({ isolatedUntil }, index) => {
    if (isolatedUntil !== null) draft.wake("sensor", index, isolatedUntil);
  });
  for (const sensor of site.sensors) supervise(draft, sensor);
  for (const area of site.areas) draft.wake("area", area.index, state.now);
}

/** Ids are people's words, and `constructor` is one of them. */
function own<T>(record: Readonly<Record<string, T>> | undefined, id: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, id) ? record[id] : undefined;
}

function recall(
  latch: RememberedLatch | null | undefined,
  indexOf: (id: string) => number | undefined,
): Latch | null {
  if (latch === null || latch === undefined) return null;
  return { ...latch, sensors: latch.sensors.flatMap((id) => indexOf(id) ?? []) };
}

function latchedIn(areas: readonly AreaFacts[], kind: "fire" | "gas"): readonly number[] {
  return areas
    .flatMap((area, index) => {
      const latch = area[kind];
      return latch === null ? [] : [{ index, since: latch.since }];
    })
    .toSorted((one, other) => one.since - other.since)
    .map(({ index }) => index);
}

function bootLock(
  at: Instant,
  was: RememberedLock | undefined,
  rest: Wish | null,
  lock: CompiledLock,
): LockFacts {
  const ordered = rest === null ? "unknown" : rest === "secured" ? "locked" : "unlocked";
  const fresh: LockFacts = {
    ordered,
    orderedAt: at,
    orderedHere: rest !== null,
    reported: "unknown",
    reportedAt: at - 1,
    link: "up",
    onLease: false,
    leaseEndsAt: null,
    wish: null,
    slot: 16,
    owed: "no",
    notBefore: null,
    pendingSince: null,
    tries: 0,
    missed: false,
    powerCycled: false,
    unexpected: false,
    toldLately: [],
    leaseProof: was?.leaseProof ?? null,
  };
  if (was === undefined) {
    const energised =
      ordered !== "unknown" && energiseFor(lock.description.failMode, ordered) === true;
    return { ...fresh, onLease: lock.leased && energised };
  }
  const expired = was.leaseEndsAt !== null && was.leaseEndsAt <= at;
  return {
    ...fresh,
    ...was,
    toldLately: recallTold(was.toldLately, at),
    leaseProof: was.leaseProof ?? null,
    leaseEndsAt: expired ? was.leaseEndsAt : null,
    // A lease that ran out while nobody renewed it has let go: the wish is told again, after the inputs.
    // So is an order to lock that could not be given before the end of the last run.
    owed: expired ? "again" : (was.owed ?? "no"),
  };
}

function freshSensor(): SensorFacts {
  return {
    value: "unknown",
    heardAt: null,
    aliveAt: null,
    lostSince: null,
    silent: false,
    watchAt: null,
    lastHeard: null,
    alarmAt: null,
    isolatedUntil: null,
    excused: false,
    stamp: null,
    spentStamp: null,
    batteryPercent: null,
    lowBattery: false,
    tamper: false,
  };
}

function freshDoor(atRest: boolean): DoorFacts {
  return {
    manual: null,
    position: "unknown",
    openSince: null,
    heldFrom: null,
    warned: false,
    alarm: "normal",
    access: null,
    exit: null,
    operator: null,
    schedule: null,
    entered: false,
    passed: false,
    holderOrdered: atRest ? "held" : "unknown",
    holderLink: "up",
    holderOwed: false,
  };
}

function freshSupply(at: Instant): SupplyFacts {
  return {
    status: "unknown",
    on: null,
    since: at,
    onBatterySince: null,
    endsAt: null,
    criticalSince: null,
    percent: null,
    announced: false,
  };
}
