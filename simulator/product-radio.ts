/** How the simulated products reach the simulated broker: by a radio that delays, doubles and loses. */
import type { IClientOptions, IClientPublishOptions } from "mqtt";
import type { ProductClient } from "../demo/products/product.ts";
import type { Client, Letter, SimulatedBroker } from "./broker.ts";
import type { Dice } from "./dice.ts";
import type { VirtualTime } from "./virtual-time.ts";

const RECONNECT_MS = 1_000;
const LATENCY_MS = 5;

/** The longest that a Zigbee message of a sensor is on its way. */
export const ZIGBEE_DELAY_MS = 20_000;

/** What is wrong with the radio now; a quiet one delivers everything once, in order, soon. */
export class Radio {
  lossPercent = 0;
  doublePercent = 0;
  /** Longest delay of one message beyond the usual; messages overtake each other by it. */
  delayMs = 0;
  /** Nothing comes through at all, and nobody is told. */
  dead = false;

  quiet(): void {
    this.lossPercent = 0;
    this.doublePercent = 0;
    this.delayMs = 0;
    this.dead = false;
  }
}

export interface RadioWorld {
  readonly time: VirtualTime;
  readonly broker: SimulatedBroker;
  readonly dice: Dice;
}

/** Stands in for `connect` of a product. */
export function overRadio(
  { time, broker, dice }: RadioWorld,
  radio: Radio,
  heard: (letter: Letter) => void = () => {},
): (options: IClientOptions) => ProductClient {
  const pass = (act: () => void): void => {
    if (radio.dead || dice.percent(radio.lossPercent)) return;
    const times = dice.percent(radio.doublePercent) ? 2 : 1;
    for (let time_ = 0; time_ < times; time_ += 1)
      time.after(LATENCY_MS + (radio.delayMs > 0 ? dice.below(radio.delayMs) : 0), act, null);
  };
  return (options) => {
    const listeners: Record<string, ((topic: string, payload: Buffer) => void)[]> = {};
    const listen = (event: string, listener: (topic: string, payload: Buffer) => void) => {
      listeners[event] = [...(listeners[event] ?? []), listener];
    };
    const tell = (event: string, topic = "", payload = Buffer.alloc(0)) => {
      for (const listener of listeners[event] ?? []) listener(topic, payload);
    };
    let connected = false;
    let ended = false;
    const { will } = options;
    const session: Client = {
      will: will === undefined ? null : { topic: will.topic, payload: String(will.payload) },
      take: (letter) =>
        pass(() => {
          if (!connected) return;
          heard(letter);
          tell("message", letter.topic, Buffer.from(letter.payload));
        }),
      closed() {
        connected = false;
        if (!ended) time.after(RECONNECT_MS, attempt, null);
      },
    };
    const attempt = (): void => {
      if (ended || connected) return;
      if (!broker.up) {
        broker.onceUp(() => time.after(dice.below(RECONNECT_MS), attempt, null));
        return;
      }
      connected = true;
      broker.connect(session);
      tell("connect");
    };
    const leave = (goodbye: boolean): void => {
      ended = true;
      if (!connected) return;
      connected = false;
      broker.leave(session, goodbye);
    };
    const publish = (topic: string, payload: string, { retain }: IClientPublishOptions) => {
      if (connected) pass(() => broker.publish({ topic, payload }, retain === true));
    };
    time.after(LATENCY_MS, attempt, null);
    return {
      get connected() {
        return connected;
      },
      stream: { destroy: () => leave(false) },
      on: listen,
      once: () => undefined,
      subscribeAsync: (topics) => Promise.resolve(broker.subscribe(session, topics)),
      publish,
      publishAsync: (topic, payload, how) => Promise.resolve(publish(topic, payload, how)),
      endAsync: () => Promise.resolve(leave(true)),
    };
  };
}
