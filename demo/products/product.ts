/** What all simulated products have in common: power, a connection of their own, and a way to end. */
import { connect, type IClientOptions, type IClientPublishOptions } from "mqtt";

export interface Product {
  /** As its maker and zigbee2mqtt call it; also its MQTT client id. */
  readonly name: string;
  readonly powered: boolean;
  /** Powers it up. Resolves once it is connected, listens and has said what it says at power up. */
  start(): Promise<void>;
  /** Says goodbye and ends the connection. */
  stop(): Promise<void>;
  /** Cuts its power: no goodbye, the broker tells its will. */
  unplug(): Promise<void>;
  /** Gives it power again; what it doesn't keep in flash is gone. */
  plug(): Promise<void>;
  powerCycle(): Promise<void>;
  /** Tells how it is though nothing changed, as battery devices do from time to time. */
  report(): void;
}

/** What a product needs of its MQTT client. */
export interface ProductClient {
  readonly connected: boolean;
  readonly stream: { destroy(): unknown };
  on(event: "message", heard: (topic: string, payload: Buffer) => void): unknown;
  on(event: "connect" | "error", happened: () => void): unknown;
  once(event: "close", happened: () => void): unknown;
  subscribeAsync(topics: string[], options: { qos: 1 }): Promise<unknown>;
  publish(
    topic: string,
    payload: string,
    options: IClientPublishOptions,
    done: () => void,
  ): unknown;
  publishAsync(topic: string, payload: string, options: IClientPublishOptions): Promise<unknown>;
  endAsync(force: boolean): Promise<unknown>;
}

/** Where the broker is: an address, or in a simulation the way to it. */
export type BrokerPlace = string | ((options: IClientOptions) => ProductClient);

export interface Announcement {
  readonly topic: string;
  readonly payload: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_MS = 1_000;

export abstract class MqttProduct implements Product {
  readonly name: string;
  readonly #broker: BrokerPlace;
  #client: ProductClient | null = null;
  #toLose = 0;

  constructor(name: string, broker: BrokerPlace) {
    this.name = name;
    this.#broker = broker;
  }

  get powered(): boolean {
    return this.#client !== null;
  }

  async start(): Promise<void> {
    if (this.#client !== null) return;
    const { topic, payload } = this.offline();
    const broker = this.#broker;
    const open =
      typeof broker === "string" ? (how: IClientOptions) => connect(broker, how) : broker;
    const client = open({
      clientId: this.name,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: RECONNECT_MS,
      resubscribe: false,
      will: { topic, payload: Buffer.from(payload), qos: 1, retain: true },
    });
    this.#client = client;
    client.on("message", (from: string, bytes: Buffer) => {
      if (this.#toLose > 0) this.#toLose -= 1;
      else this.heard(from, bytes.toString("utf8"));
    });
    client.on("error", () => undefined);
    this.powerUp();
    await new Promise<void>((resolve, reject) => {
      client.on("connect", () => this.#introduce(client).then(resolve, reject));
      client.once("close", () => reject(new Error(`${this.name} found no broker`)));
    });
  }

  /** At every connect: listens, and says what there is to know. */
  async #introduce(client: ProductClient): Promise<void> {
    const topics = this.listensTo();
    if (topics.length > 0) await client.subscribeAsync([...topics], { qos: 1 });
    this.announce();
  }

  /** The radio loses the next so many messages to it. */
  lose(messages: number): void {
    this.#toLose = messages;
  }

  async stop(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    const { topic, payload } = this.offline();
    this.#client = null;
    this.powerLost();
    if (client.connected) await client.publishAsync(topic, payload, { qos: 1, retain: true });
    await client.endAsync(true);
  }

  async unplug(): Promise<void> {
    const client = this.#client;
    if (client === null) return;
    this.#client = null;
    this.powerLost();
    client.stream.destroy();
    await client.endAsync(true);
  }

  plug(): Promise<void> {
    return this.start();
  }

  async powerCycle(): Promise<void> {
    await this.unplug();
    await this.plug();
  }

  /** What the broker is to tell, kept, when the connection is lost. */
  protected abstract offline(): Announcement;
  protected abstract listensTo(): readonly string[];
  report(): void {
    if (this.#client?.connected === true) this.announce();
  }

  /** What it tells of itself whenever it finds the broker. */
  protected abstract announce(): void;
  protected abstract heard(topic: string, payload: string): void;
  /** Outputs take the state that they have after a power cut. */
  protected powerUp(): void {}
  /** Forgets what only power keeps: outputs fall, timers stop. */
  protected powerLost(): void {}

  protected say(topic: string, payload: unknown, options: IClientPublishOptions = {}): void {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    this.#client?.publish(topic, text, { qos: 1, ...options }, () => undefined);
  }

  protected keep(topic: string, payload: unknown): void {
    this.say(topic, payload, { retain: true });
  }
}

/** A JSON object from a payload; an empty one for anything else, as products shrug at nonsense. */
export function fieldsOf(payload: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
