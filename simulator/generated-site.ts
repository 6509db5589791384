/** Small sites by chance: every hardware, product and way out that the rest of the simulator can play. */
import type {
  DoorDescription,
  LockDescription,
  SensorDescription,
  SiteDescription,
  SupplyDescription,
} from "../src/core/index.ts";
import type { Lease } from "../src/core/site.ts";
import type { Dice } from "./dice.ts";
import { type Form, MINUTE } from "./form.ts";
import { deadbolt, holderOf, maglock, strike } from "./generated-locks.ts";
import { HOURS_PERCENT, hoursOf } from "./opening-hours.ts";

export type ProductKind =
  | "shelly"
  | "tasmota"
  | "zigbee-relay"
  | "zigbee-lock"
  /** No profile: it speaks the site's own topics, and reports, since nothing else says that it is there. */
  | "plain";

/** What the simulator knows of a lock beyond its description. */
export interface LockPlan {
  readonly lock: LockDescription;
  readonly door: DoorDescription;
  readonly product: ProductKind;
}

export interface SitePlan {
  readonly site: SiteDescription;
  readonly locks: readonly LockPlan[];
}

export function generateSite(dice: Dice, { leases, supervisedMs }: Form): SitePlan {
  const areas = ["hall", "shop", "attic"].slice(0, dice.between(1, 3));
  const backed = dice.percent(40);
  const sensors: SensorDescription[] = areas.flatMap((area) =>
    detectorsOf(area, supervisedMs, dice),
  );
  sensors.push(sensor("grid-power", "power", { supply: "grid" }));
  if (backed) sensors.push(sensor("ups-status", "ups", { supply: "ups" }));
  const watched = dice.percent(40);
  if (watched) sensors.push(sensor("panel", "intrusion", { area: dice.any(areas) ?? "hall" }));
  const locks: LockPlan[] = [];
  const doors = Array.from({ length: dice.between(1, 4) }, (_, number) => {
    const made = doorOf(number, areas, backed, dice);
    sensors.push(...made.sensors);
    locks.push(...made.products.map((product, at) => plan(made.door, at, product)));
    return made.door;
  });
  const site: SiteDescription = {
    version: 1,
    id: "simulated",
    name: "Simulated site",
    areas: areas.map((id) => ({ id, name: id, occupied: true, highValue: false })),
    supplies: [
      supply("grid", {}),
      ...(backed ? [supply("ups", { kind: "ups", fedBy: "grid" })] : []),
    ],
    sensors,
    alarms: [],
    doors,
    dwelling: false,
    lockdownVia: "local",
    impairments: [],
    schedules: dice.percent(HOURS_PERCENT) ? [hoursOf(doors, dice)] : [],
    onIntrusion: "lockdown",
    lockdownEnds: "person",
    lease: leaseFor(locks, dice.pick(leases), leases[0]),
    roles: {},
    acknowledge: [],
  };
  return { site, locks };
}

/** A Zigbee relay counts its pulse in tenths of a second, in two bytes. */
const MOST_ON_ZIGBEE_MS = 6_553_500;

function leaseFor(locks: readonly LockPlan[], chosen: Lease, shorter: Lease): Lease {
  const zigbee = locks.some(({ product }) => product === "zigbee-relay");
  return zigbee && chosen.ttlMs > MOST_ON_ZIGBEE_MS ? shorter : chosen;
}

function plan(door: DoorDescription, at: number, product: ProductKind): LockPlan {
  const lock = door.locks[at];
  if (lock === undefined) throw new Error(`${door.id} has no lock ${at}`);
  return { lock, door, product };
}

function detectorsOf(area: string, everyMs: number, dice: Dice): SensorDescription[] {
  const found = [
    sensor(`${area}-smoke`, "smoke", {
      area,
      device: { profile: "zigbee2mqtt", topic: `zigbee2mqtt/${area}-smoke` },
      supervision: dice.percent(50) ? { everyMs, critical: false } : null,
    }),
  ];
  if (dice.percent(50)) found.push(sensor(`${area}-call`, "call-point", { area }));
  if (dice.percent(30))
    found.push(
      sensor(`${area}-co`, "carbon-monoxide", {
        area,
        device: { profile: "zigbee2mqtt", topic: `zigbee2mqtt/${area}-co` },
      }),
    );
  return found;
}

interface MadeDoor {
  readonly door: DoorDescription;
  readonly sensors: readonly SensorDescription[];
  readonly products: readonly ProductKind[];
}

const LOCK_SORTS = ["maglock", "maglock", "strike", "deadbolt", "both"] as const;

function doorOf(number: number, areas: readonly string[], backed: boolean, dice: Dice): MadeDoor {
  const id = `door-${number}`;
  const from = dice.any(areas) ?? "hall";
  const inner = areas.find((area) => area !== from);
  const to = inner !== undefined && dice.percent(40) ? inner : "outside";
  const sort = dice.pick(LOCK_SORTS);
  const supplyId = backed && dice.percent(60) ? "ups" : "grid";
  const locks: LockDescription[] = [];
  const products: ProductKind[] = [];
  const add = (lock: LockDescription, product: ProductKind) => {
    locks.push(lock);
    products.push(product);
  };
  if (sort === "maglock" || sort === "both") {
    const product = dice.pick(["shelly", "tasmota", "zigbee-relay", "plain"] as const);
    add(maglock(`${id}-mag`, supplyId, product, dice), product);
  }
  if (sort === "strike" || sort === "both") {
    const product = dice.pick(["shelly", "tasmota", "plain"] as const);
    add(strike(`${id}-strike`, supplyId, product, dice), product);
  }
  if (sort === "deadbolt") add(deadbolt(`${id}-bolt`, supplyId), "zigbee-lock");
  const green = sort !== "deadbolt" && dice.percent(40);
  const door: DoorDescription = {
    id,
    name: id,
    from,
    to,
    exit: to === "outside" && dice.percent(60),
    fireRated: false,
    stairReentry: false,
    servesAreas: null,
    egressDevices: [
      ...(sort === "maglock" || sort === "both" ? [exitButton] : []),
      ...(sort === "strike" || sort === "both" ? [device("handle")] : []),
      ...(sort === "deadbolt" ? [device("thumbturn")] : []),
    ],
    emergencyRelease: green ? { hardwired: true, sensor: `${id}-green`, latching: true } : null,
    fireRelease: null,
    latch: false,
    keyedInside: false,
    delayedEgress: null,
    interlock: null,
    alsoDrivenBy: null,
    contact: `${id}-leaf`,
    onFire: dice.percent(15) ? "release" : "auto",
    onGas: dice.pick(["auto", "auto", "auto", "release", "stay"] as const),
    onLockdown: dice.percent(80) ? "secure" : "ignore",
    onRestore: "rest",
    rest: "secured",
    unlockMeans: dice.percent(50) ? "hold" : "access",
    forcedOpen: "alarm",
    timing: {
      accessMs: 5_000,
      extendedAccessMs: 15_000,
      heldOpenMs: 30_000,
      preAlarmMs: 5_000,
      relockAfterCloseMs: 0,
    },
    locks,
    holder: dice.percent(30) ? holderOf(id, supplyId, dice) : null,
  };
  const sensors = [
    sensor(`${id}-leaf`, "contact", {
      device: { profile: "zigbee2mqtt", topic: `zigbee2mqtt/${id}-leaf` },
    }),
    ...(sort === "maglock" || sort === "both"
      ? [sensor(`${id}-button`, "exit-request", { door: id })]
      : []),
    ...(green ? [sensor(`${id}-green`, "release-contact", {})] : []),
  ];
  return { door, sensors, products };
}

const exitButton = { kind: "exit-button", via: "controller", holdMs: 30_000, draws: [] } as const;

function device(kind: "handle" | "thumbturn") {
  return { kind, via: "controller", holdMs: 5_000, draws: [] } as const;
}

function sensor(
  id: string,
  kind: SensorDescription["kind"],
  over: Partial<SensorDescription>,
): SensorDescription {
  const base = { area: null, door: null, supply: null, supervision: null, device: null };
  return { id, name: id, kind, ...base, ...over };
}

function supply(id: string, over: Partial<SupplyDescription>): SupplyDescription {
  return {
    id,
    name: id,
    kind: "mains",
    fedBy: null,
    capacityWh: null,
    ratedWatts: null,
    inrushAmps: null,
    targetRuntimeMs: 240 * MINUTE,
    firePanel: null,
    critical: { percent: 20, minutes: 10 },
    ...over,
  };
}
