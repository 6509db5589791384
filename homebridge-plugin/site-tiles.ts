/** All accessories of one open site, and the order in which a decision is shown on them. */
import type { HAP } from "homebridge";
import type { SiteDescription } from "../src/core/site.ts";
import type { AreaState } from "../src/core/view.ts";
import type { SiteChange, SiteHandle } from "../src/site-handle.ts";
import type { AccessoryLike } from "./accessory-identity.ts";
import { DetectorAccessory } from "./detector-accessory.ts";
import { DoorAccessory } from "./door-accessory.ts";
import { HomeControlSwitch } from "./home-controls.ts";
import type { HomeRequests } from "./home-requests.ts";
import type { PlannedAccessory } from "./plan.ts";
import { guarded } from "./plugin-log.ts";
import { isReleased, ReleaseAccessory } from "./release-accessory.ts";
import { SupplyAccessory } from "./supply-accessory.ts";
import type { Tile } from "./tile.ts";

/** What nobody hurries for waits so long (ms) when a release was shown. */
const PUT_OFF_MS = 20;

export class SiteTiles {
  readonly #hap: HAP;
  readonly #handle: SiteHandle;
  readonly #requests: HomeRequests;
  readonly #tiles = new Map<string, Tile>();
  readonly #released = new Set<string>();
  #areas: readonly string[] = [];
  /** One on each bridge, by id. */
  readonly #releases = new Map<string, ReleaseAccessory>();
  readonly #putOffTiles = new Set<string>();
  #putOffTimer: NodeJS.Timeout | null = null;

  constructor(hap: HAP, handle: SiteHandle, requests: HomeRequests) {
    this.#hap = hap;
    this.#handle = handle;
    this.#requests = requests;
  }

  /** Counts what stands released on the whole site, also behind doors that have no tile. */
  describe(site: SiteDescription): void {
    this.#areas = site.areas.map(({ id }) => id);
    this.#released.clear();
    for (const { id } of site.doors) {
      const state = this.#handle.door(id);
      if (state && isReleased(state)) this.#released.add(id);
    }
  }

  /** Takes an accessory over and gives it its first true values, before any client may see it. */
  add(planned: PlannedAccessory, accessory: AccessoryLike): void {
    if (planned.kind === "release") {
      const release = new ReleaseAccessory(this.#hap, accessory, planned.name);
      this.#releases.set(planned.id, release);
      if (this.#handle.online) release.show(this.#released.size > 0, false);
      return;
    }
    const tile = this.#tileFor(planned, accessory);
    this.#tiles.set(keyOf(planned.kind, planned.id), tile);
    if (this.#handle.online) {
      tile.showFirst();
      tile.showLast();
    } else {
      tile.lose();
    }
  }

  remove(planned: PlannedAccessory): void {
    if (planned.kind === "release") this.#releases.delete(planned.id);
    else this.#tiles.delete(keyOf(planned.kind, planned.id));
  }

  /** Locks and alarms first, then the contact that sends them all at once, and then what nobody hurries for. */
  show(change: SiteChange): void {
    if (!this.#handle.online) return;
    let urgent = false;
    for (const door of change.doors) {
      const released = isReleased(door);
      if (released) this.#released.add(door.id);
      else this.#released.delete(door.id);
      const moved = this.#showFirst(keyOf("door", door.id));
      urgent ||= moved && released;
    }
    for (const { id } of change.sensors) {
      const alarmed = this.#showFirst(keyOf("detector", id));
      urgent ||= alarmed;
    }
    this.#showReleases(urgent);
    if (change.areas.length > 0) this.#showControls();
    const last = [
      ...change.doors.map(({ id }) => keyOf("door", id)),
      ...change.supplies.map(({ id }) => keyOf("supply", id)),
    ];
    if (urgent) this.#putOff(last);
    else for (const key of last) this.#showLast(key);
  }

  /** The authority is away, or is back and everything is to be shown as it is now. */
  showOnline(online: boolean, site: SiteDescription | null): void {
    if (!online) {
      for (const tile of this.#tiles.values()) tile.lose();
      for (const release of this.#releases.values()) release.lose();
      return;
    }
    if (site) this.describe(site);
    for (const key of this.#tiles.keys()) this.#showFirst(key);
    this.#showReleases(this.#released.size > 0);
    for (const key of this.#tiles.keys()) this.#showLast(key);
  }

  /** One tile that can't be shown must not keep a release from the others. */
  #showFirst(key: string): boolean {
    let changed = false;
    guarded(this.#requests.log, `showing ${key}`, () => {
      changed = this.#tiles.get(key)?.showFirst() ?? false;
    });
    return changed;
  }

  #showLast(key: string): void {
    guarded(this.#requests.log, `showing ${key}`, () => this.#tiles.get(key)?.showLast());
  }

  /** A phone on the same processor would wait for it, and nobody else does. */
  #putOff(keys: readonly string[]): void {
    for (const key of keys) this.#putOffTiles.add(key);
    this.#putOffTimer ??= setTimeout(() => {
      this.#putOffTimer = null;
      const due = [...this.#putOffTiles];
      this.#putOffTiles.clear();
      if (this.#handle.online) for (const key of due) this.#showLast(key);
    }, PUT_OFF_MS).unref();
  }

  #showReleases(urgent: boolean): void {
    for (const release of this.#releases.values()) {
      guarded(this.#requests.log, "showing a release", () =>
        release.show(this.#released.size > 0, urgent),
      );
    }
  }

  #showControls(): void {
    for (const key of this.#tiles.keys()) if (key.startsWith("control:")) this.#showFirst(key);
  }

  #tileFor(
    planned: Exclude<PlannedAccessory, { kind: "release" }>,
    accessory: AccessoryLike,
  ): Tile {
    const handle = this.#handle;
    const common = { hap: this.#hap, accessory, name: planned.name, requests: this.#requests };
    const known = <State>(state: State): State | undefined => (handle.online ? state : undefined);
    switch (planned.kind) {
      case "door": {
        const state = () => known(handle.door(planned.id));
        return new DoorAccessory({ ...common, door: planned.door, state });
      }
      case "detector": {
        const state = () => known(handle.sensor(planned.id));
        return new DetectorAccessory({ ...common, shows: planned.shows, state });
      }
      case "supply": {
        const state = () => known(handle.supply(planned.id));
        return new SupplyAccessory({ ...common, supply: planned.supply, state });
      }
      case "control": {
        const areas = () => known(this.#areaStates());
        return new HomeControlSwitch({ ...common, control: planned.control, areas });
      }
    }
  }

  #areaStates(): AreaState[] {
    return this.#areas.flatMap((id) => this.#handle.area(id) ?? []);
  }
}

function keyOf(kind: PlannedAccessory["kind"], id: string): string {
  return `${kind}:${id}`;
}
