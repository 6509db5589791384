/** A Zigbee socket. A door holder hangs on it: held while the socket is on. */
import type { BrokerPlace } from "./product.ts";
import { ZigbeeDevice } from "./zigbee-device.ts";

export interface ZigbeePlugOptions {
  /** zigbee2mqtt's `power_on_behavior`; off unless said. */
  readonly atPowerUp?: "on" | "off";
  /** What happens to that which hangs on it. */
  readonly switched?: (on: boolean) => void;
}

export class ZigbeePlug extends ZigbeeDevice {
  readonly #atPowerUp: boolean;
  readonly #switched: (on: boolean) => void;
  #on = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(name: string, broker: BrokerPlace, options: ZigbeePlugOptions = {}) {
    const { atPowerUp = "off", switched = () => undefined } = options;
    super(name, broker, { state: "OFF", power_on_behavior: atPowerUp, linkquality: 140 });
    this.#atPowerUp = atPowerUp === "on";
    this.#switched = switched;
  }

  get on(): boolean {
    return this.#on;
  }

  /** Its own button. */
  press(): void {
    this.#switch(!this.#on);
  }

  protected override powerUp(): void {
    this.#switch(this.#atPowerUp);
  }

  /** `on_time` lets it go off by itself; told again, it starts anew. */
  protected override asked(fields: Readonly<Record<string, unknown>>): void {
    const { state, on_time: seconds } = fields;
    if (state !== "ON" && state !== "OFF") return;
    this.#switch(state === "ON");
    if (state === "ON" && typeof seconds === "number" && seconds > 0) {
      this.#timer = setTimeout(() => this.#switch(false), seconds * 1_000);
    }
  }

  protected override powerLost(): void {
    clearTimeout(this.#timer);
    this.#on = false;
    this.#switched(false);
  }

  #switch(on: boolean): void {
    clearTimeout(this.#timer);
    this.#on = on;
    this.tell({ state: on ? "ON" : "OFF" });
    this.#switched(on);
  }
}
