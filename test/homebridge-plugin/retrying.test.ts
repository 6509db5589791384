import { describe, expect, it } from "vitest";
import {
  FIRST_RETRY_MS,
  isWorthRetrying,
  LAST_RETRY_MS,
  nextRetryMs,
} from "../../homebridge-plugin/retrying.ts";
import { EgressError, type EgressErrorCode } from "../../src/errors.ts";

describe("an opening that failed", () => {
  it.each<[EgressErrorCode, boolean]>([
    ["broker-unreachable", true],
    ["port-in-use", true],
    ["site-invalid", false],
    ["site-unreadable", false],
    ["options-invalid", false],
  ])("for %s is tried again: %s", (code, again) => {
    expect(isWorthRetrying(new EgressError(code, "It failed."))).toBe(again);
  });

  it("is not tried again for an error that nobody foresaw", () => {
    expect(isWorthRetrying(new TypeError("undefined"))).toBe(false);
  });

  it("is tried less and less often, and never less than once a minute", () => {
    let wait = FIRST_RETRY_MS;
    for (let tries = 0; tries < 20; tries += 1) wait = nextRetryMs(wait);
    expect(nextRetryMs(FIRST_RETRY_MS)).toBeGreaterThan(FIRST_RETRY_MS);
    expect(wait).toBe(LAST_RETRY_MS);
  });
});
