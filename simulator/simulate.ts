/**
 * `npm run simulate -- --seed N [--days N] [--broken PART] [--without HABIT,...]` plays one site again;
 * `--seeds N` plays the first N for a day each, `--years N` so many site-years. Exit code 1 for a failure.
 */
import { parseArgs } from "node:util";
import { BROKEN_PARTS, type BrokenPart } from "./broken-parts.ts";
import { type DayOptions, type DayOutcome, playDay } from "./day.ts";
import { playAll } from "./play-all.ts";
import { replayCommand, shrink } from "./shrink.ts";

const DAYS_OF_A_YEAR = 365;
/** A site is simulated for so long before the next one begins. */
const DAYS_OF_A_SITE = 5;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    from: { type: "string", default: "1" },
    years: { type: "string" },
    days: { type: "string", default: "1" },
    broken: { type: "string" },
    without: { type: "string", default: "" },
  },
});

const broken = Object.hasOwn(BROKEN_PARTS, values.broken ?? "")
  ? (values.broken as BrokenPart)
  : null;
const without = new Set(values.without.split(",").filter((name) => name !== ""));
const shared = { broken, without } as const;

if (values.seed !== undefined)
  await one({ ...shared, seed: Number(values.seed), days: Number(values.days) });
else if (values.years !== undefined) {
  const sites = Math.ceil((Number(values.years) * DAYS_OF_A_YEAR) / DAYS_OF_A_SITE);
  await many(sites, DAYS_OF_A_SITE);
} else await many(Number(values.seeds ?? 200), Number(values.days));

async function one(options: DayOptions): Promise<void> {
  const outcome = await playDay(options);
  print(outcome);
  if (outcome.failure !== null) await explain(options);
}

async function many(sites: number, days: number): Promise<void> {
  const first = Number(values.from);
  const errands = Array.from({ length: sites }, (_, at) => ({ ...shared, seed: first + at, days }));
  const began = performance.now();
  const sums = { sites: 0, events: 0, orders: 0, failures: 0 };
  const witnesses: Record<string, number> = {};
  await playAll(errands, (outcome) => {
    sums.sites += 1;
    sums.events += outcome.events;
    sums.orders += outcome.orders;
    for (const [name, times] of Object.entries(outcome.witnesses)) {
      const promise = name.replace(/ \(.*\)$/, "");
      witnesses[promise] = (witnesses[promise] ?? 0) + times;
    }
    if (outcome.failure !== null) {
      sums.failures += 1;
      console.log(`seed ${outcome.seed}: ${outcome.failure}`);
      console.log(`  ${replayCommand({ ...shared, seed: outcome.seed, days }, [...without])}`);
    }
    if (sums.sites % 100 === 0) console.log(`${sums.sites} sites, ${sums.failures} failures`);
  });
  const seconds = (performance.now() - began) / 1_000;
  const years = (sites * days) / DAYS_OF_A_YEAR;
  console.log(
    `${sites} sites for ${days} days: ${years.toFixed(2)} site-years, ${sums.events} events, ${sums.orders} orders, ${sums.failures} failures`,
  );
  console.log(
    `${seconds.toFixed(1)} s; ${(seconds / years).toFixed(1)} s a site-year on this machine`,
  );
  for (const [promise, times] of Object.entries(witnesses))
    console.log(`${String(times).padStart(9)}  ${promise}`);
  if (sums.failures > 0) process.exitCode = 1;
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
