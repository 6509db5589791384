/** One promise of the engine, as the explorer asks after it at every step. */
import type { Input, Reading, Request, Site, SiteState, Step } from "../src/core/index.ts";
import type { LockCommand } from "../src/core/view.ts";
import type { Engine } from "./engine.ts";
import type { KeyMaker } from "./key-maker.ts";
import type { Subject } from "./oracle.ts";

/** What the explorer may do to a site. */
export type Deed =
  | { readonly deed: "input"; readonly input: Input }
  /** Time passes, in ms. */
  | { readonly deed: "wait"; readonly ms: number }
  /** Time passes in which the process did not run, in ms. */
  | { readonly deed: "gap"; readonly ms: number }
  /** Time passes to the next thing that is due. */
  | { readonly deed: "wait-till-due" }
  /** The same inputs again and again, all at once. */
  | { readonly deed: "many"; readonly inputs: readonly Input[]; readonly times: number }
  /** The process dies and starts from a journal that lost its tail, or that nobody can read. */
  | { readonly deed: "start-in-doubt"; readonly journal: "tail-lost" | "unreadable" };

/** One step as an invariant sees it. It is one object for all steps: read it, do not keep it. */
export interface Transition {
  readonly engine: Engine;
  readonly site: Site;
  readonly subjects: readonly Subject[];
  readonly keys: KeyMaker;
  deed: Deed;
  before: SiteState;
  done: Step;
  after: SiteState;
  /** The input when it is a reading, a request or anything else that came at this instant. */
  input: Input | null;
  reading: Reading | null;
  request: Request | null;
  /** The last order of this step to each lock, by index; null for none. */
  orders: readonly (LockCommand | null)[];
  /** When each lock was told what counts towards its bound, in the last minute and up to now. */
  ordersLately: readonly (readonly number[])[];
  /** Half of the key of the state after, which is as good as chance. */
  lowAfter: number;
}

/**
 * Null where the invariant has nothing to say of a step, true where it was put to the test and held,
 * false where it was broken. The trues are the witnesses: an invariant without any proves nothing.
 */
export type Verdict = boolean | null;

export interface Invariant {
  readonly id: string;
  readonly says: string;
  /** The deeds that it can have something to say of; all of them where this is not given. */
  readonly concerns?: (deed: Deed, site: Site) => boolean;
  /** Asked at every step. */
  readonly judge: (step: Transition) => Verdict;
  /** Asked only at the first step into each new state, because it costs more. */
  readonly once?: true;
  readonly broken: {
    /** What the broken engine does. */
    readonly does: string;
    readonly engine: (engine: Engine) => Engine;
    /** The smallest site that shows it. */
    readonly on: string;
  };
}

/** True if the test holds for every subject it concerns, null if it concerns none. */
export function ofAll(subjects: readonly Subject[], test: (subject: Subject) => Verdict): Verdict {
  let verdict: Verdict = null;
  for (const subject of subjects) {
    const one = test(subject);
    if (one === false) return false;
    if (one === true) verdict = true;
  }
  return verdict;
}
