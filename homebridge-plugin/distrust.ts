/**
 * Makes a cached accessory answer No Response until its door, detector or supply has spoken.
 *
 * Homebridge brings the values of the last orderly shutdown back from disk, and a child bridge
 * publishes before the platform may do anything: after a crash, a door that is open would be shown
 * as locked. Called from `configureAccessory`, so before any client can read.
 */
import type { Characteristic, HAP } from "homebridge";
import type { AccessoryLike } from "./accessory-identity.ts";
import { LOCK_CURRENT_VALUES, LOCK_UNKNOWN } from "./hap-mapping.ts";
import { NO_RESPONSE } from "./hap-status.ts";

export function distrust(hap: HAP, accessory: AccessoryLike): void {
  for (const characteristic of claims(hap, accessory)) {
    const refuse = () => {
      throw new hap.HapStatusError(NO_RESPONSE);
    };
    characteristic.onGet(refuse);
    characteristic.onSet(refuse);
    if (characteristic.UUID === hap.Characteristic.LockCurrentState.UUID) {
      characteristic.setProps({ validValues: LOCK_CURRENT_VALUES }).updateValue(LOCK_UNKNOWN);
    }
    if (characteristic.UUID === hap.Characteristic.StatusActive.UUID) {
      characteristic.updateValue(false);
    }
  }
}

/** Takes the refusals back; whoever shows the accessory from now on installs answers of its own. */
export function trust(hap: HAP, accessory: AccessoryLike): void {
  for (const characteristic of claims(hap, accessory)) {
    characteristic.removeOnGet();
    characteristic.removeOnSet();
  }
}

function claims(hap: HAP, accessory: AccessoryLike): Characteristic[] {
  const { AccessoryInformation, ProtocolInformation } = hap.Service;
  const { Name, ConfiguredName, Version } = hap.Characteristic;
  const identities = new Set([Name.UUID, ConfiguredName.UUID, Version.UUID]);
  return accessory.services
    .filter(({ UUID }) => UUID !== AccessoryInformation.UUID && UUID !== ProtocolInformation.UUID)
    .flatMap((service) => service.characteristics)
    .filter(({ UUID }) => !identities.has(UUID));
}
