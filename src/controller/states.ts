/** The states that shells show, kept as last told, so that only real changes are told again. */

import type { Step } from "../core/index.ts";
import {
  areaView,
  because,
  doorView,
  type Site,
  type SiteState,
  sensorView,
  supplyView,
} from "../core/index.ts";
import type { AreaState, DoorState, DoorView, SensorState, SupplyState } from "../core/view.ts";
import type { SiteChange } from "../site-handle.ts";
import type { Clock } from "./ports.ts";
import { sameContent } from "./same-content.ts";

/** The controller's instants as wall time. */
export interface WallTime {
  /** Ms since 1970, by one offset for the whole run, so that the same instant always reads the same. */
  epoch(instant: number): number;
  iso(instant: number): string;
}

export function wallTime(clock: Clock): WallTime {
  const offset = Math.round(clock.wall().getTime() - clock.now());
  const epoch = (instant: number) => offset + Math.round(instant);
  return { epoch, iso: (instant) => new Date(epoch(instant)).toISOString() };
}

type Dated = { readonly id: string; readonly at: string };

class Shelf<T extends Dated> {
  readonly #known = new Map<string, T>();

  get(id: string): T | undefined {
    return this.#known.get(id);
  }

  /** Gives the state when its content is new; its time alone is no news. */
  put(content: Omit<T, "at">, at: string): T | undefined {
    const id = content.id as string;
    const known = this.#known.get(id);
    const state = { ...content, at: known?.at ?? at } as T;
    if (known !== undefined && sameContent(known, state)) return undefined;
    const news = known === undefined ? state : { ...state, at };
    this.#known.set(id, news);
    return news;
  }
}

export class States {
  readonly doors = new Shelf<DoorState>();
  readonly sensors = new Shelf<SensorState>();
  readonly supplies = new Shelf<SupplyState>();
  readonly areas = new Shelf<AreaState>();
  readonly #site: Site;
  readonly #wall: WallTime;
  readonly #broken: () => boolean;

  /** @param broken whether the engine broke a promise: then every door says so, and none obeys. */
  constructor(site: Site, wall: WallTime, broken: () => boolean) {
    this.#site = site;
    this.#broken = broken;
    this.#wall = wall;
  }

  /** Looks at everything: the first picture after a start. */
  all(state: SiteState): SiteChange {
    const every = (items: readonly { readonly index: number }[]) =>
      new Set(items.map(({ index }) => index));
    const { doors, sensors, supplies, areas } = this.#site;
    return this.changed(state, {
      doors: every(doors),
      sensors: every(sensors),
      supplies: every(supplies),
      areas: every(areas),
    });
  }

  /** What of the touched is really different from what was last told. */
  changed(state: SiteState, touched: Step["touched"]): SiteChange {
    const at = this.#wall.iso(state.now);
    return {
      doors: pick(touched.doors, (index) => this.#door(state, index, at)),
      sensors: pick(touched.sensors, (index) => this.#sensor(state, index, at)),
      supplies: pick(touched.supplies, (index) => this.#supply(state, index, at)),
      areas: pick(touched.areas, (index) => this.#area(state, index, at)),
    };
  }

  #door(state: SiteState, index: number, at: string): DoorState | undefined {
    const door = this.#site.doors[index];
    const found = doorView(this.#site, state, index);
    if (door === undefined || found === undefined) return undefined;
    const view = this.#broken() ? withFault(found) : found;
    const { id, name } = door.description;
    const demand = onWall(view.demand, this.#wall);
    return this.doors.put({ id, name, ...view, demand, because: because(this.#site, view) }, at);
  }

  #sensor(state: SiteState, index: number, at: string): SensorState | undefined {
    const view = sensorView(this.#site, state, index);
    if (view === undefined) return undefined;
    const heardAt = view.heardAt === null ? null : this.#wall.iso(view.heardAt);
    return this.sensors.put({ ...view, heardAt }, at);
  }

  #supply(state: SiteState, index: number, at: string): SupplyState | undefined {
    const supply = this.#site.supplies[index];
    const facts = state.supplies[index];
    if (supply === undefined || facts === undefined) return undefined;
    const { id, name, kind } = supply.description;
    const view = supplyView(this.#site, state, index);
    return this.supplies.put({ id, name, kind, ...view, percent: facts.percent }, at);
  }

  #area(state: SiteState, index: number, at: string): AreaState | undefined {
    const area = this.#site.areas[index];
    if (area === undefined) return undefined;
    const { id, name } = area.description;
    return this.areas.put({ id, name, ...areaView(this.#site, state, index) }, at);
  }
}

function withFault(view: DoorView): DoorView {
  return { ...view, remote: "impossible", troubles: [...view.troubles, "engine-fault"] };
}

/** The same thing with its cause dated by the wall: outside this process no other time means anything. */
export function onWall<T extends object>(dated: T, wall: WallTime): T {
  const cause = "cause" in dated ? dated.cause : null;
  if (typeof cause !== "object" || cause === null || !("at" in cause)) return dated;
  return typeof cause.at === "number"
    ? { ...dated, cause: { ...cause, at: wall.epoch(cause.at) } }
    : dated;
}

function pick<T>(indexes: Iterable<number>, look: (index: number) => T | undefined): T[] {
  const found: T[] = [];
  for (const index of indexes) {
    const one = look(index);
    if (one !== undefined) found.push(one);
  }
  return found;
}
