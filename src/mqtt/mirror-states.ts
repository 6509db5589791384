/** What a mirror has heard of a site: its description and the states that belong to it. */
import type { z } from "zod";
import type { SiteDescription } from "../core/site.ts";
import type { AreaState, DoorState, SensorState, SupplyState } from "../core/view.ts";
import type { SiteChange } from "../site-handle.ts";
import { areaShape, doorShape, sensorShape, supplyShape } from "./shapes.ts";
import type { StateKind } from "./topics.ts";

/** More states than the largest site has, before its description says which ones count. */
const MAX_STATES = 200_000;

export interface MirrorStates {
  readonly site: SiteDescription | null;
  door(id: string): DoorState | undefined;
  sensor(id: string): SensorState | undefined;
  supply(id: string): SupplyState | undefined;
  area(id: string): AreaState | undefined;
  /** Takes a new description and drops what it no longer has. */
  describe(site: SiteDescription): void;
  /** Takes a state as parsed JSON; null forgets it. Gives the reason why it can't be used. */
  take(of: StateKind, id: string, value: unknown): string | null;
  /** What changed since the last time; null when nothing did. */
  drain(): SiteChange | null;
}

export function createMirrorStates(): MirrorStates {
  const doors = shelf(doorShape);
  const sensors = shelf(sensorShape);
  const supplies = shelf(supplyShape);
  const areas = shelf(areaShape);
  const shelves = { door: doors, sensor: sensors, supply: supplies, area: areas };
  let site: SiteDescription | null = null;

  return {
    get site() {
      return site;
    },
    door: doors.get,
    sensor: sensors.get,
    supply: supplies.get,
    area: areas.get,
    describe(described) {
      site = described;
      doors.keep(described.doors);
      sensors.keep(described.sensors);
      supplies.keep(described.supplies);
      areas.keep(described.areas);
    },
    take: (of, id, value) => shelves[of].take(id, value),
    drain() {
      const change = {
        doors: doors.drain(),
        sensors: sensors.drain(),
        supplies: supplies.drain(),
        areas: areas.drain(),
      };
      return Object.values(change).some((list) => list.length > 0) ? change : null;
    },
  };
}

function shelf<State extends { readonly id: string }>(shape: z.ZodType<State>) {
  const states = new Map<string, State>();
  const changed = new Set<string>();
  let known: ReadonlySet<string> | null = null;

  const forget = (id: string) => {
    states.delete(id);
    changed.delete(id);
  };

  return {
    get: (id: string): State | undefined => states.get(id),
    keep(parts: readonly { readonly id: string }[]): void {
      const ids: ReadonlySet<string> = new Set(parts.map((part) => part.id));
      known = ids;
      for (const id of [...states.keys()].filter((each) => !ids.has(each))) forget(id);
    },
    take(id: string, value: unknown): string | null {
      if (value === null) {
        forget(id);
        return null;
      }
      if (known !== null && !known.has(id)) return null;
      const shaped = shape.safeParse(value);
      if (!shaped.success)
        return `has the wrong shape at ${shaped.error.issues[0]?.path.join(".")}`;
      if (shaped.data.id !== id) return "is the state of something else";
      if (states.size >= MAX_STATES && !states.has(id)) return "is one state too many";
      states.set(id, shaped.data);
      changed.add(id);
      return null;
    },
    drain(): readonly State[] {
      const list = [...changed].map((id) => states.get(id)).filter((each) => each !== undefined);
      changed.clear();
      return list;
    },
  };
}
