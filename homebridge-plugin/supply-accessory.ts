/**
 * A supply in Home: a contact that is detected while there is power, and a battery for a UPS.
 *
 * Not an outlet, which "turn everything off" would write to, and not an occupancy sensor, which
 * sets off presence automations. A contact can be watched and never written.
 */
import type { HAP } from "homebridge";
import type { SupplyDescription } from "../src/core/site.ts";
import type { SupplyState } from "../src/core/view.ts";
import type { AccessoryLike } from "./accessory-identity.ts";
import { BatteryTile } from "./battery-tile.ts";
import { CONTACT_OF_SUPPLY, type Contact, chargingOf } from "./hap-mapping.ts";
import { Shown } from "./shown.ts";
import { StatusFlags } from "./status-flags.ts";
import { removeServices, serviceOf, type Tile } from "./tile.ts";

export interface SupplyAccessoryOptions {
  readonly hap: HAP;
  readonly accessory: AccessoryLike;
  readonly supply: SupplyDescription;
  readonly name: string;
  readonly state: () => SupplyState | undefined;
}

export class SupplyAccessory implements Tile {
  readonly #options: SupplyAccessoryOptions;
  readonly #contact: Shown<Contact>;
  readonly #flags: StatusFlags;
  readonly #battery: BatteryTile | null;

  constructor(options: SupplyAccessoryOptions) {
    this.#options = options;
    const { hap, accessory, supply, name } = options;
    const service = serviceOf(hap, accessory, hap.Service.ContactSensor, name);
    this.#contact = new Shown<Contact>(
      hap,
      service.getCharacteristic(hap.Characteristic.ContactSensorState),
    );
    this.#flags = new StatusFlags(hap, service);
    this.#battery = supply.kind === "ups" ? new BatteryTile(hap, accessory, name) : null;
    if (!this.#battery) removeServices(accessory, hap.Service.Battery);
  }

  showFirst(): boolean {
    return false;
  }

  showLast(): void {
    const state = this.#options.state();
    if (!state) {
      this.lose();
      return;
    }
    const low = isLow(state, this.#options.supply);
    this.#contact.show(CONTACT_OF_SUPPLY[state.status]);
    this.#flags.show({ active: state.status !== "unknown", lowBattery: low });
    this.#battery?.show({ percent: state.percent, low, charging: chargingOf(state.on) });
  }

  lose(): void {
    this.#contact.lose();
    this.#flags.deactivate();
    this.#battery?.lose();
  }
}

/** Low is what the site calls critical: the minutes left where they are known, the percentage else. */
function isLow(state: SupplyState, supply: SupplyDescription): boolean {
  if (state.releaseInSeconds !== null)
    return state.releaseInSeconds <= supply.critical.minutes * 60;
  return state.percent !== null && state.percent <= supply.critical.percent;
}
