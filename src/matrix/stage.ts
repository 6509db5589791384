/**
 * One door with what concerns it, cut out of its site so that ten thousand doors are ten thousand small
 * plays. Fire and power come from sensors of the stage's own, since a site need not have any.
 */

import type {
  AreaDescription,
  DoorDescription,
  Input,
  SensorDescription,
  SiteDescription,
  SupplyDescription,
} from "../core/index.ts";
import { gathered } from "../core/index.ts";

export interface Stage {
  readonly site: SiteDescription;
  readonly door: DoorDescription;
  readonly opening: readonly Input[];
  readonly gridLost: readonly Input[];
  readonly powerLost: readonly Input[];
  readonly powerBack: readonly Input[];
  readonly fireHere: Input;
  readonly fireOver: Input;
  readonly fireElsewhere: Input;
  readonly detectorsLost: readonly Input[];
  readonly contactLost: readonly Input[];
  readonly linksLost: readonly Input[];
  readonly leaseMs: number;
}

const HERE = "stage-fire-here";
const ELSEWHERE = "stage-fire-elsewhere";
const ELSEWHERE_AREA = "stage-elsewhere";

/** What the site has by id, made once for all its doors. */
export interface Parts {
  readonly site: SiteDescription;
  readonly areas: ReadonlyMap<string, AreaDescription>;
  readonly supplies: ReadonlyMap<string, SupplyDescription>;
  /** The detector that stands for all of its area: a critical one where there is any. */
  readonly detectorOf: ReadonlyMap<string, SensorDescription>;
  readonly sensors: ReadonlyMap<string, SensorDescription>;
  readonly exitSensorsOf: ReadonlyMap<string, readonly SensorDescription[]>;
}

const DETECTS: ReadonlySet<string> = new Set([
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "call-point",
]);

/** Longer than any story: whoever spoke goes on speaking, and only a story silences anybody. */
const HEARD_MS = 7 * 24 * 3_600_000;

export function partsOf(site: SiteDescription): Parts {
  const byId = <T extends { readonly id: string }>(items: readonly T[]) =>
    new Map(items.map((item) => [item.id, item]));
  const detectors = site.sensors.filter(({ kind }) => DETECTS.has(kind));
  const exits = site.sensors.filter(({ kind }) => kind === "exit-request");
  return {
    site,
    areas: byId(site.areas),
    supplies: byId(site.supplies),
    sensors: byId(site.sensors),
    detectorOf: standIns(detectors),
    exitSensorsOf: gathered(exits, ({ door }) => door ?? ""),
  };
}

/**
 * Of an area's detectors only whether there is one, and whether one is critical, makes a difference to a
 * door, so one of them is enough: with all of them a shared area would cost its square.
 */
function standIns(detectors: readonly SensorDescription[]): Map<string, SensorDescription> {
  const found = new Map<string, SensorDescription>();
  for (const one of detectors) {
    const area = one.area ?? "";
    const known = found.get(area);
    if (known === undefined || (!isCritical(known) && isCritical(one))) found.set(area, one);
  }
  return found;
}

function isCritical({ supervision }: SensorDescription): boolean {
  return supervision?.critical === true;
}

function keptHeard(sensor: SensorDescription): SensorDescription {
  const { supervision } = sensor;
  return supervision === null
    ? sensor
    : { ...sensor, supervision: { ...supervision, everyMs: HEARD_MS } };
}

export function stageOf(parts: Parts, door: DoorDescription): Stage {
  const zone = zoneOf(parts, door);
  const supplies = suppliesOf(parts, door);
  const contact = door.contact === null ? undefined : parts.sensors.get(door.contact);
  const release = parts.sensors.get(door.emergencyRelease?.sensor ?? "");
  const detectors = zone.flatMap((area) => parts.detectorOf.get(area) ?? []);
  const own = [contact, release].filter((sensor) => sensor !== undefined);
  const areas = new Set([...zone, door.from, door.to]);
  const site: SiteDescription = {
    ...parts.site,
    areas: [
      ...[...areas].flatMap((id) => parts.areas.get(id) ?? []),
      { id: ELSEWHERE_AREA, name: ELSEWHERE_AREA, occupied: true, highValue: false },
    ],
    supplies,
    sensors: [
      ...[...own, ...detectors, ...(parts.exitSensorsOf.get(door.id) ?? [])].map(keptHeard),
      fireSensor(HERE, "A detector in the zone", zone[0] ?? ELSEWHERE_AREA),
      fireSensor(ELSEWHERE, "A detector elsewhere", ELSEWHERE_AREA),
      ...supplies.map(powerSensor),
    ],
    alarms: [],
    doors: [door],
    roles: {},
  };
  const says = (sensor: string, value: "alarm" | "clear" | "unknown" | "closed" | "on" | "off") =>
    ({ type: "reading", sensor, value }) as const satisfies Input;
  return {
    site,
    door,
    opening: [
      ...supplies.map(powered),
      ...detectors.map(({ id }) => says(id, "clear")),
      ...(contact === undefined ? [] : [says(contact.id, "closed")]),
    ],
    gridLost: supplies.map(onBattery),
    powerLost: supplies.map((supply) => powerSays(supply, "off")),
    powerBack: supplies.map(powered),
    fireHere: says(HERE, "alarm"),
    fireOver: says(HERE, "clear"),
    fireElsewhere: says(ELSEWHERE, "alarm"),
    detectorsLost: detectors.map(({ id }) => says(id, "unknown")),
    contactLost: contact === undefined ? [] : [says(contact.id, "unknown")],
    linksLost: door.locks.map(({ id }) => ({ type: "link", lock: id, value: "down" }) as const),
    leaseMs: parts.site.lease.ttlMs,
  };
}

/** The areas whose fire is fire in the door's own zone: what it serves by name, or what it joins. */
function zoneOf(parts: Parts, door: DoorDescription): readonly string[] {
  const named = door.servesAreas ?? [door.from, door.to];
  return [...new Set(named)].filter((id) => parts.areas.has(id));
}

function suppliesOf(parts: Parts, door: DoorDescription): readonly SupplyDescription[] {
  const found = new Map<string, SupplyDescription>();
  const add = (id: string | null) => {
    const supply = id === null ? undefined : parts.supplies.get(id);
    if (supply === undefined || found.has(supply.id)) return;
    found.set(supply.id, supply);
    add(supply.fedBy);
  };
  for (const lock of door.locks) add(lock.supply);
  add(door.holder?.supply ?? null);
  return [...found.values()];
}

function fireSensor(id: string, name: string, area: string): SensorDescription {
  return { ...BARE, id, name, kind: "smoke", area };
}

function powerSensor(supply: SupplyDescription): SensorDescription {
  const id = sensorOn(supply);
  return {
    ...BARE,
    id,
    name: id,
    kind: supply.kind === "ups" ? "ups" : "power",
    supply: supply.id,
  };
}

const BARE = { area: null, door: null, supply: null, supervision: null, device: null } as const;

function sensorOn({ id }: SupplyDescription): string {
  return `stage-power-${id}`.slice(0, 64);
}

function powered(supply: SupplyDescription): Input {
  return powerSays(supply, "on");
}

/** The grid is gone: what hangs on it bare is lost, a UPS carries on, a battery never noticed. */
function onBattery(supply: SupplyDescription): Input {
  if (supply.kind !== "ups") return powerSays(supply, supply.kind === "battery" ? "on" : "off");
  return {
    type: "reading",
    sensor: sensorOn(supply),
    value: { status: "on-battery", percent: 100, runtimeSeconds: 4 * 3_600 },
  };
}

function powerSays(supply: SupplyDescription, value: "on" | "off"): Input {
  const sensor = sensorOn(supply);
  if (supply.kind !== "ups") return { type: "reading", sensor, value };
  return { type: "reading", sensor, value: { status: value === "on" ? "online" : "off" } };
}
