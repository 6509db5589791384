/**
 * Asks the opening hours what they want, at every full minute of the wall clock, and tells only what
 * is different from the last answer. A clock that steps is seen within the minute, and nothing that
 * lies in the step is told.
 */
import type { ScheduleChange } from "../core/index.ts";
import type { Clock, OpeningHours } from "./ports.ts";

const MINUTE_MS = 60_000;

export class HoursWatch {
  readonly #clock: Clock;
  readonly #hours: OpeningHours;
  readonly #tell: (change: ScheduleChange) => void;
  readonly #told = new Map<string, ScheduleChange["wants"]>();
  #cancel: () => void = () => {};

  constructor(clock: Clock, hours: OpeningHours, tell: (change: ScheduleChange) => void) {
    this.#clock = clock;
    this.#hours = hours;
    this.#tell = tell;
  }

  /** What the hours want now, taken as told: a start is no change. */
  atStart(): readonly ScheduleChange[] {
    const changes = this.#look();
    for (const { door, wants } of changes) this.#told.set(door, wants);
    return changes;
  }

  start(): void {
    if (this.#told.size === 0) return;
    const untilMinute = MINUTE_MS - (this.#clock.wall().getTime() % MINUTE_MS);
    this.#cancel = this.#clock.after(untilMinute, () => {
      this.#news();
      this.start();
    });
  }

  /** Asks anew at once: after a gap the timer may be far from the minute. */
  ask(): void {
    if (this.#told.size === 0) return;
    this.#cancel();
    this.#news();
    this.start();
  }

  stop(): void {
    this.#cancel();
  }

  #news(): void {
    for (const change of this.#look()) {
      if (this.#told.get(change.door) === change.wants) continue;
      this.#told.set(change.door, change.wants);
      this.#tell(change);
    }
  }

  #look(): readonly ScheduleChange[] {
    return [...this.#hours.at(this.#clock.wall())].map(([door, { wants, afterEntry }]) => ({
      type: "schedule",
      door,
      wants,
      afterEntry,
    }));
  }
}
