/**
 * Opening hours on the wall clock. The engine is told what they want *now*, never an edge that passed:
 * after a night of sleep, a step of the clock or a change of daylight saving it is simply asked again.
 */
import { Cron } from "croner";
import type { ScheduleDescription, Wish } from "../core/index.ts";

export interface Hours {
  readonly wants: Wish;
  /** The hours begin to count when somebody has been let in. */
  readonly afterEntry: boolean;
}

/** What the hours of a site want of its doors at one moment of the wall clock. */
export interface Calendar {
  /** By door id. A door without hours is not in it. */
  at(wall: Date): ReadonlyMap<string, Hours>;
}

/** An edge belongs to the hours: what is asked reaches so far past its moment. */
const EDGE_MS = 1_000;

interface Pattern {
  readonly schedule: ScheduleDescription;
  readonly opens: Cron;
  readonly closes: Cron;
  /** The last answer, and between which moments of the wall clock it holds. */
  last: { readonly from: number; readonly until: number; readonly open: boolean } | null;
}

export function calendarOf(schedules: readonly ScheduleDescription[]): Calendar {
  const patterns = schedules.map(
    (schedule): Pattern => ({
      schedule,
      opens: cron(schedule.opens, schedule.timezone),
      closes: cron(schedule.closes, schedule.timezone),
      last: null,
    }),
  );
  return {
    at(wall) {
      const wanted = new Map<string, Hours>();
      for (const pattern of patterns) {
        const { doors, firstPersonIn } = pattern.schedule;
        const wants = asked(pattern, wall) ? "released" : "secured";
        for (const door of doors)
          wanted.set(door, { wants, afterEntry: firstPersonIn && wants === "released" });
      }
      return wanted;
    },
  };
}

/** The same question is put every minute, and the answer stands until the next edge of either pattern. */
function asked(pattern: Pattern, wall: Date): boolean {
  const at = wall.getTime();
  const { last } = pattern;
  if (last !== null && at >= last.from && at <= last.until) return last.open;
  const open = isOpen(pattern, wall);
  const edges = [pattern.opens, pattern.closes].flatMap(
    (one) => one.nextRun(wall)?.getTime() ?? [],
  );
  // An edge counts from a second before it, as `isOpen` asks.
  pattern.last = { from: at, until: Math.min(...edges) - EDGE_MS, open };
  return open;
}

/** Open from the last opening on, unless there was a closing since. */
function isOpen({ opens, closes }: Pattern, wall: Date): boolean {
  // `previousRuns` gives what lies before its moment, and the edge itself belongs to the hours.
  const justAfter = new Date(wall.getTime() + EDGE_MS);
  const opened = opens.previousRuns(1, justAfter)[0];
  if (opened === undefined) return false;
  const closed = closes.previousRuns(1, justAfter)[0];
  return closed === undefined || closed < opened;
}

function cron(pattern: string, timezone: string | null): Cron {
  return new Cron(pattern, { paused: true, ...(timezone === null ? {} : { timezone }) });
}

/** Why a pattern is none, or null: five fields after cron, minutes the finest. */
export function patternProblem(pattern: string): string | null {
  if (pattern.trim().split(/\s+/).length !== 5)
    return "has not five fields: minute, hour, day, month, weekday";
  try {
    return cron(pattern, null).nextRun() === null ? "never comes" : null;
  } catch (error) {
    return error instanceof Error ? error.message : "is no cron pattern";
  }
}

export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}
