/**
 * The shell around the engine: one input at a time, one clock, one journal. The orders of a decision leave
 * first, then what changed is told, then it is written down; what a person asks is written down before.
 */
import {
  compileSite,
  type Input,
  type LinkChange,
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
} from "../core/index.ts";
import type { AreaState, DoorState, SensorState, SupplyState } from "../core/view.ts";
import type { SiteListener } from "../site-handle.ts";
import { answeredBefore } from "./answered.ts";
import { type ControllerOptions, STEADY } from "./controller-options.ts";
import { Engine } from "./engine.ts";
import { Gathering } from "./gathering.ts";
import { HoursWatch } from "./hours-watch.ts";
import { JournalDesk } from "./journal-desk.ts";
import { LeaseKeeper, unprovenLeases } from "./lease-keeper.ts";
import { Listeners } from "./listeners.ts";
import { NewsDesk } from "./news-desk.ts";
import { OrderDesk } from "./order-desk.ts";
import type { AnsweredRequest, Authority, Clock, LockDriver, Recalled } from "./ports.ts";
import { recall } from "./recall.ts";
import { rehearse } from "./rehearsal.ts";
import { RequestDesk } from "./request-desk.ts";
import { RequestTime } from "./request-time.ts";
import { States, type WallTime, wallTime } from "./states.ts";

const ENDED: Result = { ok: false, code: "no-link", reason: "The controller has ended." };

export class Controller implements Authority {
  readonly role = "authority";
  readonly online = true;
  readonly description: SiteDescription;
  readonly answered: readonly AnsweredRequest[];
  readonly #site: Site;
  readonly #clock: Clock;
  readonly #journal: JournalDesk;
  readonly #wall: WallTime;
  readonly #hours: HoursWatch;
  readonly #orders: OrderDesk;
  readonly #leases: LeaseKeeper;
  readonly #time: RequestTime;
  readonly #requests: RequestDesk;
  readonly #engine: Engine;
  readonly #listeners: Listeners;
  readonly #news: NewsDesk;
  #unwatch: () => void = () => {};
  #begun = false;
  readonly #doubt: string | null;
  #cancelTimer: () => void = () => {};
  #closed = false;

  private constructor(options: ControllerOptions, recalled: Recalled) {
    this.description = options.site;
    this.answered = answeredBefore(recalled);
    this.#site = compileSite(options.site);
    this.#clock = options.clock;
    const iso = () => this.#clock.wall().toISOString();
    this.#orders = new OrderDesk(this.#site, this.#clock, (rest) =>
      this.#listeners.each((listener) => listener.commanded?.(rest)),
    );
    this.#listeners = new Listeners((message) => options.log("error", message));
    this.#journal = new JournalDesk({
      journal: options.journal,
      clock: this.#clock,
      announce: (type, fields) => this.#news.announce(type, fields),
      present: () => this.#memory(),
    });
    this.#wall = wallTime(this.#clock);
    this.#doubt = recalled.doubt;
    this.#hours = new HoursWatch(this.#clock, options.hours, (change) => this.#submit(change));
    const at = this.#now();
    const first = start(this.#site, {
      at,
      ...recall(this.#site, recalled, { at, wallMs: this.#clock.wall().getTime() }),
      inputsRead: false,
      hours: this.#hours.atStart(),
      linkDown: options.linkDown,
    });
    const ahead = this.#orders.giveAhead;
    this.#engine = new Engine(this.#site, first, { stepWith: options.step, ahead });
    const pulse = options.pulse ?? STEADY;
    this.#time = new RequestTime(this.#clock, pulse);
    this.#leases = new LeaseKeeper({
      site: this.#site,
      clock: this.#clock,
      pulse,
      orders: this.#orders,
      journalFailingSince: () => this.#journal.failingSince,
      engineBroken: () => this.#engine.fault !== null,
    });
    this.#requests = new RequestDesk({
      journal: this.#journal,
      time: this.#time,
      noticeGap: () => this.#awake(),
      refusal: () => this.#engine.refusal,
      iso,
      submit: (request, ask) => this.#submit(request, ask),
    });
    const states = new States(this.#site, this.#wall, () => this.#engine.fault !== null);
    states.all(this.#engine.state);
    this.#news = new NewsDesk({
      site: this.#site,
      states,
      listeners: this.#listeners,
      journal: this.#journal,
      log: options.log,
      clock: this.#clock,
      ordersRead: () => this.#orders.read(),
    });
  }

  static async open(options: ControllerOptions): Promise<Controller> {
    return new Controller(options, await options.journal.restore());
  }

  /** Sends what the start itself orders, once the drivers are attached, and lets time run. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#unwatch = this.#time.watch(() => this.#awake());
    void this.#journal.keep(this.#memory());
    this.#follow(this.#engine.first, { type: "start" }, null);
    if (this.#doubt !== null) this.#news.announce("journal-suspect", { reason: this.#doubt });
    const unproven = unprovenLeases(this.#site, this.#engine.state);
    if (unproven !== null) this.#news.announce("lease-unproven", unproven);
    this.#hours.start();
    this.#arm();
  }

  door(id: string): DoorState | undefined {
    return this.#news.states.doors.get(id);
  }

  sensor(id: string): SensorState | undefined {
    return this.#news.states.sensors.get(id);
  }

  supply(id: string): SupplyState | undefined {
    return this.#news.states.supplies.get(id);
  }

  area(id: string): AreaState | undefined {
    return this.#news.states.areas.get(id);
  }

  async request(request: Request): Promise<Result> {
    return this.#closed ? ENDED : this.#requests.take(request);
  }

  tell(input: Reading | Report | LinkChange | ScheduleChange): Result {
    return this.#submit(input);
  }

  tellAll(inputs: readonly (Reading | Report | LinkChange)[]): void {
    if (this.#closed) return;
    this.#noticeGap();
    const before = this.#engine.state;
    const news = new Gathering(this.#wall, before);
    for (const input of inputs) {
      const done = this.#engine.step(input, this.#now());
      this.#send(done);
      news.add(input, done);
    }
    this.#leases.renewOwed(this.#engine.state);
    this.#news.tell(news, before, null);
    this.#arm();
  }

  inputsRead(): void {
    this.#submit({ type: "inputs-read" });
  }

  alarmLink(value: "up" | "down"): void {
    this.#leases.alarmLink(value);
  }

  attach(driver: LockDriver): () => void {
    return this.#orders.attach(driver);
  }

  listen(listener: SiteListener): () => void {
    return this.#listeners.add(listener);
  }

  /** Walks the way of an alarm without an effect, so that the first one is as fast as any. */
  rehearse(hear?: (turn: number) => readonly (Reading | Report)[]): void {
    const present = () => (this.#closed ? null : this.#engine.state);
    rehearse({ site: this.#site, clock: this.#clock, present, desk: this.#orders, hear });
  }

  /** Ends without an order: the last ones stand, and leases run out by themselves. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#news.settle();
    this.#closed = true;
    this.#hours.stop();
    this.#cancelTimer();
    this.#unwatch();
    this.#engine.step({ type: "tick" }, this.#now());
    await this.#journal.keep(this.#memory());
    this.#listeners.clear();
    this.#orders.close();
  }

  /** The locks that hold by a lease now, and when each lets go if nobody renews it (ISO time). */
  leases(): readonly { readonly lock: string; readonly endsAt: string }[] {
    return this.#leases.ends(this.#engine.state, (at) => this.#wall.iso(at));
  }

  #submit(input: Input, ask: string | null = null): Result {
    if (this.#closed) return ENDED;
    this.#noticeGap();
    const result = this.#decide(input, ask);
    this.#leases.renewOwed(this.#engine.state);
    this.#arm();
    return result;
  }

  #decide(input: Input, ask: string | null = null): Result {
    const before = this.#engine.state;
    const done = this.#engine.step(input, this.#now());
    this.#follow(done, input, before, ask);
    return done.result;
  }

  #awake(): void {
    this.#noticeGap();
    this.#leases.renewOwed(this.#engine.state);
    this.#arm();
  }

  /** The engine hears of a gap before anything that came after it. */
  #noticeGap(): void {
    this.#news.settle();
    const ms = this.#closed || !this.#begun ? 0 : this.#time.gap();
    if (ms === 0) return;
    this.#decide({ type: "clock-gap", ms });
    this.#hours.ask();
  }

  /** Orders first, then states and events, then the journal. `before` is null where all of it is kept. */
  #follow(done: Step, input: unknown, before: SiteState | null, ask: string | null = null): void {
    this.#send(done);
    const news = new Gathering(this.#wall, done.state).add(input, done);
    this.#news.tell(news, before, ask === null ? null : { ask, result: done.result });
  }

  #send(done: Step): void {
    this.#orders.give(done.state, done.commands.slice(this.#engine.gone));
    this.#leases.owe(done.renewals);
  }

  #memory() {
    const memory = remember(this.#site, this.#engine.state);
    return { memory, wallMs: this.#clock.wall().getTime() };
  }

  /** One timer for whatever comes first: a deadline of the engine, or the beat of the leases. */
  #arm(): void {
    this.#cancelTimer();
    if (this.#closed || !this.#begun) return;
    const now = this.#clock.now();
    const beat = this.#leases.nextBeat(now);
    const wakes = [nextWake(this.#engine.state.timers), beat];
    const due = Math.min(...wakes.filter((wake) => wake !== null));
    if (!Number.isFinite(due)) return;
    this.#cancelTimer = this.#clock.after(Math.max(0, due - now), () => {
      this.#submit({ type: "tick" });
      if (beat !== null && this.#clock.now() >= beat) this.#renew();
    });
  }

  #renew(): void {
    const withheld = this.#leases.weakness();
    if (withheld === this.#engine.state.withheld) this.#leases.renew(this.#engine.state);
    else this.#submit({ type: "lease-health", withheld });
    this.#journal.alive({ at: this.#now(), wallMs: this.#clock.wall().getTime() });
    this.#journal.probe();
  }

  /** Whole milliseconds: what the engine decides does not hang on fractions of them. */
  #now(): number {
    return Math.floor(this.#clock.now());
  }
}
