/**
 * The site description, indexed once so that a decision touches only the doors it concerns. Ids become
 * positions in arrays; what follows from hardware alone is worked out here and not again.
 */
import { compileSupplies, mainsOf, parentsFirst } from "./compile-supplies.ts";
import type { CompiledArea, CompiledDoor, CompiledLock, CompiledSensor, Site } from "./compiled.ts";
import { drawsByHand, releasedBy } from "./egress-means.ts";
import { add, groupBy, type Index, indexById, positionIn, push } from "./indexing.ts";
import { leaseDigest } from "./lease-proof.ts";
import type {
  DoorDescription,
  LockDescription,
  SensorDescription,
  SiteDescription,
} from "./site.ts";
import { OUTSIDE } from "./site.ts";
import { THROWN_BOLTS } from "./view.ts";

export type {
  CompiledArea,
  CompiledDoor,
  CompiledLock,
  CompiledSensor,
  CompiledSupply,
  Site,
} from "./compiled.ts";

const DEFAULT_EXIT_HOLD_MS = 30_000;

interface Indexes {
  readonly area: Index;
  readonly supply: Index;
  readonly sensor: Index;
  readonly door: Index;
}

export function compileSite(description: SiteDescription): Site {
  const indexes: Indexes = {
    area: indexById(description.areas),
    supply: indexById(description.supplies),
    sensor: indexById(description.sensors),
    door: indexById(description.doors),
  };
  const locks: CompiledLock[] = [];
  const turns = new Map<number, number>();
  const exitSensors = groupBy(description.sensors, (sensor) =>
    sensor.kind === "exit-request" ? positionIn(indexes.door, sensor.door) : -1,
  );
  const doors = description.doors.map((door, index) =>
    compileDoor(description, indexes, door, {
      index,
      exitSensors: exitSensors.get(index) ?? [],
      locks,
      turns,
    }),
  );
  return {
    description,
    areas: compileAreas(description, indexes, doors),
    supplies: compileSupplies(description, indexes, doors, locks),
    supplyOrder: parentsFirst(description.supplies, indexes.supply),
    sensors: compileSensors(description, indexes, doors),
    doors,
    locks,
    areaIndex: indexes.area,
    supplyIndex: indexes.supply,
    sensorIndex: indexes.sensor,
    doorIndex: indexes.door,
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

interface Place {
  readonly index: number;
  readonly exitSensors: readonly number[];
  /** The site's locks so far; the door's own are added. */
  readonly locks: CompiledLock[];
  /** How many fail-safe locks each supply has so far. */
  readonly turns: Map<number, number>;
}

function compileDoor(
  description: SiteDescription,
  indexes: Indexes,
  door: DoorDescription,
  place: Place,
): CompiledDoor {
  const from = door.from === OUTSIDE ? -1 : positionIn(indexes.area, door.from);
  const to = door.to === OUTSIDE ? -1 : positionIn(indexes.area, door.to);
  const own = door.locks.map((lock) => {
    const supply = positionIn(indexes.supply, lock.supply);
    const compiled = compileLock(door, lock, {
      index: place.locks.length,
      door: place.index,
      supply,
      ownCells: description.supplies[supply]?.kind === "battery",
      turn: takeTurn(place.turns, supply, lock),
      leaseDigest: leaseDigest(lock, description.lease),
    });
    place.locks.push(compiled);
    return compiled;
  });
  const named = door.servesAreas?.map((id) => positionIn(indexes.area, id));
  const holderSupply = positionIn(indexes.supply, door.holder?.supply ?? null);
  const buttons = door.egressDevices.filter(
    (device) => device.kind === "exit-button" || device.kind === "exit-sensor",
  );
  return {
    index: place.index,
    id: door.id,
    description: door,
    locks: own,
    from,
    to,
    serves: named ?? (door.exit ? null : [from, to].filter((area) => area >= 0)),
    contact: positionIn(indexes.sensor, door.contact),
    releaseSensor: positionIn(indexes.sensor, door.emergencyRelease?.sensor ?? null),
    holder: door.holder,
    holderSupply,
    holderMains: mainsOf(description.supplies, indexes.supply, holderSupply),
    exitHoldMs:
      buttons.length === 0
        ? DEFAULT_EXIT_HOLD_MS
        : Math.max(...buttons.map((device) => device.holdMs)),
    exitSensors: place.exitSensors,
    buttonReleasesAll:
      own.every((lock) => lock.mechanical) &&
      buttons.some((device) => device.kind === "exit-button"),
  };
}

function compileLock(
  door: DoorDescription,
  lock: LockDescription,
  at: Pick<CompiledLock, "index" | "door" | "supply" | "turn" | "ownCells" | "leaseDigest">,
): CompiledLock {
  const mechanical = drawsByHand(door.egressDevices, lock);
  return {
    ...at,
    id: lock.id,
    description: lock,
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
    energisedOpen: lock.failMode === "fail-as-is" ? null : lock.failMode === "fail-secure",
    leased: lock.controllerLoss === "release" && lock.failMode !== "fail-as-is",
  };
}

function takeTurn(turns: Map<number, number>, supply: number, lock: LockDescription): number {
  const turn = turns.get(supply) ?? 0;
  if (lock.failMode === "fail-safe") turns.set(supply, turn + 1);
  return turn;
}

function compileAreas(
  description: SiteDescription,
  indexes: Indexes,
  doors: readonly CompiledDoor[],
): readonly CompiledArea[] {
  const touching = new Map<number, number[]>();
  const serving = new Map<number, number[]>();
  for (const door of doors) {
    for (const area of new Set([door.from, door.to])) push(touching, area, door.index);
    for (const area of new Set(door.serves ?? [])) push(serving, area, door.index);
  }
  const rules = new Map(description.alarms.map((rule) => [rule.area, rule]));
  const detectors = (is: (sensor: SensorDescription) => boolean) =>
    groupBy(description.sensors, (sensor) =>
      is(sensor) ? positionIn(indexes.area, sensor.area) : -1,
    );
  const fire = detectors(isFireDetector);
  const gas = detectors(isGasDetector);
  return description.areas.map((area, index) => ({
    index,
    id: area.id,
    description: area,
    rule: rules.get(area.id) ?? { area: area.id, vote: "any", verifyMs: null },
    fireDetectors: fire.get(index) ?? [],
    gasDetectors: gas.get(index) ?? [],
    doors: touching.get(index) ?? [],
    servedBy: serving.get(index) ?? [],
  }));
}

function compileSensors(
  description: SiteDescription,
  indexes: Indexes,
  doors: readonly CompiledDoor[],
): readonly CompiledSensor[] {
  const own = new Map<number, Set<number>>();
  for (const door of doors) {
    for (const sensor of [door.contact, door.releaseSensor, ...door.exitSensors])
      if (sensor >= 0) add(own, sensor, door.index);
  }
  return description.sensors.map((sensor, index) => ({
    index,
    id: sensor.id,
    description: sensor,
    area: positionIn(indexes.area, sensor.area),
    supply: positionIn(indexes.supply, sensor.supply),
    door: positionIn(indexes.door, sensor.door),
    doors: [...(own.get(index) ?? [])],
  }));
}
