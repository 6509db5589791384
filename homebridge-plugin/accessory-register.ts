/** Which accessories Homebridge has of ours: adds the planned ones, and removes those that left the site. */
import type { API, PlatformAccessory } from "homebridge";
import type { SiteDescription } from "../src/core/site.ts";
import type { SiteHandle } from "../src/site-handle.ts";
import { accessoryUuid, homeName, introduce, PLATFORM, PLUGIN } from "./accessory-identity.ts";
import { distrust, trust } from "./distrust.ts";
import type { OpenBridge } from "./further-bridge.ts";
import type { HomeControl } from "./home-controls.ts";
import { MAX_ACCESSORIES, type Plan, type PlannedAccessory, planAccessories } from "./plan.ts";
import { messageOf, type PluginLog } from "./plugin-log.ts";
import { SiteBridges } from "./site-bridges.ts";
import type { SiteTiles } from "./site-tiles.ts";

/** How many accessories that don't fit are named in the log; the rest are counted. */
export const MAX_NAMES_LOGGED = 20;

interface Shown {
  readonly planned: PlannedAccessory;
  /** The number of its bridge; 0 is Homebridge's own. */
  readonly bridge: number;
  /** The plan as text: an accessory whose plan is the same is left alone. */
  readonly as: string;
}

interface Place {
  readonly planned: PlannedAccessory;
  readonly bridge: number;
}

/** Ready to be shown, and not known to Homebridge yet. */
interface Fresh {
  readonly uuid: string;
  readonly accessory: PlatformAccessory;
  readonly shown: Shown;
}

interface Placed {
  readonly shown: readonly Place[];
  readonly leftOut: readonly PlannedAccessory[];
}

export class AccessoryRegister {
  readonly #api: API;
  readonly #log: PluginLog;
  readonly #doors: boolean;
  readonly #accessories = new Map<string, PlatformAccessory>();
  readonly #shown = new Map<string, Shown>();
  /** Null where a site has Homebridge's own bridge and no other. */
  readonly #bridges: SiteBridges | null;
  #toldLeftOut = "";

  constructor(
    api: API,
    log: PluginLog,
    options: { readonly doors: boolean; readonly openBridge?: OpenBridge | undefined },
  ) {
    const { openBridge, doors } = options;
    this.#api = api;
    this.#log = log;
    this.#doors = doors;
    this.#bridges = openBridge === undefined ? null : new SiteBridges(api, log, openBridge);
  }

  /** Takes an accessory that Homebridge kept. It stays distrusted until the site has spoken. */
  restore(accessory: PlatformAccessory): void {
    this.#accessories.set(accessory.UUID, accessory);
  }

  /** Makes Homebridge's accessories those of the site's description. */
  sync(
    handle: SiteHandle,
    site: SiteDescription,
    tiles: SiteTiles,
    options: { readonly homeControls: readonly HomeControl[] },
  ): void {
    const plan = planAccessories(site, { ...options, doors: this.#doors });
    tiles.describe(site);
    // A mirror that can't hear its authority does not know that a door is gone.
    const sure = handle.role === "authority" || handle.online;
    const { shown, leftOut } = this.#place(site, plan, sure && this.#doors);
    this.#tellLeftOut(leftOut);
    const wanted = new Map(shown.map((one) => [this.#uuidOf(site, one.planned), one] as const));
    if (sure) this.#removeOthers(wanted, tiles);
    const fresh = [...wanted].flatMap(([uuid, one]) => this.#apply(uuid, one, site, tiles) ?? []);
    this.#register(fresh, tiles);
    this.#publish(shown);
  }

  close(): Promise<void> {
    return this.#bridges?.close() ?? Promise.resolve();
  }

  /** Every further bridge has a release tile of its own, since a contact sends what waits on its bridge only. */
  #place(site: SiteDescription, plan: Plan, mayForget: boolean): Placed {
    if (this.#bridges === null) {
      const shown = plan.accessories.map((planned) => ({ planned, bridge: 0 }));
      return { shown, leftOut: plan.leftOut };
    }
    const all = [...plan.accessories, ...plan.leftOut];
    const keys = all.map((planned) => `${planned.kind}:${planned.id}`);
    const onOwn = all
      .filter((planned) => this.#accessories.has(this.#uuidOf(site, planned)))
      .map((planned) => `${planned.kind}:${planned.id}`);
    const places = this.#bridges.assign(site, keys, onOwn, mayForget);
    const shown: Place[] = [];
    const leftOut: PlannedAccessory[] = [];
    for (const planned of all) {
      const bridge = places[`${planned.kind}:${planned.id}`];
      if (bridge === undefined) leftOut.push(planned);
      else shown.push({ planned, bridge });
    }
    const further = new Set(shown.map(({ bridge }) => bridge).filter((bridge) => bridge > 0));
    return { shown: [...shown, ...[...further].map((bridge) => releaseOn(site, bridge))], leftOut };
  }

  #publish(shown: readonly Place[]): void {
    const contents = new Map<number, string[]>();
    for (const { planned, bridge } of shown) {
      if (bridge === 0) continue;
      const names = contents.get(bridge) ?? [];
      contents.set(bridge, names);
      if (planned.kind !== "release") names.push(planned.name);
    }
    this.#bridges?.publish(contents);
  }

  #uuidOf(site: SiteDescription, planned: PlannedAccessory): string {
    return accessoryUuid(this.#api.hap, site.id, planned.kind, planned.id);
  }

  /** Gives what is new to Homebridge; null where there is nothing to register. */
  #apply(uuid: string, place: Place, site: SiteDescription, tiles: SiteTiles): Fresh | null {
    const { planned, bridge } = place;
    const as = JSON.stringify(planned);
    if (this.#shown.get(uuid)?.as === as) return null;
    if (bridge > 0) {
      this.#applyFurther(uuid, place, site, tiles);
      return null;
    }
    const { hap } = this.#api;
    const kept = this.#accessories.get(uuid);
    const accessory = kept ?? new this.#api.platformAccessory(planned.name, uuid);
    try {
      introduce(hap, accessory, { ...planned, serial: `${site.id}:${planned.id}` });
      trust(hap, accessory);
      tiles.add(planned, accessory);
      const shown = { planned, bridge, as };
      if (!kept) return { uuid, accessory, shown };
      if (kept.displayName !== planned.name) this.#rename(kept, planned.name);
      this.#shown.set(uuid, shown);
    } catch (error) {
      tiles.remove(planned);
      if (kept) distrust(hap, accessory);
      this.#log.error(`${planned.name} can't be shown: ${messageOf(error)}`);
    }
    return null;
  }

  #applyFurther(uuid: string, place: Place, site: SiteDescription, tiles: SiteTiles): void {
    const { planned, bridge } = place;
    const { hap } = this.#api;
    try {
      const accessory = this.#bridges?.accessory(bridge, uuid, planned.name);
      if (accessory === undefined) return;
      introduce(hap, accessory, { ...planned, serial: `${site.id}:${planned.id}` });
      trust(hap, accessory);
      tiles.add(planned, accessory);
      this.#shown.set(uuid, { planned, bridge, as: JSON.stringify(planned) });
    } catch (error) {
      tiles.remove(planned);
      this.#bridges?.remove(bridge, uuid);
      this.#log.error(`${planned.name} can't be shown: ${messageOf(error)}`);
    }
  }

  /**
   * All at once, since Homebridge writes its whole cache for each call. When the bridge is full, HAP throws
   * half way through a list and keeps the half: then they are taken back, and added one at a time.
   */
  #register(fresh: readonly Fresh[], tiles: SiteTiles): void {
    if (fresh.length === 0) return;
    const all = fresh.map(({ accessory }) => accessory);
    try {
      this.#api.registerPlatformAccessories(PLUGIN, PLATFORM, all);
      for (const one of fresh) this.#took(one);
    } catch {
      for (const accessory of all) this.#forget(accessory);
      for (const one of fresh) this.#registerOne(one, tiles);
    }
  }

  #registerOne(one: Fresh, tiles: SiteTiles): void {
    const { planned } = one.shown;
    try {
      this.#api.registerPlatformAccessories(PLUGIN, PLATFORM, [one.accessory]);
      this.#took(one);
    } catch (error) {
      this.#forget(one.accessory);
      tiles.remove(planned);
      this.#log.error(`${planned.name} can't be shown: ${messageOf(error)}`);
    }
  }

  #took({ uuid, accessory, shown }: Fresh): void {
    this.#accessories.set(uuid, accessory);
    this.#shown.set(uuid, shown);
  }

  #rename(accessory: PlatformAccessory, name: string): void {
    accessory.updateDisplayName(name);
    this.#api.updatePlatformAccessories([accessory]);
  }

  #removeOthers(wanted: ReadonlyMap<string, Place>, tiles: SiteTiles): void {
    for (const [uuid, { planned, bridge }] of this.#shown) {
      if (bridge === 0 || wanted.has(uuid) || !this.#doors) continue;
      tiles.remove(planned);
      this.#shown.delete(uuid);
      this.#bridges?.remove(bridge, uuid);
    }
    for (const [uuid, accessory] of this.#accessories) {
      // In insecure mode doors are only hidden: they keep their rooms and automations in Home.
      if (wanted.has(uuid) || !this.#doors) continue;
      const shown = this.#shown.get(uuid);
      if (shown) tiles.remove(shown.planned);
      this.#shown.delete(uuid);
      this.#accessories.delete(uuid);
      this.#forget(accessory);
    }
  }

  #forget(accessory: PlatformAccessory): void {
    try {
      this.#api.unregisterPlatformAccessories(PLUGIN, PLATFORM, [accessory]);
    } catch {
      // HAP throws for one that never came onto the bridge, after Homebridge has dropped it from its cache.
    }
  }

  #tellLeftOut(leftOut: readonly PlannedAccessory[]): void {
    const told = leftOut.map(({ id }) => id).join(" ");
    if (told === this.#toldLeftOut) return;
    this.#toldLeftOut = told;
    if (leftOut.length === 0) return;
    const names = leftOut.slice(0, MAX_NAMES_LOGGED).map(({ name }) => name);
    const rest = leftOut.length > names.length ? `, and ${leftOut.length - names.length} more` : "";
    this.#log.warn(
      `A HomeKit bridge holds ${MAX_ACCESSORIES} accessories; not shown: ${names.join(", ")}${rest}. ` +
        "Split the site over several Homebridge child bridges, or remove detectors from it.",
    );
  }
}

function releaseOn(site: SiteDescription, bridge: number): Place {
  const id = `release-${bridge + 1}`;
  const name = homeName(`${site.name} release ${bridge + 1}`, `${site.id} ${bridge + 1}`);
  return { planned: { kind: "release", id, name, model: "Release" }, bridge };
}
