/** A magnet contact on Zigbee: on a door's leaf, or wired to the spare contact of a green box. */
import type { BrokerPlace } from "./product.ts";
import { ZigbeeDevice } from "./zigbee-device.ts";

export class ZigbeeContact extends ZigbeeDevice {
  #closed = true;

  constructor(name: string, broker: BrokerPlace) {
    super(name, broker, {
      contact: true,
      battery: 100,
      battery_low: false,
      tamper: false,
      voltage: 3000,
      linkquality: 84,
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  move(to: "open" | "closed"): void {
    this.#closed = to === "closed";
    this.tell({ contact: this.#closed });
  }
}
