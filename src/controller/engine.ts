/**
 * The engine and whoever watches it. A step that breaks a promise is not believed: from then on only
 * releases leave, no lease is renewed, nobody is obeyed, and it stays so until the process is started anew.
 */
import { createHash } from "node:crypto";
import {
  type Ahead,
  type BrokenPromise,
  brokenPromises,
  type Command,
  demandIn,
  energiseFor,
  type Input,
  type Instant,
  isReleased,
  nextWake,
  type PromiseName,
  type Result,
  type Site,
  type SiteState,
  type Step,
  step,
} from "../core/index.ts";

export type StepFunction = typeof step;

/** Sends releases of a step that is not over yet. False where they can't go before it is. */
export type AheadOrders = (state: SiteState, commands: readonly Command[]) => boolean;

export interface EngineOptions {
  /** Another engine, for a test of what becomes of a broken one. */
  readonly stepWith?: StepFunction | undefined;
  readonly ahead?: AheadOrders;
}

export class Engine {
  readonly #site: Site;
  readonly #step: StepFunction;
  /** What the start gives, as far as it is believed. */
  readonly first: Step;
  #state: SiteState;
  #fault: PromiseName | null = null;
  readonly #ahead: AheadOrders | null;
  #gone: Command[] = [];

  constructor(site: Site, first: Step, { stepWith = step, ahead }: EngineOptions = {}) {
    this.#site = site;
    this.#step = stepWith;
    this.#ahead = ahead ?? null;
    this.#state = first.state;
    this.first = this.#believe(null, null, first);
  }

  get state(): SiteState {
    return this.#state;
  }

  /** How many orders of the last step, the first of its list, have left already. */
  get gone(): number {
    return this.#gone.length;
  }

  /** The promise that was broken first; null while it works. */
  get fault(): PromiseName | null {
    return this.#fault;
  }

  /** What anybody who asks for something is told once it is broken; null while it works. */
  get refusal(): Extract<Result, { ok: false }> | null {
    if (this.#fault === null) return null;
    const reason = "The engine broke a promise: it only releases, until it is started again.";
    return { ok: false, code: "no-link", reason };
  }

  /**
   * Moves time to `at`, one deadline after the other, so that each step can be held against what stood
   * just before it; then applies the input. A gap moves time by itself.
   */
  step(input: Input, at: Instant): Step {
    const steps: Step[] = [];
    this.#gone = [];
    for (;;) {
      const due = nextWake(this.#state.timers);
      if (input.type === "clock-gap" || due === null || due >= at) break;
      const { now } = this.#state;
      steps.push(this.#once({ type: "tick" }, Math.max(due, now)));
      // An engine that does not take its deadlines off the list would keep us here.
      if (this.#fault !== null || steps.length > MAX_DEADLINES) break;
    }
    // What a deadline ordered goes before what the input does, and none of both twice.
    const mayGo = input.type === "reading" && steps.length === 0;
    steps.push(this.#once(input, at, mayGo ? this.#handAhead() : null));
    return steps.length === 1 ? (steps[0] as Step) : joined(steps);
  }

  /**
   * What may leave before the step is over: what would leave of a step that is not believed, too. The
   * first order that is no release ends it, so that all leave in the order in which they were given.
   */
  #handAhead(): Ahead | null {
    const ahead = this.#ahead;
    if (ahead === null || this.#fault !== null) return null;
    let open = true;
    return (state, commands) => {
      open &&= commands.every(
        (command) => this.#releases(state, command) && this.#asBuilt(command),
      );
      open &&= ahead(state, commands);
      if (open) this.#gone.push(...commands);
    };
  }

  #once(input: Input, at: Instant, ahead: Ahead | null = null): Step {
    const before = this.#state;
    let done: Step;
    try {
      done = this.#step(this.#site, before, input, at, ahead);
    } catch (error) {
      done = { ...standstill(before, error), commands: this.#gone };
      return this.#guard(before, done, [{ promise: "total", subject: input.type }]);
    }
    return this.#believe(before, input, done);
  }

  #believe(before: SiteState | null, input: Input | null, done: Step): Step {
    const broken = brokenPromises(this.#site, before, input, done);
    if (broken.length > 0 || this.#fault !== null) return this.#guard(before, done, broken);
    this.#state = done.state;
    return done;
  }

  /** What may leave of a step that is not believed. */
  #guard(before: SiteState | null, done: Step, broken: readonly BrokenPromise[]): Step {
    const first = this.#fault === null ? broken[0] : undefined;
    const commands = [
      ...done.commands.filter(
        (command, place) => place < this.#gone.length || this.#releases(done.state, command),
      ),
      ...broken.flatMap(({ promise, subject }) =>
        promise === "release-goes-out" ? this.#release(subject) : [],
      ),
    ];
    this.#state = withTold(this.#site, before, done, commands);
    const touched = { ...done.touched, doors: this.#site.doors.map(({ index }) => index) };
    const guarded = { ...done, state: this.#state, commands, renewals: [] };
    if (first === undefined) return guarded;
    this.#fault = first.promise;
    const event = { type: "engine-fault", ...first, digest: digestOf(done.state) };
    return { ...guarded, touched, events: [...done.events, event] };
  }

  #releases(state: SiteState, command: Command): boolean {
    if ("holder" in command) return command.to === "released";
    const lock = this.#site.locks[this.#site.lockIndex.get(command.lock) ?? -1];
    const door = this.#site.doors[lock?.door ?? -1];
    if (command.to === "locked" || lock === undefined || door === undefined) return false;
    return isReleased(state, door, lock) || demandIn(state, door, lock, 4) !== null;
  }

  #asBuilt(command: Command): boolean {
    if ("holder" in command) return true;
    const lock = this.#site.locks[this.#site.lockIndex.get(command.lock) ?? -1];
    return lock !== undefined && command.energise === lock.energisedOpen;
  }

  #release(id: string): readonly Command[] {
    const lock = this.#site.locks[this.#site.lockIndex.get(id) ?? -1];
    if (lock === undefined) return [];
    const energise = energiseFor(lock.description.failMode, "unlocked");
    return [{ lock: id, to: "unlocked", energise }];
  }
}

/** More deadlines than any site has at once; what is left then is taken in one step. */
const MAX_DEADLINES = 1_000_000;

/** One answer of several steps that were taken for one input. */
function joined(steps: readonly Step[]): Step {
  const all = (key: keyof Step["touched"]) =>
    new Set(steps.flatMap(({ touched }) => [...touched[key]]));
  const last = steps.at(-1) as Step;
  return {
    state: last.state,
    result: last.result,
    commands: steps.flatMap(({ commands }) => commands),
    events: steps.flatMap(({ events }) => events),
    touched: {
      doors: all("doors"),
      sensors: all("sensors"),
      supplies: all("supplies"),
      areas: all("areas"),
    },
    renewals: steps.flatMap(({ renewals }) => renewals),
  };
}

/** The state as it is true of the locks: what was held back was not told, and what was added was. */
function withTold(
  site: Site,
  before: SiteState | null,
  done: Step,
  left: readonly Command[],
): SiteState {
  const told = new Set(left.flatMap((command) => ("lock" in command ? [command.lock] : [])));
  const held = new Set(
    done.commands.flatMap((command) =>
      "lock" in command && !told.has(command.lock) ? [command.lock] : [],
    ),
  );
  if (told.size + held.size === 0) return done.state;
  const locks = done.state.locks.map((facts, index) => {
    const id = site.locks[index]?.id ?? "";
    if (told.has(id)) return { ...facts, ordered: "unlocked" as const, onLease: false };
    if (!held.has(id)) return facts;
    const was = before?.locks[index];
    return was === undefined
      ? { ...facts, ordered: "unknown" as const, onLease: false, pendingSince: null }
      : { ...was, link: facts.link, reported: facts.reported, reportedAt: facts.reportedAt };
  });
  return { ...done.state, locks };
}

function standstill(state: SiteState, error: unknown): Step {
  const why = error instanceof Error ? error.message : String(error);
  return {
    state,
    result: { ok: false, code: "no-link", reason: `The engine failed: ${why.slice(0, 200)}` },
    commands: [],
    events: [],
    touched: { doors: [], sensors: [], supplies: [], areas: [] },
    renewals: [],
  };
}

/** Names a state, so that a report of a fault can be matched with what was kept of it. */
function digestOf(state: SiteState): string {
  return createHash("sha256").update(JSON.stringify(state)).digest("hex").slice(0, 16);
}
