/**
 * What must survive a restart, by id and as plain data, so that it also survives a changed site file.
 * What is not here is asked of the world again.
 */
import type { Site } from "./compile.ts";
import type { Instant } from "./input.ts";
import { leaseEndOf } from "./leases.ts";
import type { DoorFacts, Latch, LockFacts, SensorFacts, SiteState, WalkTest } from "./state.ts";
import type { Cause } from "./view.ts";

export interface RememberedLatch {
  readonly since: Instant;
  readonly cause: Cause;
  readonly sensors: readonly string[];
}

export type RememberedDoor = Pick<
  DoorFacts,
  "manual" | "access" | "exit" | "operator" | "holderOrdered"
>;

export type RememberedLock = Pick<LockFacts, "ordered" | "orderedAt" | "onLease" | "leaseEndsAt">;

export type RememberedSensor = Pick<
  SensorFacts,
  "lastHeard" | "alarmAt" | "isolatedUntil" | "excused" | "stamp" | "spentStamp"
>;

export interface Memory {
  /** When it was remembered, on the clock of the controller that did. */
  readonly at: Instant;
  readonly lockdown: Cause | null;
  readonly walkTest: WalkTest | null;
  readonly drills: readonly { area: string | null; until: Instant; cause: Cause }[];
  readonly areas: Readonly<
    Record<
      string,
      { fire: RememberedLatch | null; gas: RememberedLatch | null; lockdown: Cause | null }
    >
  >;
  readonly doors: Readonly<Record<string, RememberedDoor>>;
  readonly locks: Readonly<Record<string, RememberedLock>>;
  readonly sensors: Readonly<Record<string, RememberedSensor>>;
}

export function remember(site: Site, state: SiteState): Memory {
  const latch = (one: Latch | null): RememberedLatch | null =>
    one === null
      ? null
      : { ...one, sensors: one.sensors.flatMap((index) => site.sensors[index]?.id ?? []) };
  return {
    at: state.now,
    lockdown: state.lockdown,
    walkTest: state.walkTest,
    drills: state.drills.map((drill) => ({
      ...drill,
      area: drill.area === null ? null : (site.areas[drill.area]?.id ?? null),
    })),
    areas: byId(site.areas, state.areas, ({ fire, gas, lockdown }) => ({
      fire: latch(fire),
      gas: latch(gas),
      lockdown,
    })),
    doors: byId(site.doors, state.doors, ({ manual, access, exit, operator, holderOrdered }) => ({
      manual,
      access,
      exit,
      operator,
      holderOrdered,
    })),
    locks: byId(site.locks, state.locks, (facts) => ({
      ordered: facts.ordered,
      orderedAt: facts.orderedAt,
      onLease: facts.onLease,
      leaseEndsAt: facts.onLease ? (facts.leaseEndsAt ?? leaseEndOf(site, facts, state.now)) : null,
    })),
    sensors: byId(site.sensors, state.sensors, (facts) => ({
      lastHeard: facts.lastHeard,
      alarmAt: facts.alarmAt,
      isolatedUntil: facts.isolatedUntil,
      excused: facts.excused,
      stamp: facts.stamp,
      spentStamp: facts.spentStamp,
    })),
  };
}

function byId<F, R>(
  items: readonly { readonly id: string }[],
  facts: readonly F[],
  pick: (facts: F) => R,
): Record<string, R> {
  const entries = items.flatMap(({ id }, index): [string, R][] => {
    const one = facts[index];
    return one === undefined ? [] : [[id, pick(one)]];
  });
  return Object.fromEntries(entries);
}

/** The same memory on another clock: every instant moved by `ms`. */
export function shifted(memory: Memory, ms: number): Memory {
  if (ms === 0) return memory;
  const move = (value: unknown, key: string): unknown => {
    if (typeof value === "number") return INSTANTS.has(key) ? value + ms : value;
    if (Array.isArray(value)) return value.map((one) => move(one, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, move(one, name)]));
  };
  return move(memory, "") as Memory;
}

const INSTANTS: ReadonlySet<string> = new Set([
  "at",
  "since",
  "until",
  "orderedAt",
  "leaseEndsAt",
  "alarmAt",
  "isolatedUntil",
]);
