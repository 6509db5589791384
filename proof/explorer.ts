/**
 * Every history of a small site, breadth first, through the real engine. Histories that lead to the same
 * state are followed once, so what is said of a site explored to its end is said of all of them.
 */
import { compileSite, type SiteState, type Step } from "../src/core/index.ts";
import type { LockCommand } from "../src/core/view.ts";
import { perform, settled } from "./deeds.ts";
import { type Engine, REAL_ENGINE } from "./engine.ts";
import { History } from "./history.ts";
import type { Deed, Invariant, Transition } from "./invariant.ts";
import { KeyMaker } from "./key-maker.ts";
import { type Subject, subjectsOf } from "./oracle.ts";
import { SeenStates } from "./seen-states.ts";
import type { SmallSite } from "./small-site.ts";

export interface Violation {
  readonly invariant: string;
  /** The deeds from the start, the last of which broke it. */
  readonly story: readonly string[];
}

export interface Findings {
  readonly site: string;
  readonly states: number;
  readonly transitions: number;
  /** True when every state that can be reached was followed to its end. */
  readonly complete: boolean;
  readonly depth: number;
  readonly seconds: number;
  /** How often each invariant was put to the test. */
  readonly witnesses: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
}

export interface Orders {
  readonly engine?: Engine;
  readonly maxStates: number;
  /** Ends when this time is over, as far as it came. */
  readonly maxSeconds?: number;
  /** Ends at the first broken invariant. */
  readonly stopAtFirst?: boolean;
}

/** A state that is still to be followed. It is let go after that; only its story is kept. */
interface Node {
  readonly state: SiteState;
  readonly number: number;
  readonly low: number;
  readonly high: number;
  readonly lately: readonly (readonly number[])[];
}

const MINUTE = 60_000;

/** One deed, and the promises that have something to say of it. */
interface Asked {
  readonly deed: Deed;
  readonly index: number;
  readonly ofAny: readonly Place[];
  readonly ofNew: readonly Place[];
}

interface Place {
  readonly invariant: Invariant;
  readonly place: number;
}

export function explore(
  small: SmallSite,
  invariants: readonly Invariant[],
  orders: Orders,
): Findings {
  return new Explorer(small, invariants, orders).run();
}

class Explorer {
  readonly #small: SmallSite;
  readonly #invariants: readonly Invariant[];
  readonly #orders: Orders;
  readonly #engine: Engine;
  readonly #step: Transition;
  readonly #keys: KeyMaker;
  readonly #seen: SeenStates;
  readonly #witnesses: number[];
  readonly #violations: Violation[] = [];
  readonly #broken = new Set<string>();
  readonly #subjects: readonly Subject[];
  readonly #noOrders: readonly null[];
  readonly #asked: readonly Asked[];
  readonly #history = new History();
  #frontier: Node[] = [];
  #transitions = 0;
  #stopped = false;

  constructor(small: SmallSite, invariants: readonly Invariant[], orders: Orders) {
    const site = compileSite(small.description);
    this.#small = small;
    this.#invariants = invariants;
    this.#orders = orders;
    this.#engine = orders.engine ?? REAL_ENGINE;
    this.#keys = new KeyMaker(site, small.countsOrders);
    this.#seen = new SeenStates(orders.maxStates);
    this.#witnesses = invariants.map(() => 0);
    this.#subjects = subjectsOf(site);
    this.#noOrders = this.#subjects.map(() => null);
    const first = this.#engine.start(site, {
      at: 0,
      memory: "at-rest",
      shiftMs: 0,
      inputsRead: true,
    });
    this.#step = {
      engine: this.#engine,
      site,
      subjects: this.#subjects,
      keys: new KeyMaker(site, small.countsOrders),
      deed: { deed: "wait", ms: 0 },
      before: first.state,
      done: first,
      after: first.state,
      input: null,
      reading: null,
      request: null,
      orders: this.#noOrders,
      ordersLately: [],
      lowAfter: 0,
    };
    const places = invariants.map((invariant, place) => ({ invariant, place }));
    this.#asked = small.deeds.map((deed, index) => {
      const ofNew = places.filter(({ invariant }) => (invariant.concerns ?? single)(deed, site));
      return { deed, index, ofNew, ofAny: ofNew.filter(({ invariant }) => !invariant.once) };
    });
  }

  run(): Findings {
    const began = performance.now();
    const ends = began + (this.#orders.maxSeconds ?? Number.POSITIVE_INFINITY) * 1000;
    const { after } = this.#step;
    this.#keys.read(after);
    const { low, high } = this.#keys;
    this.#seen.add(low, high);
    const lately = this.#subjects.map(() => []);
    const number = this.#history.add(-1, 0);
    let level: (Node | null)[] = [{ state: after, number, low, high, lately }];
    let depth = 0;
    while (level.length > 0 && !this.#stopped) {
      this.#frontier = [];
      for (let at = 0; at < level.length && !this.#stopped; at += 1) {
        const node = level[at];
        level[at] = null;
        if (node != null) this.#follow(node);
        if (performance.now() > ends) this.#stopped = true;
      }
      level = this.#frontier;
      depth += 1;
    }
    return {
      site: this.#small.name,
      states: this.#seen.size,
      transitions: this.#transitions,
      complete: !this.#stopped,
      depth,
      seconds: (performance.now() - began) / 1000,
      witnesses: Object.fromEntries(
        this.#invariants.map(({ id }, at) => [id, this.#witnesses[at] ?? 0]),
      ),
      violations: this.#violations,
    };
  }

  #follow(node: Node): void {
    const { state } = node;
    this.#keys.read(state);
    const due = this.#keys.next;
    for (const asked of this.#asked) {
      if (asked.deed.deed === "wait-till-due" && due === null) continue;
      this.#try(node, asked, due ?? state.now);
      if (this.#stopped) return;
    }
    this.#keys.read(state);
    const { low, high } = this.#keys;
    if (low !== node.low || high !== node.high)
      this.#violated("I20", node, null, "a step altered the state that it was given");
  }

  #try(node: Node, asked: Asked, due: number): void {
    const { deed, index } = asked;
    const { state } = node;
    this.#transitions += 1;
    let done: Step;
    try {
      done = perform(this.#engine, this.#step.site, state, deed, due);
    } catch (error) {
      this.#violated("I20", node, index, String(error));
      return;
    }
    const after = this.#small.countsOrders ? done.state : settled(done.state);
    this.#keys.readNext(after);
    const { low, high } = this.#keys;
    const step = this.#step;
    step.deed = deed;
    step.before = state;
    step.done = done;
    step.after = after;
    step.input = deed.deed === "input" ? deed.input : null;
    step.reading = step.input?.type === "reading" ? step.input : null;
    step.request = step.input?.type === "request" ? step.input : null;
    step.lowAfter = low;
    step.orders = this.#lastOrders(done);
    step.ordersLately = this.#small.countsOrders ? this.#countOrders(node, done) : node.lately;
    const isNew = this.#seen.add(low, high);
    this.#judge(node, asked, isNew);
    if (!isNew || this.#stopped) return;
    const number = this.#history.add(node.number, index);
    this.#frontier.push({ state: after, number, low, high, lately: step.ordersLately });
    if (this.#seen.size >= this.#orders.maxStates) this.#stopped = true;
  }

  #judge(node: Node, asked: Asked, isNew: boolean): void {
    const invariants = isNew ? asked.ofNew : asked.ofAny;
    for (let at = 0; at < invariants.length; at += 1) {
      const one = invariants[at];
      if (one === undefined) continue;
      const verdict = one.invariant.judge(this.#step);
      if (verdict === null) continue;
      if (verdict) this.#witnesses[one.place] = (this.#witnesses[one.place] ?? 0) + 1;
      else this.#violated(one.invariant.id, node, asked.index);
    }
  }

  /** Keeps the first story of each broken invariant: breadth first, so none is shorter. */
  #violated(invariant: string, node: Node, index: number | null, why?: string): void {
    if (this.#orders.stopAtFirst === true) this.#stopped = true;
    if (this.#broken.has(invariant)) return;
    this.#broken.add(invariant);
    const deeds = [...this.#history.storyOf(node.number), ...(index === null ? [] : [index])];
    const story = deeds.map((one) => this.#tell(one));
    this.#violations.push({ invariant, story: why === undefined ? story : [...story, why] });
  }

  #tell(index: number): string {
    const deed = this.#small.deeds[index];
    if (deed === undefined) return "?";
    if (deed.deed === "input") return JSON.stringify(deed.input);
    if (deed.deed === "many")
      return `${deed.times} times: ${deed.inputs.map((one) => JSON.stringify(one)).join(", ")}`;
    if (deed.deed === "wait" || deed.deed === "gap") return `${deed.deed} ${deed.ms} ms`;
    return deed.deed === "wait-till-due" ? "wait till due" : `start, journal ${deed.journal}`;
  }

  #lastOrders(done: Step): readonly (LockCommand | null)[] {
    if (done.commands.length === 0) return this.#noOrders;
    return this.#subjects.map(
      ({ id }) =>
        done.commands.findLast(
          (command): command is LockCommand => "lock" in command && command.lock === id,
        ) ?? null,
    );
  }

  #countOrders(node: Node, done: Step): readonly (readonly number[])[] {
    const { now, locks } = done.state;
    return this.#subjects.map(({ id }, at) => {
      const forLife = Math.min(locks[at]?.slot ?? 0, node.state.locks[at]?.slot ?? 0) <= 4;
      const recent = (node.lately[at] ?? []).filter((when) => when > now - MINUTE);
      const more = done.commands.filter(
        (one) => "lock" in one && one.lock === id && (one.to === "locked" || !forLife),
      );
      return [...recent, ...more.map(() => now)];
    });
  }
}

/** Many inputs at once are more than one step, and most promises speak of one. */
function single({ deed }: Deed): boolean {
  return deed !== "many";
}
