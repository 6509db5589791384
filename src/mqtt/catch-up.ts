/** Subscribing, and knowing when the messages that the broker had kept have all arrived. */
import { randomUUID } from "node:crypto";
import type { Connection, Delivered } from "./connection.ts";
import { pause } from "./waiting.ts";

/** Below mosquitto's queue of 1,000 for one client, so that none of a batch is dropped. */
const TOPICS_A_BATCH = 200;

const MARKER_TIMEOUT_MS = 3_000;
const MARKER_ATTEMPTS = 3;
const RETRY_MS = 1_000;

export interface CatchUp {
  /**
   * Subscribes at QoS 1 and resolves once every kept message was delivered, with the topics that the
   * broker refused. Rejects when the connection is lost. `complete` is false when the broker never
   * gave the marker back.
   */
  run(
    topics: readonly string[],
    lost: AbortSignal,
  ): Promise<{ refused: readonly string[]; complete: boolean }>;
  /** True for a marker, which is nobody else's business. */
  take(message: Delivered): boolean;
}

/**
 * A kept marker is the last topic of every SUBSCRIBE. Brokers deliver kept messages in that order at
 * one QoS, so the marker comes when all others have come. (A marker published afterwards would be
 * overtaken by aedes, which sends kept messages in the background.)
 */
export function createCatchUp(connection: () => Connection, markerTopic: string): CatchUp {
  let awaited: { readonly payload: string; readonly arrived: () => void } | null = null;

  async function batch(
    topics: readonly string[],
    lost: AbortSignal,
  ): Promise<readonly string[] | null> {
    const payload = randomUUID();
    for (let attempt = 0; attempt < MARKER_ATTEMPTS; attempt++) {
      await connection().publishAcknowledged({ topic: markerTopic, payload, retain: true });
      const arrival = new Promise<void>((arrived) => {
        awaited = { payload, arrived };
      });
      const refused = await connection().subscribe([...topics, markerTopic], 1);
      const arrived = await beforeTimeout(arrival);
      lost.throwIfAborted();
      if (arrived) return refused;
    }
    return null;
  }

  return {
    async run(topics, lost) {
      const refused: string[] = [];
      let complete = true;
      for (let at = 0; at < topics.length; at += TOPICS_A_BATCH) {
        const missing = await batch(topics.slice(at, at + TOPICS_A_BATCH), lost);
        if (missing === null) complete = false;
        else refused.push(...missing.filter((topic) => topic !== markerTopic));
      }
      connection().publishRetained(markerTopic, "");
      return { refused, complete };
    },
    take(message) {
      if (message.topic !== markerTopic) return false;
      const text = Buffer.from(message.payload).toString("utf8");
      if (message.retained && awaited?.payload === text) awaited.arrived();
      return true;
    },
  };
}

async function beforeTimeout(arrival: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), MARKER_TIMEOUT_MS);
  });
  const arrived = await Promise.race([arrival.then((): true => true), late]);
  clearTimeout(timer);
  return arrived;
}

/** Tries again while the session lasts. Gives the refused topics; null when the session ended first. */
export async function catchUpUntilDone(
  catchUp: CatchUp,
  wanted: readonly string[],
  lost: AbortSignal,
  warn: (subject: string, message: string) => void,
): Promise<readonly string[] | null> {
  while (!lost.aborted) {
    try {
      const { refused, complete } = await catchUp.run(wanted, lost);
      if (!complete)
        warn("subscribe", "the broker never gave back the marker; going on without it");
      return refused;
    } catch (error) {
      if (lost.aborted) return null;
      warn("subscribe", error instanceof Error ? error.message : String(error));
      await pause(RETRY_MS, lost);
    }
  }
  return null;
}
