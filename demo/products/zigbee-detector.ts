/** A battery smoke or carbon monoxide detector on Zigbee. */
import type { BrokerPlace } from "./product.ts";
import { ZigbeeDevice } from "./zigbee-device.ts";

export type Detects = "smoke" | "carbon_monoxide";

export class ZigbeeDetector extends ZigbeeDevice {
  readonly detects: Detects;
  #alarm = false;

  constructor(name: string, broker: BrokerPlace, detects: Detects = "smoke") {
    super(name, broker, {
      [detects]: false,
      battery: 97,
      battery_low: false,
      tamper: false,
      test: false,
      linkquality: 112,
    });
    this.detects = detects;
  }

  get alarm(): boolean {
    return this.#alarm;
  }

  /** What it detects is there, or is gone. */
  detect(present: boolean): void {
    this.#alarm = present;
    this.tell({ [this.detects]: present });
  }

  /** Its test button is held, or let go. */
  test(pressed: boolean): void {
    this.tell({ test: pressed });
  }

  /** It is taken off its base, or put back. */
  tamper(off: boolean): void {
    this.tell({ tamper: off });
  }

  /** A battery report. Everything else in it comes from the cache, an old alarm too. */
  reportBattery(percent: number): void {
    this.tell({ battery: percent, battery_low: percent <= 15 });
  }
}
