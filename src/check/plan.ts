/** The site as the rules look at it: each door with what its locks, devices and areas come to. */
import {
  type CompiledArea,
  type CompiledDoor,
  type CompiledLock,
  compileSite,
  type Site,
} from "../core/compile.ts";
import {
  type DoorDescription,
  type EgressDevice,
  OUTSIDE,
  type SiteDescription,
} from "../core/site.ts";
import { type PlannedSupply, plannedSupplies } from "./planned-supplies.ts";

export interface Doorway {
  readonly door: DoorDescription;
  readonly locks: readonly CompiledLock[];
  /** The area that one leaves by this door, by its name. */
  readonly inside: string;
  /** There are people inside. */
  readonly occupied: boolean;
  /** Somebody must be able to leave by it. */
  readonly peopled: boolean;
  /** It stands between the site and outside. */
  readonly perimeter: boolean;
  /** Locks that no hand on the inside draws. */
  readonly handless: readonly CompiledLock[];
  /** Of those, the ones that power holds shut: they open when it is cut, and in no other way. */
  readonly heldShut: readonly CompiledLock[];
  /** Exit buttons and sensors. */
  readonly buttons: readonly EgressDevice[];
  /** A detector or call point whose fire this door answers to. */
  readonly hearsFire: boolean;
  /** One of them is critical: its silence must release the door. */
  readonly critical: boolean;
  /** The emergency release breaks the wire itself. */
  readonly hardwired: boolean;
}

export interface Plan {
  readonly site: SiteDescription;
  readonly compiled: Site;
  readonly doorways: readonly Doorway[];
  readonly supplies: readonly PlannedSupply[];
  /** Somewhere on the site there is a detector or call point. */
  readonly anyFireSource: boolean;
  supplyOf(lock: CompiledLock): PlannedSupply | undefined;
  supply(id: string): PlannedSupply | undefined;
  areaName(id: string): string;
}

/** Works out in linear time what the rules ask for. */
export function planOf(site: SiteDescription): Plan {
  const compiled = compileSite(site);
  const supplies = plannedSupplies(compiled);
  const hears = compiled.areas.map(({ fireDetectors }) => fireDetectors.length > 0);
  const critical = compiled.areas.map((area) => hasCritical(compiled, area));
  const anyFireSource = hears.includes(true);
  const anyCritical = critical.includes(true);
  const areaName = (id: string) => site.areas[compiled.areaIndex.get(id) ?? -1]?.name ?? id;
  const among = (door: CompiledDoor, areas: readonly boolean[], any: boolean) =>
    door.serves === null ? any : door.serves.some((area) => areas[area] === true);
  return {
    site,
    compiled,
    supplies,
    anyFireSource,
    areaName,
    supplyOf: (lock) => supplies[lock.supply],
    supply: (id) => supplies[compiled.supplyIndex.get(id) ?? -1],
    doorways: compiled.doors.map((at): Doorway => {
      const door = at.description;
      const handless = at.locks.filter(({ mechanical }) => !mechanical);
      const occupied = compiled.areas[at.from]?.description.occupied ?? false;
      return {
        door,
        locks: at.locks,
        inside: areaName(door.from),
        occupied,
        peopled: occupied || door.exit,
        perimeter: door.to === OUTSIDE || door.from === OUTSIDE,
        handless,
        heldShut: handless.filter(({ description }) => description.failMode === "fail-safe"),
        buttons: door.egressDevices.filter(
          ({ kind }) => kind === "exit-button" || kind === "exit-sensor",
        ),
        hearsFire: among(at, hears, anyFireSource),
        critical: among(at, critical, anyCritical),
        hardwired: door.emergencyRelease?.hardwired === true,
      };
    }),
  };
}

function hasCritical(compiled: Site, area: CompiledArea): boolean {
  return [...area.fireDetectors, ...area.gasDetectors].some(
    (index) => compiled.sensors[index]?.description.supervision?.critical === true,
  );
}
