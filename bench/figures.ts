/** Medians, tails and ratios of what was measured. All times in milliseconds. */

/** One alarm: when the first and the last command were there. */
export interface Round {
  readonly first: number;
  readonly last: number;
}

export interface Spread {
  readonly rounds: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Latency {
  readonly first: Spread;
  readonly last: Spread;
}

/** The value below which `share` (0 to 1) of the sorted values lie; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1);
  return sorted[Math.max(0, at)] ?? Number.NaN;
}

export function spread(values: readonly number[]): Spread {
  return { rounds: values.length, p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}

export function latency(rounds: readonly Round[]): Latency {
  return {
    first: spread(rounds.map(({ first }) => first)),
    last: spread(rounds.map(({ last }) => last)),
  };
}
