/** What every accessory of ours can be told, in the order in which one decision is shown. */
import type { HAP, Service, WithUUID } from "homebridge";
import type { AccessoryLike } from "./accessory-identity.ts";

export interface Tile {
  /** Shows what the site says now: locks and alarms. True when something that matters changed. */
  showFirst(): boolean;
  /** Shows contacts and what else is told of it, after every lock and alarm was sent. */
  showLast(): void;
  /** The authority is away: nothing is known. */
  lose(): void;
}

type ServiceClass = WithUUID<typeof Service> & (new (displayName: string) => Service);

/** The accessory's service of that class, named and added if it isn't there. */
export function serviceOf(
  hap: HAP,
  accessory: AccessoryLike,
  serviceClass: ServiceClass,
  name: string,
): Service {
  const service =
    accessory.getService(serviceClass) ?? accessory.addService(new serviceClass(name));
  return service.updateCharacteristic(hap.Characteristic.Name, name);
}

/** Removes what an earlier description of the same accessory had and this one has not. */
export function removeServices(
  accessory: AccessoryLike,
  ...classes: readonly ServiceClass[]
): void {
  for (const serviceClass of classes) {
    const service = accessory.getService(serviceClass);
    if (service) accessory.removeService(service);
  }
}
