/** Areas, sensors and the whole site as shells show them. */
import type { Site } from "./compile.ts";
import { doorView } from "./door-view.ts";
import type { Instant } from "./input.ts";
import type { SiteState } from "./state.ts";
import { supplyView } from "./supplies.ts";
import type { AreaView, DoorView, SensorState, SupplyView } from "./view.ts";

export function areaView(_site: Site, state: SiteState, index: number): AreaView {
  const facts = state.areas[index];
  const drilled = state.drills.some((drill) => drill.area === null || drill.area === index);
  return {
    fire: stage(facts?.fire ?? null, facts?.firePreSince ?? null),
    gas: stage(facts?.gas ?? null, facts?.gasPreSince ?? null),
    lockdown: state.lockdown !== null || (facts?.lockdown ?? null) !== null,
    ...(drilled ? { drill: true as const } : {}),
    ...(state.suspicion?.areas.includes(index) === true ? { suspect: true as const } : {}),
  };
}

function stage(latch: object | null, preSince: Instant | null): AreaView["fire"] {
  if (latch !== null) return "latched";
  return preSince === null ? "normal" : "pre-alarm";
}

/** A sensor's state with instants where shells put ISO times. */
export type SensorView = Omit<SensorState, "at" | "heardAt"> & { readonly heardAt: Instant | null };

export function sensorView(site: Site, state: SiteState, index: number): SensorView | undefined {
  const sensor = site.sensors[index];
  const facts = state.sensors[index];
  if (sensor === undefined || facts === undefined) return undefined;
  const { id, name, kind, area } = sensor.description;
  const isolated = facts.isolatedUntil !== null;
  const alarmed = facts.lastHeard === "alarm" || facts.value === "alarm";
  return {
    id,
    name,
    kind,
    area,
    value: facts.value,
    heardAt: facts.heardAt,
    silent: facts.silent,
    lowBattery: facts.lowBattery,
    tamper: facts.tamper,
    isolated,
    inAlarm: alarmed && !isolated && !facts.excused,
    ...(facts.batteryPercent === null ? {} : { batteryPercent: facts.batteryPercent }),
  };
}

export interface SiteView {
  readonly doors: Readonly<Record<string, DoorView>>;
  readonly areas: Readonly<Record<string, AreaView>>;
  readonly supplies: Readonly<Record<string, SupplyView>>;
}

export function siteView(site: Site, state: SiteState): SiteView {
  const doors = site.doors.flatMap((door): [string, DoorView][] => {
    const view = doorView(site, state, door.index);
    return view === undefined ? [] : [[door.id, view]];
  });
  return {
    doors: Object.fromEntries(doors),
    areas: Object.fromEntries(
      site.areas.map((area) => [area.id, areaView(site, state, area.index)]),
    ),
    supplies: Object.fromEntries(
      site.supplies.map((supply) => [supply.id, supplyView(site, state, supply.index)]),
    ),
  };
}
