/** How findings name things. */

/** More than this many names help nobody. */
const MAX_NAMES = 5;

interface Named {
  readonly description: { readonly name: string };
}

/** `A`, `A and B`, `A, B and C`; a long list ends in how many more there are. */
export function listed(names: readonly string[], last = "and"): string {
  const more = names.length - MAX_NAMES;
  const shown = more > 0 ? [...names.slice(0, MAX_NAMES), `${more} more`] : names;
  if (shown.length < 2) return shown[0] ?? "";
  return `${shown.slice(0, -1).join(", ")} ${last} ${shown.at(-1)}`;
}

export function lockNames(locks: readonly Named[]): string {
  return listed(locks.map(({ description }) => description.name));
}

/** `stays` for one, `stay` for more. */
export function verb(subjects: readonly unknown[], one: string, more: string): string {
  return subjects.length === 1 ? one : more;
}

/** A time as one says it: `30 s`, `10 min`, `4 h`. */
export function spoken(ms: number): string {
  const round = (amount: number) => String(Math.round(amount * 10) / 10);
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 120_000) return `${round(ms / 1_000)} s`;
  if (ms < 2 * 3_600_000) return `${round(ms / 60_000)} min`;
  return `${round(ms / 3_600_000)} h`;
}
