/**
 * The shell around the engine: one input at a time, one clock, one journal. A decision is made at once;
 * its orders leave first, then what changed is told, and only then is it written down. A person's
 * request is written down before it is decided, and refused when it can't be.
 */
import { randomBytes } from "node:crypto";
import {
  compileSite,
  type Input,
  type LinkChange,
  leasesToRenew,
  nextBeat,
  nextWake,
  type Reading,
  type Report,
  type Request,
  type Result,
  remember,
  type ScheduleChange,
  type Site,
  type SiteDescription,
  type SiteState,
  type Step,
  start,
  step,
} from "../core/index.ts";
import type { AreaState, DoorState, SensorState, SupplyState } from "../core/view.ts";
import type { CommandMessage, SiteListener } from "../site-handle.ts";
import { COMMAND_LIFE_MS, dispatch, dress } from "./outputs.ts";
import type { Authority, Clock, Journal, JournalState, LockDriver } from "./ports.ts";
import { onWall, States, type WallTime } from "./states.ts";

export interface ControllerOptions {
  readonly site: SiteDescription;
  readonly clock: Clock;
  readonly journal: Journal;
  /** Ids whose outputs are reached through a driver that is not connected yet. */
  readonly linkDown: ReadonlySet<string>;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
}

export class Controller implements Authority {
  readonly role = "authority";
  readonly online = true;
  readonly description: SiteDescription;
  readonly #site: Site;
  readonly #clock: Clock;
  readonly #journal: Journal;
  readonly #log: ControllerOptions["log"];
  readonly #states: States;
  readonly #wall: WallTime;
  readonly #drivers = new Set<LockDriver>();
  readonly #listeners = new Set<SiteListener>();
  /** Whether any lock of this site is held by a lease, so that the beat is kept. */
  readonly #leases: boolean;
  readonly #run = randomBytes(4).toString("hex");
  #state: SiteState;
  #first: Step | null;
  #commandNumber = 0;
  #cancelTimer: () => void = () => {};
  #closed = false;

  private constructor(options: ControllerOptions, kept: JournalState | null) {
    this.description = options.site;
    this.#site = compileSite(options.site);
    this.#leases = this.#site.locks.some((lock) => lock.leased);
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#log = options.log;
    this.#wall = wallTime(this.#clock);
    const at = this.#now();
    this.#first = start(this.#site, {
      at,
      memory: kept?.memory ?? null,
      shiftMs: kept === null ? 0 : shiftOf(kept, at, this.#clock.wall().getTime()),
      inputsRead: false,
      linkDown: options.linkDown,
    });
    this.#state = this.#first.state;
    this.#states = new States(this.#site, this.#wall);
    this.#states.all(this.#state);
  }

  static async open(options: ControllerOptions): Promise<Controller> {
    return new Controller(options, await options.journal.restore());
  }

  /** Sends what the start itself orders, once the drivers are attached, and lets time run. */
  begin(): void {
    const first = this.#first;
    this.#first = null;
    if (first !== null) this.#follow(first, { type: "start" });
    this.#arm();
  }

  door(id: string): DoorState | undefined {
    return this.#states.doors.get(id);
  }

  sensor(id: string): SensorState | undefined {
    return this.#states.sensors.get(id);
  }

  supply(id: string): SupplyState | undefined {
    return this.#states.supplies.get(id);
  }

  area(id: string): AreaState | undefined {
    return this.#states.areas.get(id);
  }

  async request(request: Request): Promise<Result> {
    if (this.#closed) return { ok: false, code: "no-link", reason: "The controller has ended." };
    try {
      await this.#journal.record(this.#entry(request, [], []));
    } catch (error) {
      this.#log("error", `The journal keeps nothing: ${messageOf(error)}`);
      return {
        ok: false,
        code: "not-recorded",
        reason: "The journal can't keep this, so it is not done. Releases for life still are.",
      };
    }
    return this.#submit(request);
  }

  tell(input: Reading | Report | LinkChange | ScheduleChange): Result {
    return this.#submit(input);
  }

  tellAll(inputs: readonly (Reading | Report | LinkChange)[]): void {
    for (const input of inputs) this.#submit(input);
  }

  inputsRead(): void {
    this.#submit({ type: "inputs-read" });
  }

  attach(driver: LockDriver): () => void {
    this.#drivers.add(driver);
    return () => this.#drivers.delete(driver);
  }

  listen(listener: SiteListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends without an order: the last ones stand, and leases run out by themselves. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    const now = this.#now();
    this.#state = step(this.#site, this.#state, { type: "tick" }, now).state;
    await this.#journal.keep({
      memory: remember(this.#site, this.#state),
      wallMs: this.#clock.wall().getTime(),
    });
    this.#listeners.clear();
    this.#drivers.clear();
  }

  /** The locks that hold by a lease now, and when each lets go if nobody renews it (ISO time). */
  leases(): readonly { readonly lock: string; readonly endsAt: string }[] {
    const memory = remember(this.#site, this.#state);
    return Object.entries(memory.locks).flatMap(([lock, { leaseEndsAt }]) =>
      leaseEndsAt === null ? [] : [{ lock, endsAt: this.#wall.iso(leaseEndsAt) }],
    );
  }

  #submit(input: Input): Result {
    if (this.#closed) return { ok: false, code: "no-link", reason: "The controller has ended." };
    const done = step(this.#site, this.#state, input, this.#now());
    this.#state = done.state;
    this.#follow(done, input);
    this.#arm();
    return done.result;
  }

  /** Orders first, then states and events, then the journal. */
  #follow(done: Step, input: unknown): void {
    const stamp = {
      id: () => this.#nextCommandId(),
      expires: new Date(this.#clock.wall().getTime() + COMMAND_LIFE_MS).toISOString(),
    };
    const orders = done.commands.flatMap(
      (command) => dress(this.#site, done.state, command, stamp) ?? [],
    );
    this.#send(orders);
    if (done.renewals.length > 0) this.#renew(new Set(done.renewals));
    this.#tellListeners(done);
    if (done.events.length === 0 && done.commands.length === 0) return;
    this.#journal
      .record(this.#entry(input, done.events, done.commands))
      .catch((error: unknown) =>
        this.#log("error", `The journal keeps nothing: ${messageOf(error)}`),
      );
  }

  #send(orders: readonly CommandMessage[]): void {
    if (orders.length === 0) return;
    const rest = dispatch(this.#drivers, orders);
    if (rest.length > 0) this.#each((listener) => listener.commanded?.(rest));
  }

  #tellListeners(done: Step): void {
    const change = this.#states.changed(done.state, done.touched);
    const news = Object.values(change).some((list: readonly unknown[]) => list.length > 0);
    if (news) this.#each((listener) => listener.changed?.(change));
    if (done.events.length === 0) return;
    const at = this.#wall.iso(done.state.now);
    const events = done.events.map((event) => ({ ...onWall(event, this.#wall), at }));
    this.#each((listener) => listener.happened?.(events));
  }

  /** Renews leases from the main loop and nowhere else, so that a hung engine lets go. */
  #renew(only: ReadonlySet<number> | null): void {
    const expires = new Date(this.#clock.wall().getTime() + COMMAND_LIFE_MS).toISOString();
    const stamp = { id: () => this.#nextCommandId(), expires };
    const orders = leasesToRenew(this.#site, this.#state).flatMap((lock) => {
      const to = this.#state.locks[lock.index]?.ordered;
      if (to === undefined || to === "unknown" || only?.has(lock.index) === false) return [];
      return dress(this.#site, this.#state, { lock: lock.id, to, energise: true }, stamp) ?? [];
    });
    this.#send(orders);
  }

  /** One timer for whatever comes first: a deadline of the engine, or the beat of the leases. */
  #arm(): void {
    this.#cancelTimer();
    if (this.#closed || this.#first !== null) return;
    const now = this.#clock.now();
    const wake = nextWake(this.#state.timers);
    const beat = this.#leases ? nextBeat(this.#site, now) : null;
    const due = Math.min(wake ?? Number.POSITIVE_INFINITY, beat ?? Number.POSITIVE_INFINITY);
    if (!Number.isFinite(due)) return;
    this.#cancelTimer = this.#clock.after(Math.max(0, due - now), () => {
      this.#submit({ type: "tick" });
      if (beat !== null && this.#clock.now() >= beat) this.#renew(null);
    });
  }

  #each(call: (listener: SiteListener) => void): void {
    for (const listener of this.#listeners) {
      try {
        call(listener);
      } catch (error) {
        this.#log("error", `A listener failed: ${messageOf(error)}`);
      }
    }
  }

  #entry(input: unknown, events: readonly unknown[], commands: readonly unknown[]) {
    return { at: this.#clock.wall().toISOString(), input, events, commands };
  }

  #nextCommandId(): string {
    this.#commandNumber += 1;
    return `${this.#run}-${this.#commandNumber}`;
  }

  /** Whole milliseconds: what the engine decides does not hang on fractions of them. */
  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function wallTime(clock: Clock): WallTime {
  const offset = Math.round(clock.wall().getTime() - clock.now());
  const epoch = (instant: number) => offset + Math.round(instant);
  return { epoch, iso: (instant) => new Date(epoch(instant)).toISOString() };
}

/** What brings remembered instants onto this clock: the wall says how long nobody ran. */
function shiftOf(kept: JournalState, now: number, wallMs: number): number {
  const away = Math.max(0, wallMs - kept.wallMs);
  return now - kept.memory.at - away;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
