/** When an opening that failed is tried again, and how soon. */
import { isEgressError } from "../src/errors.ts";

export const FIRST_RETRY_MS = 2_000;
export const LAST_RETRY_MS = 60_000;

export function nextRetryMs(retryMs: number): number {
  return Math.min(retryMs * 2, LAST_RETRY_MS);
}

/** A broker that boots slower than Homebridge after a power cut is waited for; a bad site is not. */
export function isWorthRetrying(error: unknown): boolean {
  return (
    isEgressError(error) && (error.code === "broker-unreachable" || error.code === "port-in-use")
  );
}
