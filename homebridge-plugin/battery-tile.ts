/** HAP's Battery service, for a detector's cell and for a UPS. */
import type { HAP, Service } from "homebridge";
import type { AccessoryLike } from "./accessory-identity.ts";
import { Shown } from "./shown.ts";
import { serviceOf } from "./tile.ts";

export interface BatteryState {
  readonly percent: number | null;
  readonly low: boolean;
  readonly charging: 0 | 1 | 2 | null;
}

export class BatteryTile {
  readonly #hap: HAP;
  readonly #service: Service;
  readonly #low: Shown<0 | 1>;
  readonly #charging: Shown<0 | 1 | 2>;
  #level: Shown<number> | null = null;

  constructor(hap: HAP, accessory: AccessoryLike, name: string) {
    const C = hap.Characteristic;
    this.#hap = hap;
    this.#service = serviceOf(hap, accessory, hap.Service.Battery, name);
    this.#low = new Shown(hap, this.#service.getCharacteristic(C.StatusLowBattery));
    this.#charging = new Shown(hap, this.#service.getCharacteristic(C.ChargingState));
    const cached = this.#service.characteristics.find(({ UUID }) => UUID === C.BatteryLevel.UUID);
    if (cached) this.#service.removeCharacteristic(cached);
  }

  show(state: BatteryState): void {
    this.#low.show(state.low ? 1 : 0);
    this.#charging.show(state.charging);
    if (state.percent !== null) {
      const C = this.#hap.Characteristic;
      this.#level ??= new Shown(this.#hap, this.#service.getCharacteristic(C.BatteryLevel));
    }
    this.#level?.show(state.percent === null ? null : percentOf(state.percent));
  }

  lose(): void {
    this.#low.lose();
    this.#charging.lose();
    this.#level?.lose();
  }
}

/** HAP counts whole percents from 0 to 100 and clamps aloud what is not one. */
function percentOf(percent: number): number {
  return Math.round(Math.min(100, Math.max(0, percent)));
}
