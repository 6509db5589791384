/** A detector in Home: smoke, heat, call point, carbon monoxide or gas. */
import type { HAP } from "homebridge";
import type { SensorState } from "../src/core/view.ts";
import type { AccessoryLike } from "./accessory-identity.ts";
import { BatteryTile } from "./battery-tile.ts";
import { type DetectorService, NOT_CHARGEABLE } from "./hap-mapping.ts";
import { Shown } from "./shown.ts";
import { StatusFlags } from "./status-flags.ts";
import { removeServices, serviceOf, type Tile } from "./tile.ts";

export interface DetectorAccessoryOptions {
  readonly hap: HAP;
  readonly accessory: AccessoryLike;
  readonly shows: DetectorService;
  readonly name: string;
  readonly state: () => SensorState | undefined;
}

export class DetectorAccessory implements Tile {
  readonly #options: DetectorAccessoryOptions;
  readonly #detected: Shown<0 | 1>;
  readonly #flags: StatusFlags;
  #battery: BatteryTile | null = null;

  constructor(options: DetectorAccessoryOptions) {
    this.#options = options;
    const { hap, accessory, shows, name } = options;
    const { SmokeSensor, CarbonMonoxideSensor, LeakSensor, Battery } = hap.Service;
    const all = { SmokeSensor, CarbonMonoxideSensor, LeakSensor };
    const others = Object.values(all).filter((service) => service !== all[shows.service]);
    // A battery is shown once its charge is known: HAP's own first value for it is empty.
    removeServices(accessory, Battery, ...others);
    const service = serviceOf(hap, accessory, all[shows.service], name);
    const characteristic = service.getCharacteristic(hap.Characteristic[shows.detected]);
    this.#detected = new Shown<0 | 1>(hap, characteristic);
    this.#flags = new StatusFlags(hap, service);
  }

  showFirst(): boolean {
    const state = this.#options.state();
    if (!state) {
      this.lose();
      return false;
    }
    // Only an alarm that counts: not a test, not an isolated detector, and never a drill.
    const alarm = this.#detected.show(state.inAlarm ? 1 : 0) && state.inAlarm;
    this.#flags.show({
      active: !state.isolated && state.value !== "unknown",
      fault: isFaulty(state),
      lowBattery: state.lowBattery,
      tampered: state.tamper,
    });
    this.#showBattery(state);
    return alarm;
  }

  showLast(): void {}

  lose(): void {
    this.#detected.lose();
    this.#flags.deactivate();
    this.#battery?.lose();
  }

  #showBattery(state: SensorState): void {
    const { hap, accessory, name } = this.#options;
    if (state.batteryPercent === undefined) {
      this.#battery?.lose();
      return;
    }
    this.#battery ??= new BatteryTile(hap, accessory, name);
    this.#battery.show({
      percent: state.batteryPercent,
      low: state.lowBattery,
      charging: NOT_CHARGEABLE,
    });
  }
}

/** A detector that was heard and then can't say how it is has a fault; one never heard is only inactive. */
function isFaulty(state: SensorState): boolean {
  if (state.silent || state.value === "fault") return true;
  return state.value === "unknown" && state.heardAt !== null;
}
