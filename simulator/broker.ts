/** A broker in memory: retained messages, sessions that end with their link, wills. */
import type { VirtualTime } from "./virtual-time.ts";

export interface Letter {
  readonly topic: string;
  readonly payload: string;
}

/** One session as the broker sees it. */
export interface Client {
  /** What the broker says for it when it is gone without a goodbye. */
  readonly will: Letter | null;
  /** Takes what the broker sends. `kept` only for what lay there when the client subscribed. */
  take(letter: Letter, kept: boolean): void;
  /** The broker has ended the session. */
  closed(): void;
}

export class SimulatedBroker {
  up = true;
  /** Hears everything, for those who look on. */
  readonly onlookers: ((letter: Letter, retain: boolean) => void)[] = [];
  readonly #time: VirtualTime;
  readonly #kept = new Map<string, string>();
  readonly #waiting: (() => void)[] = [];
  readonly #clients = new Set<Client>();
  readonly #exact = new Map<string, Set<Client>>();
  /** Subscriptions like `cmnd/relay/#`, by what stands before the wildcard. */
  readonly #below = new Map<string, Set<Client>>();

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  connect(client: Client): void {
    this.#clients.add(client);
  }

  /** A client that is gone: its will is told unless it said goodbye. */
  leave(client: Client, goodbye: boolean): void {
    if (!this.#clients.delete(client)) return;
    for (const subscribers of [...this.#exact.values(), ...this.#below.values()])
      subscribers.delete(client);
    if (!goodbye && client.will !== null && this.up) this.publish(client.will, true);
  }

  /** Gives the messages that were kept for these topics, in their order. */
  subscribe(client: Client, topics: readonly string[]): void {
    if (!this.#clients.has(client)) return;
    for (const topic of topics) {
      const many = topic.endsWith("#");
      const index = many ? this.#below : this.#exact;
      const name = many ? topic.slice(0, -1) : topic;
      const subscribers = index.get(name) ?? new Set();
      subscribers.add(client);
      index.set(name, subscribers);
    }
    for (const topic of topics) {
      const payload = this.#kept.get(topic);
      if (payload !== undefined) client.take({ topic, payload }, true);
    }
  }

  unsubscribe(client: Client, topics: readonly string[]): void {
    for (const topic of topics) this.#exact.get(topic)?.delete(client);
  }

  publish(letter: Letter, retain: boolean): void {
    if (!this.up) return;
    if (retain && letter.payload === "") this.#kept.delete(letter.topic);
    else if (retain) this.#kept.set(letter.topic, letter.payload);
    for (const look of this.onlookers) look(letter, retain);
    for (const client of this.#exact.get(letter.topic) ?? []) client.take(letter, false);
    for (const [prefix, clients] of this.#below)
      if (letter.topic.startsWith(prefix)) for (const client of clients) client.take(letter, false);
  }

  kept(topic: string): string | undefined {
    return this.#kept.get(topic);
  }

  /** kill -9: every session ends; what was kept stays only where it lay on disk. */
  crash(keepsRetained: boolean): void {
    this.up = false;
    if (!keepsRetained) this.#kept.clear();
    this.#exact.clear();
    this.#below.clear();
    const gone = [...this.#clients];
    this.#clients.clear();
    for (const client of gone) this.#time.after(1, () => client.closed(), null);
  }

  start(): void {
    this.up = true;
    for (const act of this.#waiting.splice(0)) act();
  }

  /** Calls at the next start, as often as it is asked for. */
  onceUp(act: () => void): void {
    this.#waiting.push(act);
  }
}
