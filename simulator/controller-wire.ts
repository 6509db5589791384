/** The controller's connections to the simulated broker, by the rules of `src/mqtt/connection.ts`. */
import type { Connection, ConnectionOptions, Packet } from "../src/mqtt/connection.ts";
import { LATENCY_MS, Session, type WireWorld } from "./link.ts";

const RECONNECT_MS = 600;

/** Stands in for `openConnection`. */
export function simulatedConnect(
  world: WireWorld,
): (options: ConnectionOptions) => Promise<Connection> {
  return (options) => Promise.resolve(keepConnected(world, options));
}

function keepConnected(world: WireWorld, options: ConnectionOptions): Connection {
  const { time, life } = world;
  let session: Session | null = null;
  let ended = false;

  const attempt = (): void => {
    if (ended) return;
    const again = () => time.after(world.dice.below(RECONNECT_MS), attempt, life);
    if (!world.broker.up || !world.link.whole) {
      if (world.broker.up) world.link.onceWhole(again);
      else world.broker.onceUp(again);
      return;
    }
    const opened = new Session(world, options, () => {
      if (session !== opened) return;
      session = null;
      opened.over.abort();
      options.onLost?.();
      if (!ended) time.after(RECONNECT_MS, attempt, life);
    });
    session = opened;
    options.onConnect(opened.over.signal, connection);
  };
  time.after(LATENCY_MS, attempt, life);

  const open = (): Session | null => (session?.seemsOpen === true ? session : null);
  const publishBurst = (packets: readonly Packet[]): boolean => {
    const through = open();
    through?.send(packets);
    return through !== null;
  };
  const connection: Connection = {
    get open() {
      return open() !== null;
    },
    unsubscribe(topics) {
      const through = open();
      if (through !== null) void through.answered(() => world.broker.unsubscribe(through, topics));
    },
    subscribe(topics) {
      const through = open();
      if (through === null) return Promise.reject(new Error("not connected"));
      return through.answered(() => {
        world.broker.subscribe(through, topics);
        return [];
      });
    },
    publishBurst,
    room: () => null,
    read: () => null,
    publishRetained: (topic, payload) => publishBurst([{ topic, payload, retain: true }]),
    publishAcknowledged({ topic, payload, retain }) {
      const through = open();
      if (through === null) return Promise.reject(new Error("not connected"));
      return through.answered(() =>
        world.broker.publish({ topic, payload }, retain === true),
      ) as Promise<void>;
    },
    abandon() {
      ended = true;
      session?.end();
    },
    end() {
      ended = true;
      session?.end();
      return Promise.resolve();
    },
  };
  return connection;
}
