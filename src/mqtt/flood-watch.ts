/** Looking after topics that flood, on short connections of their own: nobody else has to wait. */
import type { Connection, Delivered } from "./connection.ts";

/** How often, for how long, and for how many messages they are listened to. */
export const LOOK_EVERY_MS = 500;
export const LOOK_MS = 500;
export const LOOK_MESSAGES = 2_000;

/** A topic that says no more than this during one look is calm again. */
export const CALM_MESSAGES = 25;

export interface FloodWatchOptions {
  /** Opens a connection that says when it stands, and what it hears. */
  readonly open: (calls: {
    readonly connected: (connection: Connection) => void;
    readonly heard: (message: Delivered) => void;
  }) => Promise<Connection>;
  readonly hear: (message: Delivered) => void;
  readonly calm: (topic: string) => void;
}

export interface FloodWatch {
  add(topic: string): void;
  close(): void;
}

export function createFloodWatch({ open, hear, calm }: FloodWatchOptions): FloodWatch {
  const topics = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let looking: AbortController | null = null;
  let closed = false;

  const next = () => {
    if (closed || topics.size === 0 || timer !== null || looking !== null) return;
    timer = setTimeout(() => {
      timer = null;
      looking = new AbortController();
      void look(looking.signal).finally(() => {
        looking = null;
        next();
      });
    }, LOOK_EVERY_MS);
    timer.unref();
  };
  const look = async (ended: AbortSignal): Promise<void> => {
    const counts = new Map([...topics].map((topic) => [topic, 0]));
    const enough = new AbortController();
    const finished = aborted(AbortSignal.any([ended, enough.signal]), 4 * LOOK_MS);
    let left = LOOK_MESSAGES;
    let listened = false;
    const connection = await open({
      connected: (opened) => {
        const subscribed = () => {
          listened = true;
          setTimeout(() => enough.abort(), LOOK_MS).unref();
        };
        opened.subscribe([...counts.keys()], 1).then(subscribed, () => enough.abort());
      },
      heard: (message) => {
        if (left === 0) return;
        left -= 1;
        counts.set(message.topic, (counts.get(message.topic) ?? 0) + 1);
        hear(message);
        if (left === 0) enough.abort();
      },
    });
    await finished;
    connection.abandon();
    if (!listened || left === 0) return;
    for (const [topic, count] of counts) {
      if (count > CALM_MESSAGES) continue;
      topics.delete(topic);
      calm(topic);
    }
  };

  return {
    add(topic) {
      topics.add(topic);
      next();
    },
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      looking?.abort();
    },
  };
}

/** Resolves when the signal fires, or after that time. */
function aborted(signal: AbortSignal, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, withinMs);
    const done = () => {
      clearTimeout(late);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener("abort", done, { once: true });
  });
}
