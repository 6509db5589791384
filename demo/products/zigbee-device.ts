/** A Zigbee device as zigbee2mqtt tells of it: one topic with all its values, and availability beside it. */
import { type Announcement, type BrokerPlace, fieldsOf, MqttProduct } from "./product.ts";

export const ZIGBEE2MQTT = "zigbee2mqtt";

type Values = Readonly<Record<string, unknown>>;

/**
 * zigbee2mqtt keeps a cache of a device's values and tells all of them with every change of one: an old
 * alarm is told again with a later battery report.
 */
export abstract class ZigbeeDevice extends MqttProduct {
  readonly topic: string;
  #cache: Values;

  constructor(name: string, broker: BrokerPlace, values: Values) {
    super(name, broker);
    this.topic = `${ZIGBEE2MQTT}/${name}`;
    this.#cache = values;
  }

  /** Merges into the cache and tells the whole of it. */
  protected tell(values: Values): void {
    this.#cache = { ...this.#cache, ...values };
    this.keep(this.topic, this.#cache);
  }

  protected override offline(): Announcement {
    return { topic: `${this.topic}/availability`, payload: JSON.stringify({ state: "offline" }) };
  }

  protected override listensTo(): readonly string[] {
    return [`${this.topic}/set`, `${this.topic}/get`];
  }

  protected override announce(): void {
    this.keep(`${this.topic}/availability`, { state: "online" });
    this.tell({});
  }

  protected override heard(topic: string, payload: string): void {
    if (topic === `${this.topic}/get`) this.tell({});
    else if (topic === `${this.topic}/set`) this.asked(fieldsOf(payload));
  }

  /** Sensors take no orders. */
  protected asked(_fields: Values): void {}
}
