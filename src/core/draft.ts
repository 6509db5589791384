/**
 * One step in the making: the state before it, copied where it is changed, and what the step gives.
 * It lives for one call of `step` and is never seen outside, so the engine is pure to its callers.
 */
import type { CompiledLock, Site } from "./compile.ts";
import type { EventType } from "./events.ts";
import { IndexSet } from "./index-set.ts";
import type { Instant } from "./input.ts";
import type {
  AreaFacts,
  DoorFacts,
  LockFacts,
  SensorFacts,
  SiteState,
  SupplyFacts,
} from "./state.ts";
import { TimerDraft, type Wake, type WakeKind } from "./timers.ts";
import type { Command, SiteEvent } from "./view.ts";

/** What a step touched, by index: whose answers may have changed. */
export interface Touched {
  readonly doors: Iterable<number>;
  readonly sensors: Iterable<number>;
  readonly supplies: Iterable<number>;
  readonly areas: Iterable<number>;
}

/**
 * Takes orders of a step that is not over yet, those since the last call, so that the first of ten
 * thousand doors need not wait for the last. The state is live: read, do not keep.
 */
export type Ahead = (state: SiteState, commands: readonly Command[]) => void;

/** So many are worth a write of their own. */
export const ORDERS_AHEAD = 64;

/** The first few leave sooner, so that whoever delivers them has begun while the next are decided. */
export const FIRST_ORDERS_AHEAD = 16;

type Whole = Omit<
  SiteState,
  "now" | "sensors" | "locks" | "doors" | "areas" | "supplies" | "timers"
>;

type Live = { -readonly [K in keyof SiteState]: SiteState[K] };

export class Draft {
  readonly site: Site;
  readonly commands: Command[] = [];
  readonly events: SiteEvent[] = [];
  /** Leased locks to be renewed at once, because their link came back in time. */
  readonly renewals: number[] = [];
  /** Doors whose locks and holder are to be looked at before the step ends. */
  readonly dirty: IndexSet;
  readonly touched: Readonly<Record<keyof Touched, IndexSet>>;
  /** Doors named by an explicit command of this step. */
  explicitDoor = -1;
  /** True while the deadlines of a gap are looked at: what is to be told is worked out at its end. */
  asleep = false;
  now: Instant;

  readonly #ahead: Ahead | null;
  #handed = 0;
  #state: SiteState;
  #copy: Live | null = null;
  #sensors: SensorFacts[] | null = null;
  #locks: LockFacts[] | null = null;
  #doors: DoorFacts[] | null = null;
  #areas: AreaFacts[] | null = null;
  #supplies: SupplyFacts[] | null = null;
  #timers: TimerDraft | null = null;

  constructor(site: Site, state: SiteState, ahead: Ahead | null = null) {
    this.#ahead = ahead;
    this.site = site;
    this.dirty = new IndexSet(site.doors.length);
    this.touched = {
      doors: new IndexSet(site.doors.length),
      sensors: new IndexSet(site.sensors.length),
      supplies: new IndexSet(site.supplies.length),
      areas: new IndexSet(site.areas.length),
    };
    this.#state = state;
    this.now = state.now;
  }

  /** The facts as they stand within this step. The arrays are live: read, do not keep. */
  get state(): SiteState {
    return this.#state;
  }

  setSensor(index: number, change: Partial<SensorFacts>): void {
    this.#sensors ??= this.#own("sensors");
    patch(this.#sensors, index, change);
    this.touched.sensors.add(index);
  }

  setLock(index: number, change: Partial<LockFacts>): void {
    this.#locks ??= this.#own("locks");
    patch(this.#locks, index, change);
    const lock = this.site.locks[index];
    if (lock !== undefined) this.touched.doors.add(lock.door);
  }

  /** Takes new facts whole: on the way of a release a copy with changes costs too much. */
  replaceLock(lock: CompiledLock, facts: LockFacts): void {
    this.#locks ??= this.#own("locks");
    this.#locks[lock.index] = facts;
    this.touched.doors.add(lock.door);
  }

  setDoor(index: number, change: Partial<DoorFacts>): void {
    this.#doors ??= this.#own("doors");
    patch(this.#doors, index, change);
    this.touched.doors.add(index);
  }

  setArea(index: number, change: Partial<AreaFacts>): void {
    this.#areas ??= this.#own("areas");
    patch(this.#areas, index, change);
    this.touched.areas.add(index);
  }

  setSupply(index: number, change: Partial<SupplyFacts>): void {
    this.#supplies ??= this.#own("supplies");
    patch(this.#supplies, index, change);
    this.touched.supplies.add(index);
  }

  setWhole(change: Partial<Whole>): void {
    Object.assign(this.#live(), change);
  }

  /** Marks a door for another look at what its locks and holder are to be told. */
  touchDoor(index: number): void {
    this.dirty.add(index);
    this.touched.doors.add(index);
  }

  wake(kind: WakeKind, index: number, at: Instant): void {
    this.#timers ??= new TimerDraft(this.#state.timers);
    this.#timers.push({ at, kind, index });
  }

  /** The next deadline that is due by then, taken off the list. */
  takeDue(by: Instant): Wake | undefined {
    const next = this.#timers === null ? this.#state.timers.entries[0] : this.#timers.peek();
    if (next === undefined || next.at > by) return undefined;
    this.#timers ??= new TimerDraft(this.#state.timers);
    return this.#timers.pop();
  }

  /** Moves time on within the step. */
  moveTo(at: Instant): void {
    if (at === this.#state.now) return;
    this.now = at;
    this.#live().now = at;
  }

  emit(type: EventType, fields: Readonly<Record<string, unknown>> = {}): void {
    this.events.push({ type, ...fields });
  }

  /** Hands on what was ordered since, once it is worth it. */
  handAhead(): void {
    if (this.#ahead === null) return;
    const enough = this.#handed === 0 ? FIRST_ORDERS_AHEAD : ORDERS_AHEAD;
    if (this.commands.length - this.#handed < enough) return;
    const some = this.commands.slice(this.#handed);
    this.#handed = this.commands.length;
    this.#ahead(this.#state, some);
  }

  /** The state after the step. The draft is done with then. */
  finish(): SiteState {
    if (this.#timers !== null) this.#live().timers = this.#timers.finish();
    return this.#state;
  }

  /** One copy a step, that is written to until the step ends. */
  #live(): Live {
    this.#copy ??= { ...this.#state };
    this.#state = this.#copy;
    return this.#copy;
  }

  #own<K extends "sensors" | "locks" | "doors" | "areas" | "supplies">(
    key: K,
  ): SiteState[K][number][] {
    const copy = this.#state[key].slice() as SiteState[K][number][];
    const live: Record<K, Live[K]> = this.#live();
    live[key] = copy as unknown as Live[K];
    return copy;
  }
}

function patch<T extends object>(items: T[], index: number, change: Partial<T>): void {
  const item = items[index];
  if (item !== undefined) items[index] = { ...item, ...change };
}
