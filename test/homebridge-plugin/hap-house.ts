/**
 * A Homebridge without its process: real HAP accessories on a real bridge, Homebridge's own
 * PlatformAccessory, and the platform over a stand-in site. What a client would read, write and hear.
 */
import { EventEmitter } from "node:events";
import hap, {
  type Accessory,
  type AccessoryEventTypes,
  Bridge,
  type Characteristic,
  type CharacteristicValue,
  type HAPConnection,
  type WithUUID,
} from "@homebridge/hap-nodejs";
import type { API, DynamicPlatformPlugin, Logging, PlatformAccessory } from "homebridge";
import { accessoryUuid } from "../../homebridge-plugin/accessory-identity.ts";
import type { OpenSite } from "../../homebridge-plugin/opening.ts";
import { egressPlatform } from "../../homebridge-plugin/platform.ts";
import { PlatformAccessory as RealPlatformAccessory } from "../../node_modules/homebridge/dist/platformAccessory.js";
import type { StandInSite } from "./stand-in-site.ts";

export const { Characteristic: C, Service: S } = hap;
export const CLIENT = {} as HAPConnection;
const CHARACTERISTIC_CHANGE =
  "service-characteristic-change" as AccessoryEventTypes.SERVICE_CHARACTERISTIC_CHANGE;

export interface Told {
  readonly accessory: string;
  readonly characteristic: string;
  readonly value: CharacteristicValue | null;
}

interface WithHapAccessory {
  readonly _associatedHAPAccessory: Accessory;
}
const hapAccessoryOf = (accessory: PlatformAccessory): Accessory =>
  (accessory as unknown as WithHapAccessory)._associatedHAPAccessory;

export class HapHouse {
  readonly bridge = new Bridge("Test bridge", hap.uuid.generate("test bridge"));
  readonly registered: PlatformAccessory[] = [];
  readonly unregistered: string[] = [];
  readonly told: Told[] = [];
  readonly logged: string[] = [];
  readonly #events = new EventEmitter();
  readonly #platform: DynamicPlatformPlugin;

  constructor(config: unknown, openSite: OpenSite) {
    const Platform = egressPlatform(openSite);
    const api = this.#api();
    const platform = new Platform(this.#log(), config as never, api);
    this.#platform = platform as unknown as DynamicPlatformPlugin;
  }

  /** Gives the platform an accessory that Homebridge kept from the last run. */
  restore(accessory: PlatformAccessory): void {
    this.#platform.configureAccessory(accessory);
    this.bridge.addBridgedAccessory(hapAccessoryOf(accessory));
    this.registered.push(accessory);
  }

  /** Homebridge has launched; resolves once the site has been opened, or failed to. */
  async launch(): Promise<void> {
    // Loaded now, it is there at once for the platform, which loads it for a configuration only.
    await import("../../homebridge-plugin/config.ts");
    this.#events.emit("didFinishLaunching");
    await nextTurn();
    await new Promise((resolve) => setImmediate(resolve));
  }

  shutdown(): void {
    this.#events.emit("shutdown");
  }

  accessory(kind: string, id: string): PlatformAccessory {
    const uuid = accessoryUuid(hap, "office", kind, id);
    const found = this.registered.find((accessory) => accessory.UUID === uuid);
    if (!found) throw new Error(`No accessory for ${kind} ${id}`);
    return found;
  }

  has(kind: string, id: string): boolean {
    const uuid = accessoryUuid(hap, "office", kind, id);
    return this.registered.some((accessory) => accessory.UUID === uuid);
  }

  characteristic(
    kind: string,
    id: string,
    type: WithUUID<new () => Characteristic>,
  ): Characteristic {
    const found = this.accessory(kind, id)
      .services.flatMap((service) => service.characteristics)
      .find(({ UUID, displayName }) => UUID === type.UUID && displayName !== "Name");
    if (!found) throw new Error(`No such characteristic on ${kind} ${id}`);
    return found;
  }

  /** What a paired client reads: the value, or the HAP status as `{ status }`. */
  read(kind: string, id: string, type: WithUUID<new () => Characteristic>): Promise<unknown> {
    return this.characteristic(kind, id, type)
      .handleGetRequest(CLIENT)
      .catch((status: unknown) => ({ status }));
  }

  /** What a paired client is answered: "granted", or the HAP status. */
  write(
    kind: string,
    id: string,
    type: WithUUID<new () => Characteristic>,
    value: unknown,
  ): Promise<unknown> {
    return this.characteristic(kind, id, type)
      .handleSetRequest(value as CharacteristicValue, CLIENT)
      .then(
        () => "granted",
        (status: unknown) => status,
      );
  }

  /** Events that HAP would send to a subscribed client, since the last call. */
  heard(): Told[] {
    return this.told.splice(0);
  }

  #watch(accessory: Accessory): void {
    accessory.on(CHARACTERISTIC_CHANGE, (change) => {
      if (change.reason !== "event" && change.oldValue === change.newValue) return;
      const value = (change.newValue ?? null) as CharacteristicValue | null;
      const told = { accessory: accessory.displayName, value };
      this.told.push({ ...told, characteristic: change.characteristic.displayName });
    });
  }

  #api(): API {
    const house = this;
    const api = {
      hap,
      platformAccessory: RealPlatformAccessory,
      user: { storagePath: () => "/nowhere" },
      on: (event: string, listener: () => void) => this.#events.on(event, listener),
      updatePlatformAccessories: () => undefined,
      registerPlatformAccessories(_plugin: string, _platform: string, added: PlatformAccessory[]) {
        for (const accessory of added) {
          house.bridge.addBridgedAccessory(hapAccessoryOf(accessory));
          house.registered.push(accessory);
          house.#watch(hapAccessoryOf(accessory));
        }
      },
      unregisterPlatformAccessories(_plugin: string, _platform: string, gone: PlatformAccessory[]) {
        for (const accessory of gone) {
          house.bridge.removeBridgedAccessory(hapAccessoryOf(accessory), false);
          house.registered.splice(house.registered.indexOf(accessory), 1);
          house.unregistered.push(accessory.displayName);
        }
      },
    };
    return api as unknown as API;
  }

  #log(): Logging {
    const line = (level: string) => (message: string) => this.logged.push(`${level}: ${message}`);
    return { info: line("info"), warn: line("warn"), error: line("error") } as unknown as Logging;
  }
}

export const MIRROR_CONFIG = {
  platform: "Egress",
  name: "Egress",
  mode: "mirror",
  siteId: "office",
  url: "mqtt://127.0.0.1:1884",
};

/** A house whose site is open and shown. */
export async function houseOf(
  standIn: StandInSite,
  config: Record<string, unknown> = {},
): Promise<HapHouse> {
  const house = new HapHouse({ ...MIRROR_CONFIG, ...config }, () => Promise.resolve(standIn));
  await house.launch();
  house.heard();
  return house;
}

/** Lets everything run that was put off to the next turn of the event loop. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

/** An accessory as Homebridge keeps it over a restart, with whatever values were last written to disk. */
export function kept(kind: string, id: string, name: string): PlatformAccessory {
  return new RealPlatformAccessory(name, accessoryUuid(hap, "office", kind, id));
}
