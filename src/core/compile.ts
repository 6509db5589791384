/**
 * The site description, indexed once so that a decision touches only the doors it concerns. Ids become
 * positions in arrays; what follows from hardware alone is worked out here and not again.
 */
import { drawsByHand, releasedBy } from "./egress-means.ts";
import type {
  AlarmRule,
  AreaDescription,
  DoorDescription,
  HolderDescription,
  LockDescription,
  SensorDescription,
  SiteDescription,
  SupplyDescription,
} from "./site.ts";
import { OUTSIDE } from "./site.ts";
import { THROWN_BOLTS } from "./view.ts";

export interface CompiledLock {
  readonly index: number;
  readonly id: string;
  readonly description: LockDescription;
  readonly door: number;
  readonly supply: number;
  /** A hand on the inside draws it, whatever the power. */
  readonly mechanical: boolean;
  readonly releasedOnFire: boolean;
  readonly releasedOnGas: boolean;
  /** A strike that must hold its latch while fire stands: never energised then (IBC 716, NFPA 80). */
  readonly heldByFireRating: boolean;
  /** The exit device of the door opens this lock, because no hand does. */
  readonly needsExitDevice: boolean;
  /** The door's hard-wired emergency release breaks this lock's supply. */
  readonly cutByHand: boolean;
  readonly thrown: boolean;
  /** Its output falls back by itself unless renewed. */
  readonly leased: boolean;
}

export interface CompiledDoor {
  readonly index: number;
  readonly id: string;
  readonly description: DoorDescription;
  readonly locks: readonly CompiledLock[];
  readonly from: number;
  readonly to: number;
  /** Areas whose fire this door serves; null for every area. */
  readonly serves: readonly number[] | null;
  readonly contact: number;
  readonly releaseSensor: number;
  readonly holder: HolderDescription | null;
  readonly holderSupply: number;
  /** The mains at the root of the holder's supply, or -1. */
  readonly holderMains: number;
  /** How long a press of the exit device releases the door, in ms. */
  readonly exitHoldMs: number;
  readonly exitSensors: readonly number[];
  /** Hands open every lock, yet there is a button: pressing it is asking for the door to be released. */
  readonly buttonReleasesAll: boolean;
}

export interface CompiledArea {
  readonly index: number;
  readonly id: string;
  readonly description: AreaDescription;
  readonly rule: AlarmRule;
  readonly fireDetectors: readonly number[];
  readonly gasDetectors: readonly number[];
  /** Doors from or to this area. */
  readonly doors: readonly number[];
  /** Doors other than exits-for-all that serve this area's fire. */
  readonly servedBy: readonly number[];
}

export interface CompiledSensor {
  readonly index: number;
  readonly id: string;
  readonly description: SensorDescription;
  readonly area: number;
  readonly supply: number;
  readonly door: number;
  /** Doors whose answers this sensor's own words change: leaf contact, release, exit request. */
  readonly doors: readonly number[];
}

export interface CompiledSupply {
  readonly index: number;
  readonly id: string;
  readonly description: SupplyDescription;
  readonly fedBy: number;
  readonly sensors: readonly number[];
  readonly doors: readonly number[];
  readonly locks: readonly number[];
  /** Watts of everything on it that draws all the time; 0 when nothing is stated. */
  readonly loadWatts: number;
}

export interface Site {
  readonly description: SiteDescription;
  readonly areas: readonly CompiledArea[];
  readonly supplies: readonly CompiledSupply[];
  /** Supplies in an order in which a parent comes before what it feeds. */
  readonly supplyOrder: readonly number[];
  readonly sensors: readonly CompiledSensor[];
  readonly doors: readonly CompiledDoor[];
  readonly locks: readonly CompiledLock[];
  readonly areaIndex: ReadonlyMap<string, number>;
  readonly supplyIndex: ReadonlyMap<string, number>;
  readonly sensorIndex: ReadonlyMap<string, number>;
  readonly doorIndex: ReadonlyMap<string, number>;
  readonly lockIndex: ReadonlyMap<string, number>;
  readonly holderIndex: ReadonlyMap<string, number>;
  /** Doors that serve every area. */
  readonly exits: readonly number[];
  readonly doorsWithHolder: readonly number[];
}

const DEFAULT_EXIT_HOLD_MS = 30_000;

export function compileSite(description: SiteDescription): Site {
  const areaIndex = indexById(description.areas);
  const supplyIndex = indexById(description.supplies);
  const sensorIndex = indexById(description.sensors);
  const doorIndex = indexById(description.doors);
  const at = (map: ReadonlyMap<string, number>, id: string | null) =>
    id === null ? -1 : (map.get(id) ?? -1);

  const locks: CompiledLock[] = [];
  const exitSensors = groupBy(description.sensors, (sensor) =>
    sensor.kind === "exit-request" ? at(doorIndex, sensor.door) : -1,
  );
  const mainsOf = (supply: number): number => {
    let index = supply;
    for (let hops = 0; index >= 0 && hops <= description.supplies.length; hops += 1) {
      const one = description.supplies[index];
      if (one === undefined) return -1;
      if (one.fedBy === null) return one.kind === "mains" ? index : -1;
      index = at(supplyIndex, one.fedBy);
    }
    return -1;
  };

  const doors = description.doors.map((door, index): CompiledDoor => {
    const from = door.from === OUTSIDE ? -1 : at(areaIndex, door.from);
    const to = door.to === OUTSIDE ? -1 : at(areaIndex, door.to);
    const own = door.locks.map((lock): CompiledLock => {
      const mechanical = drawsByHand(door.egressDevices, lock);
      const compiled: CompiledLock = {
        index: locks.length,
        id: lock.id,
        description: lock,
        door: index,
        supply: at(supplyIndex, lock.supply),
        mechanical,
        releasedOnFire: releasedBy(door.onFire, lock, mechanical),
        releasedOnGas: releasedBy(door.onGas, lock, mechanical),
        heldByFireRating:
          door.fireRated &&
          lock.hardware === "electric-strike" &&
          lock.failMode !== "fail-safe" &&
          mechanical,
        needsExitDevice: !mechanical,
        cutByHand: door.emergencyRelease?.hardwired === true && lock.failMode === "fail-safe",
        thrown: THROWN_BOLTS.has(lock.hardware),
        leased: lock.controllerLoss === "release" && lock.failMode !== "fail-as-is",
      };
      locks.push(compiled);
      return compiled;
    });
    const named = door.servesAreas?.map((id) => at(areaIndex, id));
    const serves = named ?? (door.exit ? null : [from, to].filter((area) => area >= 0));
    const buttons = door.egressDevices.filter(
      (device) => device.kind === "exit-button" || device.kind === "exit-sensor",
    );
    return {
      index,
      id: door.id,
      description: door,
      locks: own,
      from,
      to,
      serves,
      contact: at(sensorIndex, door.contact),
      releaseSensor: at(sensorIndex, door.emergencyRelease?.sensor ?? null),
      holder: door.holder,
      holderSupply: at(supplyIndex, door.holder?.supply ?? null),
      holderMains: door.holder === null ? -1 : mainsOf(at(supplyIndex, door.holder.supply)),
      exitHoldMs:
        buttons.length === 0
          ? DEFAULT_EXIT_HOLD_MS
          : Math.max(...buttons.map((device) => device.holdMs)),
      exitSensors: exitSensors.get(index) ?? [],
      buttonReleasesAll:
        own.every((lock) => lock.mechanical) &&
        buttons.some((device) => device.kind === "exit-button"),
    };
  });

  const touching = new Map<number, number[]>();
  const serving = new Map<number, number[]>();
  const onSupply = new Map<number, Set<number>>();
  for (const door of doors) {
    for (const area of new Set([door.from, door.to])) push(touching, area, door.index);
    for (const area of new Set(door.serves ?? [])) push(serving, area, door.index);
    for (const lock of door.locks) add(onSupply, lock.supply, door.index);
    if (door.holderSupply >= 0) add(onSupply, door.holderSupply, door.index);
    if (door.holderMains >= 0) add(onSupply, door.holderMains, door.index);
  }
  const locksOn = groupBy(locks, (lock) => lock.supply);
  const feeds = groupBy(description.supplies, (supply) => at(supplyIndex, supply.fedBy));
  const ownWatts = (supply: number) =>
    (locksOn.get(supply) ?? []).reduce(
      (sum, lock) => sum + (locks[lock]?.description.watts ?? 0),
      0,
    );
  const loadWatts = (supply: number, depth = 0): number =>
    depth > description.supplies.length
      ? 0
      : ownWatts(supply) +
        (feeds.get(supply) ?? []).reduce((sum, child) => sum + loadWatts(child, depth + 1), 0);
  const watching = groupBy(description.sensors, (sensor) => at(supplyIndex, sensor.supply));
  const rules = new Map(description.alarms.map((rule) => [rule.area, rule]));
  const fireOf = groupBy(description.sensors, (sensor) =>
    isFireDetector(sensor) ? at(areaIndex, sensor.area) : -1,
  );
  const gasOf = groupBy(description.sensors, (sensor) =>
    isGasDetector(sensor) ? at(areaIndex, sensor.area) : -1,
  );
  const ownDoors = new Map<number, Set<number>>();
  for (const door of doors) {
    for (const sensor of [door.contact, door.releaseSensor, ...door.exitSensors])
      if (sensor >= 0) add(ownDoors, sensor, door.index);
  }

  return {
    description,
    areas: description.areas.map((area, index) => ({
      index,
      id: area.id,
      description: area,
      rule: rules.get(area.id) ?? { area: area.id, vote: "any", verifyMs: null },
      fireDetectors: fireOf.get(index) ?? [],
      gasDetectors: gasOf.get(index) ?? [],
      doors: touching.get(index) ?? [],
      servedBy: serving.get(index) ?? [],
    })),
    supplies: description.supplies.map((supply, index) => ({
      index,
      id: supply.id,
      description: supply,
      fedBy: at(supplyIndex, supply.fedBy),
      sensors: watching.get(index) ?? [],
      doors: [...(onSupply.get(index) ?? [])],
      locks: locksOn.get(index) ?? [],
      loadWatts: loadWatts(index),
    })),
    supplyOrder: parentsFirst(description.supplies, (id) => at(supplyIndex, id)),
    sensors: description.sensors.map((sensor, index) => ({
      index,
      id: sensor.id,
      description: sensor,
      area: at(areaIndex, sensor.area),
      supply: at(supplyIndex, sensor.supply),
      door: at(doorIndex, sensor.door),
      doors: [...(ownDoors.get(index) ?? [])],
    })),
    doors,
    locks,
    areaIndex,
    supplyIndex,
    sensorIndex,
    doorIndex,
    lockIndex: indexById(locks),
    holderIndex: new Map(
      doors.flatMap((door) => (door.holder === null ? [] : [[door.holder.id, door.index]])),
    ),
    exits: doors.filter((door) => door.serves === null).map((door) => door.index),
    doorsWithHolder: doors.filter((door) => door.holder !== null).map((door) => door.index),
  };
}

/** Detectors that raise fire. A call point does too, but is a person and never votes. */
export function isFireDetector(sensor: SensorDescription): boolean {
  return sensor.kind === "smoke" || sensor.kind === "heat" || sensor.kind === "call-point";
}

export function isGasDetector(sensor: SensorDescription): boolean {
  return sensor.kind === "gas" || sensor.kind === "carbon-monoxide";
}

function indexById(items: readonly { readonly id: string }[]): ReadonlyMap<string, number> {
  return new Map(items.map((item, index) => [item.id, index]));
}

function groupBy<T>(items: readonly T[], key: (item: T) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  items.forEach((item, index) => {
    const group = key(item);
    if (group >= 0) push(groups, group, index);
  });
  return groups;
}

function push(groups: Map<number, number[]>, key: number, value: number): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function add(groups: Map<number, Set<number>>, key: number, value: number): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, new Set([value]));
  else group.add(value);
}

function parentsFirst(
  supplies: readonly SupplyDescription[],
  indexOf: (id: string | null) => number,
): readonly number[] {
  const order: number[] = [];
  const placed = new Set<number>();
  const place = (index: number): void => {
    if (index < 0 || placed.has(index)) return;
    placed.add(index);
    place(indexOf(supplies[index]?.fedBy ?? null));
    order.push(index);
  };
  supplies.forEach((_, index) => {
    place(index);
  });
  return order;
}
