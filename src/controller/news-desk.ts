/**
 * After the orders: what changed is told once, then it is written down once. The news of an alarm is
 * as much work as a broker has with its orders, and where both want the same processor one waits for the
 * other: so the news wait until the broker has read the orders.
 */
import {
  changesOf,
  EVENTS,
  type EventType,
  type Result,
  type Site,
  type SiteState,
} from "../core/index.ts";
import type { ControllerOptions } from "./controller-options.ts";
import type { Gathering } from "./gathering.ts";
import { type JournalDesk, NOTHING_YET } from "./journal-desk.ts";
import type { Listeners } from "./listeners.ts";
import type { Clock } from "./ports.ts";
import type { States } from "./states.ts";

/** So long news may wait for the orders before it (ms), be it that the broker is far away or slow. */
export const NEWS_WAIT_MS = 5;

/** What a slow broker takes for each order (ms), and how long news wait at most, however many there are. */
export const NEWS_WAIT_MS_AN_ORDER = 0.05;
export const MAX_NEWS_WAIT_MS = 250;

export interface NewsDeskOptions {
  readonly site: Site;
  readonly states: States;
  readonly listeners: Listeners;
  readonly journal: JournalDesk;
  readonly log: ControllerOptions["log"];
  readonly clock: Clock;
  /** Null where no order is on its way; else resolves when they are read. */
  readonly ordersRead: () => Promise<unknown> | null;
}

export class NewsDesk {
  readonly #options: NewsDeskOptions;
  #waiting: (() => void) | null = null;
  #cancel: () => void = () => {};

  constructor(options: NewsDeskOptions) {
    this.#options = options;
  }

  /** The states as they are told, which is never behind what was decided. */
  get states(): States {
    this.settle();
    return this.#options.states;
  }

  /** Tells what waits. Whoever decides, asks or looks calls it first, so that nothing is seen out of its order. */
  settle(): void {
    const tell = this.#waiting;
    if (tell === null) return;
    this.#waiting = null;
    this.#cancel();
    tell();
  }

  /**
   * @param before null where all of it is kept already.
   * @param asked the request's name in the journal, and what it was answered; null where nobody asked.
   */
  tell(
    news: Gathering,
    before: SiteState | null,
    asked: { readonly ask: string; readonly result: Result } | null,
  ): void {
    this.settle();
    const { orders } = news;
    const read = asked === null && orders > 0 ? this.#options.ordersRead() : null;
    if (read === null) {
      this.#tell(news, before, asked);
      return;
    }
    const tell = () => this.#tell(news, before, asked);
    this.#waiting = tell;
    const patience = Math.min(MAX_NEWS_WAIT_MS, NEWS_WAIT_MS + orders * NEWS_WAIT_MS_AN_ORDER);
    this.#cancel = this.#options.clock.after(patience, () => this.settle());
    void read.then(() => {
      if (this.#waiting === tell) this.settle();
    });
  }

  #tell(
    news: Gathering,
    before: SiteState | null,
    asked: { readonly ask: string; readonly result: Result } | null,
  ): void {
    const { site, states, listeners, journal } = this.#options;
    const { state, touched, events, commands } = news;
    listeners.tell(states.changed(state, touched), events);
    const changes = before === null ? null : changesOf(site, before, state, touched);
    if (events.length + commands.length === 0 && changes === null && asked === null) return;
    const { ask, result } = asked ?? { ask: null, result: null };
    void journal.record({
      at: this.#iso(),
      input: news.input,
      ask,
      result,
      events,
      commands,
      changes,
    });
  }

  /** Tells what the engine does not know of: what becomes of its journal, what nobody has proven. */
  announce(type: EventType, fields: Readonly<Record<string, unknown>> = {}): void {
    this.settle();
    const { listeners, journal, log } = this.#options;
    const level = type.startsWith("journal-") && type !== "journal-recovered" ? "error" : "info";
    const why = fields["reason"] === undefined ? "" : ` (${String(fields["reason"])})`;
    log(level, `${EVENTS[type]}${why}`);
    const event = { type, ...fields, at: this.#iso() };
    listeners.each((listener) => listener.happened?.([event]));
    const entry = { ...NOTHING_YET, at: event.at, input: { type: "journal" }, events: [event] };
    void journal.record(entry);
  }

  #iso(): string {
    return this.#options.clock.wall().toISOString();
  }
}
