/** What a design rule is, and what it says of a site. */
import type { Doorway, Plan } from "./plan.ts";

/** An error is refused, a warning wants a decision, an info tells what is taken on trust. */
export type Severity = "error" | "warning" | "info";

/** One thing that a rule has to say about one part of the site. */
export interface Found {
  /** As `door:front`, `lock:front-maglock`, `supply:lock-ups`, `sensor:hall-smoke`, `area:lobby` or `site`. */
  readonly subject: string;
  /** What is wrong with this very part, by its name, in plain words. */
  readonly message: string;
  /** Where the rule weighs less or more here than elsewhere. */
  readonly severity?: Severity;
}

export interface Rule {
  /** `L01` to `L44`. Stable, and never given to another rule. */
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  readonly why: string;
  readonly source: string;
  /** How to mend it. */
  readonly fix: string;
  /** The keys of the site file that decide it. */
  readonly reads: readonly string[];
  readonly find: (plan: Plan) => readonly Found[];
}

/** A rule that looks at one door after the other; the sentence is what is wrong, null that nothing is. */
export function atDoors(sentence: (at: Doorway, plan: Plan) => string | null): Rule["find"] {
  return (plan) =>
    plan.doorways.flatMap((at) => {
      const message = sentence(at, plan);
      return message === null ? [] : [{ subject: `door:${at.door.id}`, message }];
    });
}

/** A rule that looks at one lock after the other. */
export function atLocks(
  sentence: (lock: Doorway["locks"][number], at: Doorway, plan: Plan) => string | null,
): Rule["find"] {
  return (plan) =>
    plan.doorways.flatMap((at) =>
      at.locks.flatMap((lock) => {
        const message = sentence(lock, at, plan);
        return message === null ? [] : [{ subject: `lock:${lock.id}`, message }];
      }),
    );
}
