/**
 * Two hundred days of two hundred sites, with everything going wrong at once, and some sites for a year.
 * `npm run simulate` plays more.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { BROKEN_PARTS, type BrokenPart } from "../../simulator/broken-parts.ts";
import type { DayOutcome } from "../../simulator/day.ts";
import { FORMS, type FormName } from "../../simulator/form.ts";
import { playAll } from "../../simulator/play-all.ts";
import { replayCommand } from "../../simulator/shrink.ts";

const SEEDS = 200;
const YEARS = 2;
/** The sites within which each broken part must be caught, in either form: together they have leases, holders and hours. */
const CATCHING_SEEDS = [4, 5, 6];
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
  "a drill opens what fire opens",
  "no lock is told to lock while a drill opens it",
  "a sensor under test latches nothing",
  "a walk test hides no alarm of elsewhere",
  "an intrusion alarm locks its area down",
  "nobody is let in in a lockdown",
  "in a lockdown no lock is told to unlock but for life",
  "an exit button opens its door",
  "and in a lockdown, too",
  "and every holder lets go",
  "no holder is told to hold while fire stands",
  "nor in a drill",
  "nor in a lockdown of its door",
  "when faults end, a holder has let go in fire",
];

/** What a year has in it, so that its silence is worth something. */
const HAPPENS = [
  "kill -9",
  "kill -9 in the middle of a write",
  "SIGSTOP",
  "the machine is off for minutes to hours",
  "the link is cut (both)",
  "the broker dies, what it kept is gone",
  "the disk is full",
  "the mains fail for a while",
  "the wall clock steps",
  "a device reboots",
  "the sensors' radio is bad",
  "smoke",
  "somebody asks for lockdown",
  "somebody asks for drill-start",
  "somebody asks for walk-test-start",
  "a storm",
];

interface Errand {
  readonly form?: FormName;
  readonly days?: number;
  readonly broken?: BrokenPart | null;
}

async function play(seeds: number, errand: Errand = {}): Promise<DayOutcome[]> {
  const outcomes: DayOutcome[] = [];
  const errands = Array.from({ length: seeds }, (_, at) => ({ ...errand, seed: at + 1 }));
  await playAll(errands, (outcome) => outcomes.push(outcome));
  return outcomes;
}

function broken(outcomes: readonly DayOutcome[], form: FormName): readonly string[] {
  const failures = outcomes.filter(({ failure }) => failure !== null);
  return failures.map(({ seed, failure }) => `${failure}: ${replayCommand({ seed, form }, [])}`);
}

describe(`${SEEDS} simulated days`, () => {
  let days: readonly DayOutcome[] = [];
  beforeAll(async () => {
    days = await play(SEEDS);
  }, LONG);

  it("keep every promise", () => {
    expect(broken(days, "day")).toEqual([]);
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

describe(`${YEARS} simulated site-years`, () => {
  let years: readonly DayOutcome[] = [];
  beforeAll(async () => {
    years = await play(YEARS, { form: "year" });
  }, LONG);

  it("keep every promise", () => {
    expect(broken(years, "year")).toEqual([]);
    expect(years).toHaveLength(YEARS);
  });

  it.each(HAPPENS)("have in them: %s", (what) => {
    expect(years.reduce((sum, { happenings }) => sum + (happenings[what] ?? 0), 0)).toBeGreaterThan(
      0,
    );
  });

  it("are put to the test by fire, month after month", () => {
    const [asked] = years.map(
      ({ witnesses }) => witnesses["a reset is accepted once all is clear"],
    );
    expect(asked).toBeGreaterThanOrEqual(FORMS.year.days / FORMS.year.stretchDays);
  });

  it("are the same again from the same seeds", async () => {
    const short = { form: "year", days: 20 } as const;
    const [once, again] = [await play(1, short), await play(1, short)];
    expect(again[0]?.digest).toBe(once[0]?.digest);
    expect(once[0]?.events).toBeGreaterThan(1_000);
  });
});

describe.each(["day", "year"] as const)("the simulator catches, in a %s", (form) => {
  it.each(Object.entries(BROKEN_PARTS))(
    "%s: %s",
    async (part) => {
      let caught = false;
      for (const seed of CATCHING_SEEDS) {
        if (caught) break;
        const errand = { seed, form, broken: part as BrokenPart };
        // By a promise that it broke, and not by an error on the way there.
        await playAll([errand], ({ failure, witnesses }) => {
          caught = failure !== null && Object.hasOwn(witnesses, failure);
        });
      }
      expect(caught).toBe(true);
    },
    LONG,
  );
});
