/**
 * What must survive a restart, by id and as plain data, so that it also survives a changed site file.
 * What is not here is asked of the world again.
 */
import type { Site } from "./compile.ts";
import type { Instant } from "./input.ts";
import { leaseEndOf } from "./leases.ts";
import type {
  AreaFacts,
  DoorFacts,
  Latch,
  LockFacts,
  SensorFacts,
  SiteState,
  WalkTest,
} from "./state.ts";
import type { Cause } from "./view.ts";

export interface RememberedLatch {
  readonly since: Instant;
  readonly cause: Cause;
  readonly sensors: readonly string[];
}

export interface RememberedArea {
  readonly fire: RememberedLatch | null;
  readonly gas: RememberedLatch | null;
  readonly lockdown: Cause | null;
}

export type RememberedDoor = Pick<
  DoorFacts,
  "manual" | "access" | "exit" | "operator" | "entered" | "holderOrdered"
>;

export type RememberedLock = Pick<
  LockFacts,
  "ordered" | "orderedAt" | "onLease" | "leaseEndsAt"
> & {
  /** An order to lock that could not be given yet; absent in what an earlier version kept. */
  readonly owed?: LockFacts["owed"];
  /** Absent in what an earlier version kept. */
  readonly toldLately?: LockFacts["toldLately"];
  readonly leaseProof?: LockFacts["leaseProof"];
};

export type RememberedSensor = Pick<
  SensorFacts,
  "lastHeard" | "alarmAt" | "isolatedUntil" | "excused" | "stamp" | "spentStamp"
>;

export interface Memory {
  /** When it was remembered, on the clock of the controller that did. */
  readonly at: Instant;
  readonly suspicion: { readonly since: Instant; readonly areas: readonly string[] } | null;
  readonly lockdown: Cause | null;
  readonly walkTest: WalkTest | null;
  readonly drills: readonly { area: string | null; until: Instant; cause: Cause }[];
  readonly areas: Readonly<Record<string, RememberedArea>>;
  readonly doors: Readonly<Record<string, RememberedDoor>>;
  readonly locks: Readonly<Record<string, RememberedLock>>;
  readonly sensors: Readonly<Record<string, RememberedSensor>>;
}

export function remember(site: Site, state: SiteState): Memory {
  return {
    at: state.now,
    ...rememberWhole(site, state),
    areas: byId(site.areas, state.areas, (facts) => rememberArea(site, facts)),
    doors: byId(site.doors, state.doors, rememberDoor),
    locks: byId(site.locks, state.locks, rememberLock),
    sensors: byId(site.sensors, state.sensors, rememberSensor),
  };
}

/** What concerns the whole site. */
export function rememberWhole(
  site: Site,
  { suspicion, lockdown, walkTest, drills }: SiteState,
): Pick<Memory, "suspicion" | "lockdown" | "walkTest" | "drills"> {
  const idOf = (index: number) => site.areas[index]?.id;
  return {
    suspicion:
      suspicion === null
        ? null
        : { ...suspicion, areas: suspicion.areas.flatMap((index) => idOf(index) ?? []) },
    lockdown,
    walkTest,
    drills: drills.map((drill) => ({
      ...drill,
      area: drill.area === null ? null : (idOf(drill.area) ?? null),
    })),
  };
}

export function rememberArea(
  site: Site,
  { fire, gas, lockdown }: Pick<AreaFacts, "fire" | "gas" | "lockdown">,
): RememberedArea {
  const latch = (one: Latch | null): RememberedLatch | null =>
    one === null
      ? null
      : { ...one, sensors: one.sensors.flatMap((index) => site.sensors[index]?.id ?? []) };
  return { fire: latch(fire), gas: latch(gas), lockdown };
}

export function rememberDoor(facts: DoorFacts): RememberedDoor {
  const { manual, access, exit, operator, entered, holderOrdered } = facts;
  return { manual, access, exit, operator, entered, holderOrdered };
}

export function rememberLock(facts: LockFacts): RememberedLock {
  const { ordered, orderedAt, onLease, leaseEndsAt, wish, toldLately, leaseProof } = facts;
  const owed = wish === "secured" ? facts.owed : "no";
  const ends = onLease ? leaseEndsAt : null;
  return { ordered, orderedAt, onLease, leaseEndsAt: ends, owed, toldLately, leaseProof };
}

export function rememberSensor(facts: SensorFacts): RememberedSensor {
  const { lastHeard, alarmAt, isolatedUntil, excused, stamp, spentStamp } = facts;
  return { lastHeard, alarmAt, isolatedUntil, excused, stamp, spentStamp };
}

/** Leases that were still renewed when it was remembered run out some time after it. */
export function withLeaseEnds(site: Site, memory: Memory): Memory {
  const locks = Object.entries(memory.locks).map(([id, one]): [string, RememberedLock] => {
    const renewed = one.onLease && one.leaseEndsAt === null;
    return [id, renewed ? { ...one, leaseEndsAt: leaseEndOf(site, one, memory.at) } : one];
  });
  return { ...memory, locks: Object.fromEntries(locks) };
}

function byId<F, R>(
  items: readonly { readonly id: string }[],
  facts: readonly F[],
  pick: (facts: F) => R,
): Record<string, R> {
  const found: Record<string, R> = {};
  items.forEach(({ id }, index) => {
    const one = facts[index];
    if (one !== undefined) found[id] = pick(one);
  });
  return found;
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
  "toldLately",
  "leaseEndsAt",
  "alarmAt",
  "isolatedUntil",
]);
