/** Proof that a request is of now: it echoes a challenge that we gave out moments ago. */
import { randomBytes } from "node:crypto";

export const CHALLENGE_MS = 10_000;

/** How far a request's own time may be from ours. */
export const CLOCK_TOLERANCE_MS = 10_000;

const CHALLENGE_BYTES = 16;

interface Challenge {
  readonly value: string;
  readonly monotonic: number;
  readonly wall: number;
}

export interface Now {
  /** Milliseconds on a clock that never steps. */
  readonly monotonic: number;
  /** Milliseconds since 1970. */
  readonly wall: number;
}

export interface Challenges {
  readonly current: string;
  renew(): void;
  /** Null when the request is fresh; else why not, and how to do it. */
  staleness(asked: {
    readonly challenge: string | null;
    readonly at: string | null;
  }): string | null;
}

/**
 * A challenge counts while it is the current or the previous one, and never longer than two periods:
 * after a pause of this process (SIGSTOP, suspend) the one it still holds has grown old with what
 * waited in the socket.
 */
export function createChallenges(now: () => Now, periodMs: number = CHALLENGE_MS): Challenges {
  const issue = (): Challenge => ({
    value: randomBytes(CHALLENGE_BYTES).toString("base64url"),
    ...now(),
  });
  let current = issue();
  let previous: Challenge | null = null;

  const counts = (challenge: Challenge | null, value: string, at: Now) =>
    challenge !== null &&
    challenge.value === value &&
    Math.max(at.monotonic - challenge.monotonic, at.wall - challenge.wall) <= 2 * periodMs + 1_000;

  return {
    get current() {
      return current.value;
    },
    renew() {
      previous = current;
      current = issue();
    },
    staleness({ challenge, at }) {
      const time = now();
      if (
        challenge !== null &&
        (counts(current, challenge, time) || counts(previous, challenge, time))
      ) {
        return null;
      }
      if (at !== null && Math.abs(time.wall - Date.parse(at)) <= CLOCK_TOLERANCE_MS) return null;
      const how =
        "echo the challenge of the retained status, or give at, the time now, as an ISO time";
      if (challenge === null && at === null)
        return `The request doesn't say that it is of now: ${how}.`;
      return `The request is too old or its clock is off by more than ${CLOCK_TOLERANCE_MS / 1_000} s: ${how}.`;
    },
  };
}
