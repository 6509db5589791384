/** What a refused or failed write answers, in HAP's own numbers (HAP specification, table 6-11). */
import type { HAPStatus } from "homebridge";
import type { RefusalCode } from "../src/core/input.ts";

// HAP's status codes are an ambient const enum, which has no value at run time.
export const NO_RESPONSE: HAPStatus.SERVICE_COMMUNICATION_FAILURE = -70402;
export const TIMED_OUT: HAPStatus.OPERATION_TIMED_OUT = -70408;
export const INVALID_VALUE: HAPStatus.INVALID_VALUE_IN_REQUEST = -70410;
export const NOT_ALLOWED: HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE = -70412;

export type RefusalStatus = typeof NO_RESPONSE | typeof NOT_ALLOWED;

/** "The door can't hear it" is no response; "the door may not" is not allowed in its present state. */
export const REFUSAL_STATUS: Readonly<Record<RefusalCode, RefusalStatus>> = {
  "manual-release": NOT_ALLOWED,
  "fire-latched": NOT_ALLOWED,
  "gas-latched": NOT_ALLOWED,
  lockdown: NOT_ALLOWED,
  "no-power": NO_RESPONSE,
  "no-link": NO_RESPONSE,
  "still-in-alarm": NOT_ALLOWED,
  "nothing-to-reset": NOT_ALLOWED,
  "unknown-door": NOT_ALLOWED,
  "unknown-area": NOT_ALLOWED,
  "unknown-sensor": NOT_ALLOWED,
  stale: NOT_ALLOWED,
  retained: NOT_ALLOWED,
  "not-permitted": NOT_ALLOWED,
  "not-recorded": NOT_ALLOWED,
  "fire-rated": NOT_ALLOWED,
  "door-open": NOT_ALLOWED,
  "bad-input": NOT_ALLOWED,
};
