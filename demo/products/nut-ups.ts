/** A UPS that is read by NUT, and the small script beside it that passes on what `upsc` says. */
import type { UpsReading } from "../../src/core/input.ts";
import { type Announcement, type BrokerPlace, MqttProduct } from "./product.ts";

/** `OL` on line, `OB` on battery, `OB LB` battery low. */
export type NutStatus = "OL" | "OL CHRG" | "OB DISCHRG" | "OB DISCHRG LB";

export interface NutVariables {
  readonly "ups.status": NutStatus;
  readonly "battery.charge": number;
  /** Seconds. */
  readonly "battery.runtime": number;
}

const FULL: NutVariables = { "ups.status": "OL", "battery.charge": 100, "battery.runtime": 5_400 };

export class NutUps extends MqttProduct {
  readonly #topic: string;
  #variables = FULL;

  /** @param topic the site's reading topic of the UPS sensor. */
  constructor(name: string, broker: BrokerPlace, topic: string) {
    super(name, broker);
    this.#topic = topic;
  }

  get variables(): NutVariables {
    return this.#variables;
  }

  set(variables: Partial<NutVariables>): void {
    this.#variables = { ...this.#variables, ...variables };
    this.#tell();
  }

  protected override offline(): Announcement {
    return { topic: this.#topic, payload: JSON.stringify({ value: { status: "unknown" } }) };
  }

  protected override listensTo(): readonly string[] {
    return [];
  }

  protected override announce(): void {
    this.#tell();
  }

  protected override heard(): void {}

  #tell(): void {
    const { "battery.charge": percent, "battery.runtime": runtimeSeconds } = this.#variables;
    const status = statusOf(this.#variables["ups.status"]);
    const value: UpsReading = { status, percent, runtimeSeconds };
    this.keep(this.#topic, { value });
  }
}

function statusOf(nut: NutStatus): UpsReading["status"] {
  const words = nut.split(" ");
  if (words.includes("LB")) return "low";
  return words.includes("OB") ? "on-battery" : "online";
}
