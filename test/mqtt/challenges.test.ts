import { describe, expect, it } from "vitest";
import { CHALLENGE_MS, CLOCK_TOLERANCE_MS, createChallenges } from "../../src/mqtt/challenges.ts";

function clockwork() {
  const now = { monotonic: 0, wall: Date.parse("2026-01-01T00:00:00Z") };
  const challenges = createChallenges(() => ({ ...now }));
  return {
    challenges,
    pass(ms: number) {
      now.monotonic += ms;
      now.wall += ms;
    },
    suspend(ms: number) {
      now.wall += ms;
    },
    echo: (challenge: string) => challenges.staleness({ challenge, at: null }),
    at: (offset: number) =>
      challenges.staleness({ challenge: null, at: new Date(now.wall + offset).toISOString() }),
  };
}

describe("a request's freshness", () => {
  it("lasts through the current challenge and the previous one", () => {
    const { challenges, pass, echo } = clockwork();
    const given = challenges.current;
    expect(echo(given)).toBeNull();
    pass(CHALLENGE_MS);
    challenges.renew();
    expect(challenges.current).not.toBe(given);
    expect(echo(given)).toBeNull();
    pass(CHALLENGE_MS);
    challenges.renew();
    expect(echo(given)).toMatch(/too old/);
  });

  it("ends with the time that this process was stopped, though its challenge was never renewed", () => {
    const stopped = clockwork();
    const given = stopped.challenges.current;
    stopped.pass(60_000);
    expect(stopped.echo(given)).toMatch(/too old/);

    const suspended = clockwork();
    const kept = suspended.challenges.current;
    suspended.suspend(60_000);
    expect(suspended.echo(kept)).toMatch(/too old/);
  });

  it.each([
    [-CLOCK_TOLERANCE_MS, true],
    [CLOCK_TOLERANCE_MS, true],
    [-CLOCK_TOLERANCE_MS - 1, false],
    [CLOCK_TOLERANCE_MS + 1, false],
  ])("by its own clock, %d ms off: %s", (offset, fresh) => {
    expect(clockwork().at(offset) === null).toBe(fresh);
  });

  it("is not there without a sign, and the reason says how to give one", () => {
    const { challenges } = clockwork();
    expect(challenges.staleness({ challenge: null, at: null })).toMatch(/challenge.*at/);
  });
});
