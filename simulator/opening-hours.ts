/** Opening hours of a simulated site, and what they come to without asking a calendar. */
import type { DoorDescription } from "../src/core/index.ts";
import type { ScheduleDescription } from "../src/core/site.ts";
import type { Dice } from "./dice.ts";

/** A site with opening hours asks for them every minute, which makes a long time dear to play. */
export const HOURS_PERCENT = 15;

/** The hours of `isOpenAt`. */
export function hoursOf(doors: readonly DoorDescription[], dice: Dice): ScheduleDescription {
  return {
    id: "hours",
    doors: [dice.any(doors)?.id ?? "door-0"],
    opens: "0 8 * * 1-5",
    closes: "0 18 * * 1-5",
    timezone: "UTC",
    firstPersonIn: dice.percent(50),
  };
}

/** Whether the opening hours of a site that has any are open. */
export function isOpenAt(wallMs: number): boolean {
  const date = new Date(wallMs);
  const workday = date.getUTCDay() >= 1 && date.getUTCDay() <= 5;
  return workday && date.getUTCHours() >= 8 && date.getUTCHours() < 18;
}
