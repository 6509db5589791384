/** A motor lock on Zigbee: takes LOCK and UNLOCK, and its bolt takes a moment to get there. */
import type { BrokerPlace } from "./product.ts";
import { ZigbeeDevice } from "./zigbee-device.ts";

export type ZigbeeBolt = "locked" | "unlocked" | "not_fully_locked";

const MOTOR_MS = 400;

export class ZigbeeLock extends ZigbeeDevice {
  readonly #motorMs: number;
  #bolt: ZigbeeBolt = "unlocked";
  #blocked = false;
  #moving: NodeJS.Timeout | undefined;

  constructor(name: string, broker: BrokerPlace, motorMs: number = MOTOR_MS) {
    super(name, broker, { ...valuesOf("unlocked"), battery: 88, linkquality: 96 });
    this.#motorMs = motorMs;
  }

  /** Where the bolt really is. Without batteries it stays there. */
  get bolt(): ZigbeeBolt {
    return this.#bolt;
  }

  /** Something is in the way of the bolt: its next moves end half way. */
  block(inTheWay: boolean): void {
    this.#blocked = inTheWay;
  }

  protected override asked({ state }: Readonly<Record<string, unknown>>): void {
    if (state !== "LOCK" && state !== "UNLOCK") return;
    // The known fault: while the motor runs, the lock says once where it was.
    this.tell(valuesOf(this.#bolt));
    clearTimeout(this.#moving);
    const aim = state === "LOCK" ? "locked" : "unlocked";
    this.#moving = setTimeout(() => {
      this.#bolt = this.#blocked ? "not_fully_locked" : aim;
      this.tell(valuesOf(this.#bolt));
    }, this.#motorMs);
  }

  protected override powerLost(): void {
    clearTimeout(this.#moving);
  }
}

function valuesOf(bolt: ZigbeeBolt): Readonly<Record<string, unknown>> {
  return { state: bolt === "locked" ? "LOCK" : "UNLOCK", lock_state: bolt };
}
