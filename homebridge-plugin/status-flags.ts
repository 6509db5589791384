/** The four Status characteristics that every HAP sensor may carry. */
import type { HAP, Service } from "homebridge";
import { Shown } from "./shown.ts";

export interface Flags {
  /** Whether what the sensor says may be relied on. */
  readonly active?: boolean;
  readonly fault?: boolean;
  readonly lowBattery?: boolean;
  readonly tampered?: boolean;
}

type Bit = 0 | 1;
const bit = (flag: boolean | undefined): Bit => (flag ? 1 : 0);

export class StatusFlags {
  readonly #active: Shown<boolean>;
  readonly #fault: Shown<Bit>;
  readonly #lowBattery: Shown<Bit>;
  readonly #tampered: Shown<Bit>;

  constructor(hap: HAP, service: Service) {
    const C = hap.Characteristic;
    this.#active = new Shown(hap, service.getCharacteristic(C.StatusActive));
    this.#fault = new Shown(hap, service.getCharacteristic(C.StatusFault));
    this.#lowBattery = new Shown(hap, service.getCharacteristic(C.StatusLowBattery));
    this.#tampered = new Shown(hap, service.getCharacteristic(C.StatusTampered));
    this.show({ active: false });
  }

  /** What it said stands, but may not be relied on any more. */
  deactivate(): void {
    this.#active.show(false);
  }

  show(flags: Flags): void {
    this.#active.show(flags.active ?? true);
    this.#fault.show(bit(flags.fault));
    this.#lowBattery.show(bit(flags.lowBattery));
    this.#tampered.show(bit(flags.tampered));
  }
}
