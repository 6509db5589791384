/**
 * `npm run simulate -- --seed N [--form day|year] [--days N] [--broken PART] [--without HABIT,...]` plays
 * one site again; `--seeds N` plays the first N for a day each, `--years N` N sites for a year each
 * (`--threads N` of at most so many). Exit code 1 for a failure.
 */
import { parseArgs } from "node:util";
import { BROKEN_PARTS, type BrokenPart } from "./broken-parts.ts";
import { type DayOptions, type DayOutcome, playDay } from "./day.ts";
import { FORMS, type FormName } from "./form.ts";
import { playAll } from "./play-all.ts";
import { replayCommand, shrink } from "./shrink.ts";
import { Tally } from "./tally.ts";

/** After so many sites it is said how far it is, so that a run that is cut short still says something. */
const SITES_A_WORD = 10;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    years: { type: "string" },
    form: { type: "string", default: "day" },
    days: { type: "string" },
    threads: { type: "string", default: "8" },
    broken: { type: "string" },
    without: { type: "string", default: "" },
  },
});

const broken = Object.hasOwn(BROKEN_PARTS, values.broken ?? "")
  ? (values.broken as BrokenPart)
  : null;
const without = new Set(values.without.split(",").filter((name) => name !== ""));
const form: FormName = values.years !== undefined || values.form === "year" ? "year" : "day";
const days = Number(values.days ?? FORMS[form].days);
const shared = { form, days, broken, without } as const;

if (values.seed === undefined) await many(Number(values.years ?? values.seeds ?? 200));
else await one({ ...shared, seed: Number(values.seed) });

async function one(options: DayOptions): Promise<void> {
  const outcome = await playDay(options);
  print(outcome);
  if (outcome.failure !== null) await explain(options);
}

async function many(sites: number): Promise<void> {
  const first = Number(values.from);
  const errands = Array.from({ length: sites }, (_, at) => ({ ...shared, seed: first + at }));
  const tally = new Tally(days);
  // A run that is ended from outside gives what it has.
  process.once("SIGTERM", () => {
    console.log(tally.whole());
    process.exit(1);
  });
  await playAll(
    errands,
    (outcome) => {
      tally.add(outcome);
      if (outcome.failure !== null) {
        console.log(`seed ${outcome.seed}: ${outcome.failure}`);
        console.log(`  ${replayCommand({ ...shared, seed: outcome.seed }, [...without])}`);
      }
      if (tally.sites % SITES_A_WORD === 0) console.log(tally.line());
    },
    Number(values.threads),
  );
  console.log(tally.whole());
  if (tally.failures > 0) process.exitCode = 1;
}

function print({ seed, digest, failure, events, orders }: DayOutcome): void {
  console.log(`seed ${seed}: ${failure ?? "every promise kept"}`);
  console.log(`${events} events, ${orders} orders, digest ${digest}`);
}

async function explain(options: DayOptions): Promise<void> {
  process.exitCode = 1;
  const { outcome, without: left } = await shrink(options);
  console.log(`\nThe same with as little else as possible:\n`);
  console.log(outcome.timeline.join("\n"));
  console.log(`\n${replayCommand(options, left)}`);
}
