/** Somebody else on the broker: listens to everything it asked for and says what it is told to. */
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { vi } from "vitest";

export interface HeardMessage {
  readonly topic: string;
  readonly text: string;
  readonly retained: boolean;
  readonly qos: number;
}

export interface Bystander {
  readonly client: MqttClient;
  readonly heard: readonly HeardMessage[];
  /** The JSON of all messages on a topic, oldest first. */
  on(topic: string): unknown[];
  last(topic: string): unknown;
  say(topic: string, payload: unknown, options?: { retain?: boolean }): Promise<void>;
  /** Waits until a message on the topic fits. */
  hears(topic: string, fits?: (value: unknown, text: string) => boolean): Promise<unknown>;
  forget(): void;
  leave(): Promise<void>;
}

export async function bystander(
  url: string,
  topics: readonly string[] = ["#"],
  options: IClientOptions = {},
): Promise<Bystander> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 50, ...options });
  const heard: HeardMessage[] = [];
  client.on("error", () => undefined);
  client.on("message", (topic, payload, packet) => {
    heard.push({ topic, text: payload.toString(), retained: packet.retain, qos: packet.qos });
  });
  if (topics.length > 0) await client.subscribeAsync([...topics], { qos: 1 });
  const on = (topic: string) =>
    heard.filter((each) => each.topic === topic).map((each) => json(each.text));
  return {
    client,
    heard,
    on,
    last: (topic) => on(topic).at(-1),
    async say(topic, payload, { retain = false } = {}) {
      const text = typeof payload === "string" ? payload : JSON.stringify(payload);
      await client.publishAsync(topic, text, { qos: 1, retain });
    },
    hears: (topic, fits = () => true) =>
      vi.waitFor(
        () => {
          const found = heard.find(
            (each) => each.topic === topic && fits(json(each.text), each.text),
          );
          if (found === undefined) {
            throw new Error(`nothing fitting on ${topic}: ${JSON.stringify(on(topic))}`);
          }
          return json(found.text);
        },
        { timeout: 10_000, interval: 10 },
      ),
    forget: () => {
      heard.length = 0;
    },
    leave: () => client.endAsync(true),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
