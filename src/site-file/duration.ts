/** Durations as a site file writes them: a whole number and its unit, as `500ms`, `5s`, `10m`, `4h`. */
const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Nothing about a door takes longer than a year; a longer time is a slip of the finger. */
export const MAX_DURATION_MS = 366 * 24 * UNIT_MS.h;

export const DURATION_UNITS = "ms (milliseconds), s (seconds), m (minutes) or h (hours)";

/** Gives milliseconds, or null for a text that is not a duration or is longer than a year. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = /^(\d{1,12})(ms|s|m|h)$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const ms = Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  return ms <= MAX_DURATION_MS ? ms : null;
}

/** The shortest way to write a duration exactly. */
export function formatDuration(ms: number): string {
  for (const unit of ["h", "m", "s"] as const)
    if (ms >= UNIT_MS[unit] && ms % UNIT_MS[unit] === 0) return `${ms / UNIT_MS[unit]}${unit}`;
  return `${ms}ms`;
}
