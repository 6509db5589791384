/**
 * The shell around the engine: one input at a time, one clock, one journal. A decision is made at once;
 * its orders leave first, then what changed is told, and only then is it written down. A person's
 * request is written down before it is decided, and refused when it can't be.
 */
import { randomBytes } from "node:crypto";
import {
  changesOf,
  compileSite,
  EVENTS,
  type EventType,
  type Input,
  type LinkChange,
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
  withLeaseEnds,
} from "../core/index.ts";
import type { AreaState, DoorState, SensorState, SupplyState } from "../core/view.ts";
import type { PublishedEvent, SiteListener } from "../site-handle.ts";
import { HoursWatch } from "./hours-watch.ts";
import { JournalDesk } from "./journal-desk.ts";
import { OrderDesk } from "./order-desk.ts";
import type {
  Authority,
  Clock,
  Journal,
  JournalState,
  LockDriver,
  OpeningHours,
  Recalled,
} from "./ports.ts";
import { recall } from "./recall.ts";
import { onWall, States, type WallTime, wallTime } from "./states.ts";

export interface ControllerOptions {
  readonly site: SiteDescription;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly hours: OpeningHours;
  /** Ids whose outputs are reached through a driver that is not connected yet. */
  readonly linkDown: ReadonlySet<string>;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
}

const NOTHING_YET = { ask: null, result: null, events: [], commands: [], changes: null } as const;

export class Controller implements Authority {
  readonly role = "authority";
  readonly online = true;
  readonly description: SiteDescription;
  readonly #site: Site;
  readonly #clock: Clock;
  readonly #journal: JournalDesk;
  readonly #log: ControllerOptions["log"];
  readonly #states: States;
  readonly #wall: WallTime;
  readonly #hours: HoursWatch;
  readonly #orders: OrderDesk;
  readonly #listeners = new Set<SiteListener>();
  /** Whether any lock of this site is held by a lease, so that the beat is kept. */
  readonly #leases: boolean;
  readonly #run = randomBytes(4).toString("hex");
  #state: SiteState;
  #first: Step | null;
  #requestNumber = 0;
  /** Why the journal can't be trusted wholly, until it was told. */
  #doubt: string | null;
  #cancelTimer: () => void = () => {};
  #closed = false;

  private constructor(options: ControllerOptions, recalled: Recalled) {
    this.description = options.site;
    this.#site = compileSite(options.site);
    this.#leases = this.#site.locks.some((lock) => lock.leased);
    this.#clock = options.clock;
    this.#orders = new OrderDesk(this.#site, this.#clock, (rest) =>
      this.#each((listener) => listener.commanded?.(rest)),
    );
    this.#log = options.log;
    this.#journal = new JournalDesk({
      journal: options.journal,
      clock: this.#clock,
      announce: (type, fields) => this.#announce(type, fields),
      present: () => this.#memory(),
    });
    this.#wall = wallTime(this.#clock);
    this.#doubt = recalled.doubt;
    this.#hours = new HoursWatch(this.#clock, options.hours, (change) => this.#submit(change));
    const at = this.#now();
    this.#first = start(this.#site, {
      at,
      ...recall(this.#site, recalled, { at, wallMs: this.#clock.wall().getTime() }),
      inputsRead: false,
      hours: this.#hours.atStart(),
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
    if (first !== null) {
      void this.#journal.keep(this.#memory());
      this.#follow(first, { type: "start" }, null);
    }
    if (this.#doubt !== null) this.#announce("journal-suspect", { reason: this.#doubt });
    this.#doubt = null;
    this.#hours.start();
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
    this.#requestNumber += 1;
    const ask = `${this.#run}-${this.#requestNumber}`;
    const kept = await this.#journal.record({
      ...NOTHING_YET,
      at: this.#iso(),
      input: request,
      ask,
    });
    if (kept) return this.#submit(request, ask);
    return {
      ok: false,
      code: "not-recorded",
      reason: "The journal can't keep this, so it is not done. Releases for life still are.",
    };
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
    return this.#orders.attach(driver);
  }

  listen(listener: SiteListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends without an order: the last ones stand, and leases run out by themselves. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#hours.stop();
    this.#cancelTimer();
    const now = this.#now();
    this.#state = step(this.#site, this.#state, { type: "tick" }, now).state;
    await this.#journal.keep(this.#memory());
    this.#listeners.clear();
    this.#orders.close();
  }

  /** The locks that hold by a lease now, and when each lets go if nobody renews it (ISO time). */
  leases(): readonly { readonly lock: string; readonly endsAt: string }[] {
    const { locks } = withLeaseEnds(this.#site, remember(this.#site, this.#state));
    return Object.entries(locks).flatMap(([lock, { leaseEndsAt }]) =>
      leaseEndsAt === null ? [] : [{ lock, endsAt: this.#wall.iso(leaseEndsAt) }],
    );
  }

  #submit(input: Input, ask: string | null = null): Result {
    if (this.#closed) return { ok: false, code: "no-link", reason: "The controller has ended." };
    const before = this.#state;
    const done = step(this.#site, before, input, this.#now());
    this.#state = done.state;
    this.#follow(done, input, before, ask);
    this.#arm();
    return done.result;
  }

  /** Orders first, then states and events, then the journal. `before` is null where all of it is kept. */
  #follow(done: Step, input: unknown, before: SiteState | null, ask: string | null = null): void {
    this.#orders.give(done.state, done.commands);
    if (done.renewals.length > 0) this.#orders.renew(done.state, new Set(done.renewals));
    const at = this.#wall.iso(done.state.now);
    const events = done.events.map((event) => ({ ...onWall(event, this.#wall), at }));
    this.#tellListeners(done, events);
    const changes =
      before === null ? null : changesOf(this.#site, before, done.state, done.touched);
    if (events.length + done.commands.length === 0 && changes === null && ask === null) return;
    const result = ask === null ? null : done.result;
    const { commands } = done;
    void this.#journal.record({ at: this.#iso(), input, ask, result, events, commands, changes });
  }

  #tellListeners(done: Step, events: readonly PublishedEvent[]): void {
    const change = this.#states.changed(done.state, done.touched);
    const news = Object.values(change).some((list: readonly unknown[]) => list.length > 0);
    if (news) this.#each((listener) => listener.changed?.(change));
    if (events.length > 0) this.#each((listener) => listener.happened?.(events));
  }

  /** Tells what the engine does not know of: what becomes of its journal. */
  #announce(type: EventType, { reason }: { readonly reason?: string } = {}): void {
    const level = type === "journal-recovered" ? "info" : "error";
    this.#log(level, `${EVENTS[type]}${reason === undefined ? "" : ` (${reason})`}`);
    const event = { type, ...(reason === undefined ? {} : { reason }), at: this.#iso() };
    this.#each((listener) => listener.happened?.([event]));
    const entry = { ...NOTHING_YET, at: event.at, input: { type: "journal" }, events: [event] };
    void this.#journal.record(entry);
  }

  #memory(): JournalState {
    const wallMs = this.#clock.wall().getTime();
    return { memory: remember(this.#site, this.#state), wallMs };
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
      if (beat === null || this.#clock.now() < beat) return;
      this.#orders.renew(this.#state, null);
      this.#journal.alive({ at: this.#now(), wallMs: this.#clock.wall().getTime() });
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

  #iso(): string {
    return this.#clock.wall().toISOString();
  }

  /** Whole milliseconds: what the engine decides does not hang on fractions of them. */
  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
