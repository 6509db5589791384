/** States and events on their way out: after the orders, only real changes, a few hundred at a time. */
import type { Connection, Packet } from "./connection.ts";

/** A thousand doors change at once in a fire; brokers drop what comes faster than one mirror reads. */
const PACKETS_A_BURST = 256;

/** One alarm over twenty thousand doors is told by some sixty thousand events. */
const MAX_EVENTS_WAITING = 100_000;

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
  const states = new Map<string, object>();
  const events: Waiting[] = [];
  let flushing = false;

  const flush = () => {
    const room = connection().room();
    if (room !== null) {
      void room.then(() => setImmediate(flush));
      return;
    }
    flushing = false;
    const packets = nextPackets(published, states, events);
    if (packets.length === 0) {
      schedule();
      return;
    }
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
    // Only noted here: who decides must not wait for a thousand states to become text.
    state(topic, content) {
      states.set(topic, content);
      schedule();
    },
    event(topic, content) {
      if (events.length >= MAX_EVENTS_WAITING) events.shift();
      events.push({ topic, content });
      schedule();
    },
    reset() {
      published.clear();
      states.clear();
      events.length = 0;
    },
  };
}

interface Waiting {
  readonly topic: string;
  readonly content: object;
}

/** Looks at so many, and gives those that are news. */
function nextPackets(
  published: Map<string, string>,
  states: Map<string, object>,
  events: Waiting[],
): readonly Packet[] {
  const packets: Packet[] = [];
  let looked = 0;
  for (const [topic, content] of states) {
    if (looked === PACKETS_A_BURST) return packets;
    looked += 1;
    states.delete(topic);
    const dated: { readonly at?: unknown } = content;
    const { at, ...rest } = dated;
    const meaning = JSON.stringify(rest);
    if (published.get(topic) === meaning) continue;
    published.set(topic, meaning);
    packets.push({ topic, payload: withTime(meaning, at), retain: true });
  }
  for (const { topic, content } of events.splice(0, PACKETS_A_BURST - looked))
    packets.push({ topic, payload: JSON.stringify(content) });
  return packets;
}

/** The time added to what is text already: thousands of states become text once, not twice. */
function withTime(meaning: string, at: unknown): string {
  if (at === undefined) return meaning;
  const comma = meaning === "{}" ? "" : ",";
  return `${meaning.slice(0, -1)}${comma}"at":${JSON.stringify(at)}}`;
}
