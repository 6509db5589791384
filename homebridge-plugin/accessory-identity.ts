/** Who an accessory is: stable ids from the site's own, names that Home accepts. */
import { createRequire } from "node:module";
import type { HAP, PlatformAccessory } from "homebridge";

export const PLUGIN = "homebridge-egress";
export const PLATFORM = "Egress";
export const MANUFACTURER = "Egress";
const MAX_NAME = 64;

/** The part of an accessory that Homebridge's and HAP-NodeJS's own have in common. */
export type AccessoryLike = Pick<
  PlatformAccessory,
  "UUID" | "displayName" | "services" | "getService" | "addService" | "removeService"
>;

/** The package's own version, in the plain form that FirmwareRevision asks for. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("homebridge-egress/package.json");
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest
      ? String(manifest.version)
      : "";
  return /^\d+\.\d+\.\d+/.exec(version)?.[0] ?? "0.0.0";
}

/** Ids outlive names: a renamed door keeps its room, its automations and its notifications in Home. */
export function accessoryUuid(hap: HAP, siteId: string, kind: string, id: string): string {
  return hap.uuid.generate(`egress:${siteId}:${kind}:${id}`);
}

/**
 * A name as Home takes it: letters, digits, spaces and some punctuation, with a letter or digit at
 * both ends. `fallback` (an id, made of such characters) stands in for a name with nothing left.
 */
export function homeName(name: string, fallback: string): string {
  const trimmed = closed(tidy(name));
  if (trimmed.length >= 2) return trimmed;
  return tidy(`${trimmed} ${fallback}`) || "Egress";
}

/** The last bracket of "Front (south)" can't stay, so its first goes too. */
function closed(name: string): string {
  return name.includes("(") && !name.includes(")") ? tidy(name.replaceAll("(", " ")) : name;
}

function tidy(name: string): string {
  return name
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}\p{Zs}’'&!._:;()/,-]+/gu, " ")
    .replace(/\p{Zs}+/gu, " ")
    .slice(0, MAX_NAME)
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}

/** Fills AccessoryInformation. Homebridge resets the firmware of cached accessories, so it is set at every start. */
export function introduce(
  hap: HAP,
  accessory: AccessoryLike,
  about: { readonly model: string; readonly serial: string; readonly name: string },
): void {
  const C = hap.Characteristic;
  const information =
    accessory.getService(hap.Service.AccessoryInformation) ??
    accessory.addService(hap.Service.AccessoryInformation);
  information
    .updateCharacteristic(C.Name, about.name)
    .updateCharacteristic(C.Manufacturer, MANUFACTURER)
    .updateCharacteristic(C.Model, about.model)
    .updateCharacteristic(C.SerialNumber, about.serial.slice(0, MAX_NAME))
    .updateCharacteristic(C.FirmwareRevision, VERSION);
}
