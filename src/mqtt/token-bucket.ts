/** So much at once, and so much a second after that. */

export interface TokenBucket {
  /** Takes one where there is one. */
  take(): boolean;
  /** Milliseconds until there is one; 0 where there is. */
  waitMs(): number;
}

/** @param now milliseconds on a clock that never steps. */
export function createTokenBucket(
  burst: number,
  perSecond: number,
  now: () => number = () => performance.now(),
): TokenBucket {
  let tokens = burst;
  let filledAt = now();
  const fill = () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) * perSecond) / 1_000);
    filledAt = at;
  };
  return {
    take() {
      fill();
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    waitMs() {
      fill();
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1_000) / perSecond);
    },
  };
}
