/** Which accessories Homebridge has of ours: adds the planned ones, and removes those that left the site. */
import type { API, PlatformAccessory } from "homebridge";
import type { SiteDescription } from "../src/core/site.ts";
import type { SiteHandle } from "../src/site-handle.ts";
import { accessoryUuid, introduce, PLATFORM, PLUGIN } from "./accessory-identity.ts";
import { distrust, trust } from "./distrust.ts";
import type { HomeControl } from "./home-controls.ts";
import { MAX_ACCESSORIES, type PlannedAccessory, planAccessories } from "./plan.ts";
import { messageOf, type PluginLog } from "./plugin-log.ts";
import type { SiteTiles } from "./site-tiles.ts";

/** How many accessories that don't fit are named in the log; the rest are counted. */
export const MAX_NAMES_LOGGED = 20;

interface Shown {
  readonly planned: PlannedAccessory;
  /** The plan as text: an accessory whose plan is the same is left alone. */
  readonly as: string;
}

export class AccessoryRegister {
  readonly #api: API;
  readonly #log: PluginLog;
  readonly #doors: boolean;
  readonly #accessories = new Map<string, PlatformAccessory>();
  readonly #shown = new Map<string, Shown>();
  #toldLeftOut = "";

  constructor(api: API, log: PluginLog, options: { readonly doors: boolean }) {
    this.#api = api;
    this.#log = log;
    this.#doors = options.doors;
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
    this.#tellLeftOut(plan.leftOut);
    const wanted = new Map(
      plan.accessories.map((planned) => [this.#uuidOf(site, planned), planned] as const),
    );
    // A mirror that can't hear its authority does not know that a door is gone.
    if (handle.role === "authority" || handle.online) this.#removeOthers(wanted, tiles);
    for (const [uuid, planned] of wanted) this.#apply(uuid, planned, site, tiles);
  }

  #uuidOf(site: SiteDescription, planned: PlannedAccessory): string {
    return accessoryUuid(this.#api.hap, site.id, planned.kind, planned.id);
  }

  #apply(uuid: string, planned: PlannedAccessory, site: SiteDescription, tiles: SiteTiles): void {
    const as = JSON.stringify(planned);
    if (this.#shown.get(uuid)?.as === as) return;
    const { hap } = this.#api;
    const kept = this.#accessories.get(uuid);
    const accessory = kept ?? new this.#api.platformAccessory(planned.name, uuid);
    try {
      introduce(hap, accessory, { ...planned, serial: `${site.id}:${planned.id}` });
      trust(hap, accessory);
      tiles.add(planned, accessory);
      if (!kept) this.#register(accessory);
      else if (kept.displayName !== planned.name) this.#rename(kept, planned.name);
      this.#accessories.set(uuid, accessory);
      this.#shown.set(uuid, { planned, as });
    } catch (error) {
      tiles.remove(planned);
      if (kept) distrust(hap, accessory);
      this.#log.error(`${planned.name} can't be shown: ${messageOf(error)}`);
    }
  }

  /** One at a time: when the bridge is full, HAP throws half way through a list and keeps the half. */
  #register(accessory: PlatformAccessory): void {
    try {
      this.#api.registerPlatformAccessories(PLUGIN, PLATFORM, [accessory]);
    } catch (error) {
      this.#forget(accessory);
      throw error;
    }
  }

  #rename(accessory: PlatformAccessory, name: string): void {
    accessory.updateDisplayName(name);
    this.#api.updatePlatformAccessories([accessory]);
  }

  #removeOthers(wanted: ReadonlyMap<string, PlannedAccessory>, tiles: SiteTiles): void {
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
