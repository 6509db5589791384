/** Which accessories a site becomes, and which don't fit. Pure. */
import type {
  DoorDescription,
  SensorDescription,
  SiteDescription,
  SupplyDescription,
} from "../src/core/site.ts";
import { homeName } from "./accessory-identity.ts";
import { DETECTOR_SERVICE, type DetectorService } from "./hap-mapping.ts";
import type { HomeControl } from "./home-controls.ts";

/** HAP allows 150 accessories a bridge, and the bridge is one of them. */
export const MAX_ACCESSORIES = 149;

interface Planned {
  readonly id: string;
  readonly name: string;
  readonly model: string;
}

export type PlannedAccessory =
  | (Planned & { readonly kind: "release" })
  | (Planned & { readonly kind: "control"; readonly control: HomeControl })
  | (Planned & { readonly kind: "door"; readonly door: DoorDescription })
  | (Planned & { readonly kind: "detector"; readonly shows: DetectorService })
  | (Planned & { readonly kind: "supply"; readonly supply: SupplyDescription });

export interface PlanOptions {
  readonly homeControls: readonly HomeControl[];
  /** False in Homebridge's insecure mode: nothing that can open a door is shown. */
  readonly doors: boolean;
}

export interface Plan {
  readonly accessories: readonly PlannedAccessory[];
  /** What doesn't fit on one bridge, in the order in which it was left out. */
  readonly leftOut: readonly PlannedAccessory[];
}

/** Plans in the order of what people would miss most: the release, doors, controls, detectors, supplies. */
export function planAccessories(site: SiteDescription, options: PlanOptions): Plan {
  const wanted: PlannedAccessory[] = [
    planRelease(site),
    ...(options.doors ? site.doors.flatMap(planDoor) : []),
    ...(options.doors ? options.homeControls.map((control) => planControl(site, control)) : []),
    ...site.sensors.flatMap(planDetector),
    ...site.supplies.map(planSupply),
  ];
  return {
    accessories: wanted.slice(0, MAX_ACCESSORIES),
    leftOut: wanted.slice(MAX_ACCESSORIES),
  };
}

function planRelease(site: SiteDescription): PlannedAccessory {
  const name = homeName(`${site.name} release`, site.id);
  return { kind: "release", id: "release", name, model: "Release" };
}

function planControl(site: SiteDescription, control: HomeControl): PlannedAccessory {
  const name = homeName(`${site.name} ${control}`, site.id);
  return { kind: "control", id: control, name, model: "Control", control };
}

/** A door with neither a lock nor a contact has nothing that Home could show. */
function planDoor(door: DoorDescription): PlannedAccessory[] {
  if (door.locks.length === 0 && door.contact === null) return [];
  return [{ kind: "door", id: door.id, name: homeName(door.name, door.id), model: "Door", door }];
}

function planDetector(sensor: SensorDescription): PlannedAccessory[] {
  const shows = DETECTOR_SERVICE[sensor.kind];
  if (shows === null) return [];
  const name = detectorName(sensor, shows.word);
  return [{ kind: "detector", id: sensor.id, name, model: `Detector ${sensor.kind}`, shows }];
}

/** The tile of a heat detector reads "smoke", so the name says what it is unless it already does. */
function detectorName(sensor: SensorDescription, word: string): string {
  const said = sensor.name.toLowerCase().replaceAll("-", " ");
  return homeName(said.includes(word) ? sensor.name : `${sensor.name} ${word}`, sensor.id);
}

function planSupply(supply: SupplyDescription): PlannedAccessory {
  const name = homeName(supply.name, supply.id);
  return { kind: "supply", id: supply.id, name, model: `Supply ${supply.kind}`, supply };
}
