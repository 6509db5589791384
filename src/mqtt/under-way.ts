/**
 * How much is on its way to the broker. MQTT says nothing of what was read at QoS 0, but a broker answers
 * PINGREQ (MQTT 3.1.1 and 5, section 3.12) after everything that was sent before it.
 */
import { deferred } from "./waiting.ts";

const PINGREQ = Buffer.from([0xc0, 0x00]);

/** What mosquitto reads and delivers in a millisecond or two. */
export const LITTLE_BYTES = 64 * 1_024;

export interface UnderWay {
  wrote(bytes: number): void;
  /**
   * Null while no more than that is on its way; else resolves when all of it was read, or it is over.
   *
   * @param bytes what may be on its way unread: a little, unless said otherwise.
   */
  room(bytes?: number): Promise<void> | null;
  /** A ping was answered. */
  answered(): void;
  /** The link is gone, and what was on its way with it. */
  over(): void;
}

export function createUnderWay(send: (ping: Buffer) => void): UnderWay {
  let bytes = 0;
  /** Written after the ping that is out. */
  let since = 0;
  let waiting: ReturnType<typeof deferred> | null = null;

  const settle = (left: number) => {
    bytes = left;
    since = 0;
    const { resolve } = waiting ?? {};
    waiting = null;
    resolve?.();
  };

  return {
    wrote(count) {
      bytes += count;
      since += count;
    },
    room(unread = LITTLE_BYTES) {
      if (waiting !== null) return waiting.promise;
      if (bytes <= unread) return null;
      waiting = deferred();
      since = 0;
      send(PINGREQ);
      return waiting.promise;
    },
    answered() {
      // The library pings too, and each answer is to all that was sent before the question.
      if (waiting !== null) settle(since);
    },
    over() {
      settle(0);
    },
  };
}
