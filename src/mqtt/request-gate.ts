/** How many requests are looked at: people and programs ask seldom, and a flood of them opens nothing. */
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";

export const REQUESTS_AT_ONCE = 2_000;
export const REQUESTS_A_SECOND = 200;

/** For so long nothing is heard after a flood, so that what else there is to do gets done. */
export const DEAF_MS = 1_000;

export interface RequestGateOptions {
  /** Stops listening to requests, and begins again. */
  readonly deafen: () => void;
  /** Rejects where it can't now; it is tried again. */
  readonly listen: () => Promise<unknown>;
  readonly warn: (subject: string, message: string) => void;
}

export interface RequestGate {
  /** False for a request that is not to be looked at. */
  admits(): boolean;
  close(): void;
}

export function createRequestGate(
  { deafen, listen, warn }: RequestGateOptions,
  bucket: TokenBucket = createTokenBucket(REQUESTS_AT_ONCE, REQUESTS_A_SECOND),
): RequestGate {
  let deaf: NodeJS.Timeout | null = null;
  let closed = false;
  const hearAgain = () => {
    deaf = setTimeout(() => {
      deaf = null;
      listen().catch(() => {
        if (!closed && deaf === null) hearAgain();
      });
    }, DEAF_MS);
    deaf.unref();
  };
  return {
    admits() {
      if (deaf === null && bucket.take()) return true;
      warn("request", `more than ${REQUESTS_A_SECOND} a second: dropped unread`);
      if (deaf !== null) return false;
      deafen();
      hearAgain();
      return false;
    },
    close() {
      closed = true;
      if (deaf !== null) clearTimeout(deaf);
    },
  };
}
