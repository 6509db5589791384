/**
 * A HomeKit bridge beside Homebridge's own, in the same process, since one bridge holds 149 accessories.
 * It is made of what Homebridge gives a plugin as `api.hap`, and nothing else.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { API, Categories } from "homebridge";
import { type AccessoryLike, introduce } from "./accessory-identity.ts";
import { messageOf, type PluginLog } from "./plugin-log.ts";

const BRIDGE: Categories.BRIDGE = 2 as Categories.BRIDGE;

export interface FurtherBridge {
  /** Gives the accessory of that id; it is on the bridge once `publish` ran, or at once after that. */
  accessory(uuid: string, name: string): AccessoryLike;
  remove(uuid: string): void;
  /** Shows the bridge to the home. Call it when every accessory has its first true values. */
  publish(): Promise<void>;
  close(): Promise<void>;
}

export interface FurtherBridgeOptions {
  readonly siteId: string;
  readonly name: string;
  /** 1 for the first beside Homebridge's own. */
  readonly number: number;
  readonly code: string;
  /** Called with the port, each time that it listens. */
  readonly listening: (port: number) => void;
}

/** Opens bridges; absent where the platform has only Homebridge's own. */
export type OpenBridge = (api: API, log: PluginLog, options: FurtherBridgeOptions) => FurtherBridge;

export const openFurtherBridge: OpenBridge = (api, log, options) => {
  const { hap } = api;
  const { siteId, name, number, code } = options;
  const bridge = new hap.Bridge(name, hap.uuid.generate(`egress:${siteId}:bridge:${number}`));
  introduce(hap, bridge, { model: "Bridge", serial: `${siteId}:bridge-${number}`, name });
  bridge.on("listening" as never, (port: number) => options.listening(port));
  const here = new Map<string, InstanceType<typeof hap.Accessory>>();
  let published = false;

  return {
    accessory(uuid, title) {
      const kept = here.get(uuid);
      if (kept) return kept;
      const made = new hap.Accessory(title, uuid);
      here.set(uuid, made);
      // Before it is published all come in one list; after that one by one, each as it is made ready.
      if (published) setImmediate(() => guardedAdd(made));
      return made;
    },
    remove(uuid) {
      const gone = here.get(uuid);
      here.delete(uuid);
      if (gone?.bridged) bridge.removeBridgedAccessory(gone);
    },
    async publish() {
      if (published) return;
      published = true;
      for (const accessory of here.values()) guardedAdd(accessory);
      // A door that is hidden for a while comes back as the same to the home.
      bridge.disableUnusedIDPurge();
      await bridge.publish({
        username: addressOf(siteId, number),
        pincode: code,
        category: BRIDGE,
        addIdentifyingMaterial: false,
        ...networkOf(api.user.configPath()),
      });
    },
    close: () => bridge.unpublish(),
  };

  function guardedAdd(accessory: InstanceType<typeof hap.Accessory>): void {
    if (here.get(accessory.UUID) !== accessory || accessory.bridged) return;
    try {
      bridge.addBridgedAccessory(accessory);
    } catch (error) {
      log.error(`${accessory.displayName} can't be shown: ${messageOf(error)}`);
    }
  }
};

/** Made of the site's id, so that the home knows the bridge again even when its book was lost. */
export function addressOf(siteId: string, number: number): string {
  const digest = createHash("sha256").update(`egress bridge ${siteId} ${number}`).digest("hex");
  const octets = digest.slice(0, 10).match(/../g) ?? [];
  return ["0E", ...octets].join(":").toUpperCase();
}

/** Homebridge's own choice of interfaces and advertiser, which a plugin finds nowhere but in its file. */
function networkOf(configPath: string): { bind?: string[]; advertiser?: never } {
  try {
    const config: unknown = JSON.parse(readFileSync(configPath, "utf8"));
    const block: unknown = Reflect.get(Object(config), "bridge");
    const { bind, advertiser } = Object(block) as { bind?: unknown; advertiser?: unknown };
    const interfaces = [bind].flat().filter((each) => typeof each === "string");
    return {
      ...(interfaces.length === 0 ? {} : { bind: interfaces }),
      ...(typeof advertiser === "string" ? { advertiser: advertiser as never } : {}),
    };
  } catch {
    return {};
  }
}
