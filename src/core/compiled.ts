/** The site with ids turned into positions, and what follows from hardware alone worked out once. */
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
  /** It lives on cells of its own, so that being on battery is no news. */
  readonly ownCells: boolean;
  /** Its place among the fail-safe locks of its supply, in the order of the site file. */
  readonly turn: number;
  readonly thrown: boolean;
  /** Its output falls back by itself unless renewed. */
  readonly leased: boolean;
  /** Whether it is powered to be open; null where it is driven by a word. */
  readonly energisedOpen: boolean | null;
  /** What a proof of its lease must name to be one of this device and this lease. */
  readonly leaseDigest: string;
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
