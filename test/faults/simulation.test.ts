/** Two hundred days of two hundred sites, with everything going wrong at once. `npm run simulate` plays more. */
import { beforeAll, describe, expect, it } from "vitest";
import { BROKEN_PARTS, type BrokenPart } from "../../simulator/broken-parts.ts";
import type { DayOutcome } from "../../simulator/day.ts";
import { playAll } from "../../simulator/play-all.ts";
import { replayCommand } from "../../simulator/shrink.ts";

const SEEDS = 200;
/** The days within which each broken part must be caught. */
const CAUGHT_WITHIN = 3;
const LONG = 900_000;

/** What each simulated day asks, in the words of `simulator/watch.ts` and `simulator/day.ts`. */
const PROMISES = [
  "what was said to be on disk is there",
  "a latch that was written down survives a restart",
  "a journal that lost its tail is in doubt",
  "an alarm that counts latches at once",
  "and every lock that it opens is told so in that moment",
  "a latch ends by a reset and by nothing else",
  "no stale, kept or forged request is obeyed",
  "a request is decided once",
  "no lock is told to lock while a latch opens it",
  "no lock is told to lock while its green box is pulled",
  "no lock is told to unlock without a cause",
  "nothing is secured while the journal is in doubt",
  "nothing is driven before the inputs were read",
  "no order arrives after its expiry",
  "a lease runs out when the controller is silent",
  "when faults end, what fire opens is open",
  "a reset is accepted once all is clear",
  "after a reset and a wish to lock it is locked",
];

async function play(seeds: number, broken: BrokenPart | null = null): Promise<DayOutcome[]> {
  const outcomes: DayOutcome[] = [];
  const errands = Array.from({ length: seeds }, (_, at) => ({ seed: at + 1, broken }));
  await playAll(errands, (outcome) => outcomes.push(outcome));
  return outcomes;
}

describe(`${SEEDS} simulated days`, () => {
  let days: readonly DayOutcome[] = [];
  beforeAll(async () => {
    days = await play(SEEDS);
  }, LONG);

  it("keep every promise", () => {
    const failures = days.filter(({ failure }) => failure !== null);
    expect(
      failures.map(({ seed, failure }) => `${failure}: ${replayCommand({ seed }, [])}`),
    ).toEqual([]);
    expect(days).toHaveLength(SEEDS);
  });

  it.each(PROMISES)("put to the test that %s", (promise) => {
    const times = days.flatMap(({ witnesses }) =>
      Object.entries(witnesses).flatMap(([name, count]) => (name.startsWith(promise) ? count : [])),
    );
    expect(times.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  });

  it("are the same again from the same seeds", async () => {
    const again = await play(3);
    for (const { seed, digest } of again)
      expect(days.find((day) => day.seed === seed)?.digest).toBe(digest);
  });
});

describe("the simulator catches", () => {
  it.each(Object.entries(BROKEN_PARTS))(
    "%s: %s",
    async (part) => {
      const days = await play(CAUGHT_WITHIN, part as BrokenPart);
      expect(days.some(({ failure }) => failure !== null)).toBe(true);
    },
    LONG,
  );
});
