/** Makes a failure smaller: leaves out every habit without which it still happens. */
import { type DayOptions, type DayOutcome, HABITS, playDay } from "./day.ts";
import { FORMS } from "./form.ts";

export interface Shrunk {
  readonly outcome: DayOutcome;
  readonly without: readonly string[];
}

/** @param options a day that fails. */
export async function shrink(options: DayOptions): Promise<Shrunk> {
  let outcome = await playDay(options);
  const without = new Set(options.without);
  for (const { name } of HABITS) {
    if (without.has(name)) continue;
    const fewer = new Set([...without, name]);
    const tried = await playDay({ ...options, without: fewer });
    if (tried.failure !== outcome.failure) continue;
    outcome = tried;
    without.add(name);
  }
  return { outcome, without: [...without] };
}

/** The way to see it again. */
export function replayCommand(
  { seed, form = "day", days = FORMS[form].days, broken = null }: DayOptions,
  without: readonly string[],
): string {
  const parts = [
    `npm run simulate -- --seed ${seed}`,
    ...(form === "day" ? [] : [`--form ${form}`]),
    ...(days === FORMS[form].days ? [] : [`--days ${days}`]),
    ...(broken === null ? [] : [`--broken ${broken}`]),
    ...(without.length === 0 ? [] : [`--without ${without.join(",")}`]),
  ];
  return parts.join(" ");
}
