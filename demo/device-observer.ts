/** Sees what goes over the broker, as any program could: it knows topics, and nothing of Egress. */
import { connectAsync, type MqttClient } from "mqtt";
import { Sightings } from "./sightings.ts";

export interface Heard {
  readonly topic: string;
  readonly payload: string;
}

export class DeviceObserver {
  readonly sightings = new Sightings<Heard>();
  readonly #client: MqttClient;
  readonly #last = new Map<string, string>();

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("message", (topic, bytes) => {
      const payload = bytes.toString("utf8");
      this.#last.set(topic, payload);
      this.sightings.add({ topic, payload });
    });
    client.on("error", () => undefined);
  }

  static async watch(brokerUrl: string): Promise<DeviceObserver> {
    const client = await connectAsync(brokerUrl);
    const observer = new DeviceObserver(client);
    await client.subscribeAsync("#", { qos: 1 });
    return observer;
  }

  /** The last message of a topic. */
  last(topic: string): string | undefined {
    return this.#last.get(topic);
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
