/** States and events on their way out: after the orders, only real changes, a few hundred at a time. */
import type { Connection, Packet } from "./connection.ts";

/** A thousand doors change at once in a fire; brokers drop what comes faster than one mirror reads. */
const PACKETS_A_BURST = 256;

const MAX_EVENTS_WAITING = 10_000;

export interface StateOutbox {
  /** Publishes a retained state unless its content is what was published last. */
  state(topic: string, content: object): void;
  /** Publishes an event, which is never kept. */
  event(topic: string, content: object): void;
  /** Forgets what was published: a new session starts with everything. */
  reset(): void;
}

export function createStateOutbox(connection: () => Connection): StateOutbox {
  const published = new Map<string, string>();
  const states = new Map<string, string>();
  const events: Packet[] = [];
  let flushing = false;

  const flush = () => {
    flushing = false;
    const packets = nextPackets(states, events);
    if (packets.length === 0) return;
    if (!connection().publishBurst(packets)) {
      states.clear();
      events.length = 0;
      return;
    }
    schedule();
  };
  const schedule = () => {
    if (flushing || (states.size === 0 && events.length === 0)) return;
    flushing = true;
    setImmediate(flush);
  };

  return {
    state(topic, content) {
      const dated: { readonly at?: unknown } = content;
      const { at: _, ...rest } = dated;
      const meaning = JSON.stringify(rest);
      if (published.get(topic) === meaning) return;
      published.set(topic, meaning);
      states.set(topic, JSON.stringify(content));
      schedule();
    },
    event(topic, content) {
      if (events.length >= MAX_EVENTS_WAITING) events.shift();
      events.push({ topic, payload: JSON.stringify(content) });
      schedule();
    },
    reset() {
      published.clear();
      states.clear();
      events.length = 0;
    },
  };
}

function nextPackets(states: Map<string, string>, events: Packet[]): readonly Packet[] {
  const packets: Packet[] = [];
  for (const [topic, payload] of states) {
    if (packets.length === PACKETS_A_BURST) return packets;
    packets.push({ topic, payload, retain: true });
    states.delete(topic);
  }
  packets.push(...events.splice(0, PACKETS_A_BURST - packets.length));
  return packets;
}
