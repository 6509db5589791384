/** What many simulated sites come to. */
import type { DayOutcome } from "./day.ts";

const DAYS_OF_A_YEAR = 365;

export class Tally {
  sites = 0;
  failures = 0;
  readonly #days: number;
  readonly #began = performance.now();
  #events = 0;
  #orders = 0;
  readonly #happenings: Record<string, number> = {};
  readonly #witnesses: Record<string, number> = {};

  /** @param days that each site is played. */
  constructor(days: number) {
    this.#days = days;
  }

  add({ failure, events, orders, happenings, witnesses }: DayOutcome): void {
    this.sites += 1;
    this.#events += events;
    this.#orders += orders;
    if (failure !== null) this.failures += 1;
    addTo(this.#happenings, happenings);
    // What was asked of one lock is counted with the others.
    for (const [name, times] of Object.entries(witnesses))
      addTo(this.#witnesses, { [name.replace(/ \(.*\)$/, "")]: times });
  }

  /** How far it is, in one line. */
  line(): string {
    const years = (this.sites * this.#days) / DAYS_OF_A_YEAR;
    const seconds = (performance.now() - this.#began) / 1_000;
    return [
      `${this.sites} sites for ${this.#days} days: ${years.toFixed(2)} site-years`,
      `${this.#events} events, ${this.#orders} orders, ${this.failures} failures`,
      `${seconds.toFixed(0)} s (${(seconds / years).toFixed(2)} s a site-year)`,
    ].join("; ");
  }

  /** All of it: what happened to the sites, and how often each promise was put to the test. */
  whole(): string {
    return [
      this.line(),
      "what happened:",
      ...table(this.#happenings),
      "how often each promise was put to the test:",
      ...table(this.#witnesses),
    ].join("\n");
  }
}

function addTo(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + times;
}

function table(sums: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(sums).sort(([one], [other]) => (one < other ? -1 : 1));
  return rows.map(([name, times]) => `${String(times).padStart(10)}  ${name}`);
}
