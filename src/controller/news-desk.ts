/** After the orders: what changed is told once, then it is written down once. */
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
import type { States } from "./states.ts";

export interface NewsDeskOptions {
  readonly site: Site;
  readonly states: States;
  readonly listeners: Listeners;
  readonly journal: JournalDesk;
  readonly log: ControllerOptions["log"];
  /** The wall clock, as ISO time. */
  readonly iso: () => string;
}

export class NewsDesk {
  readonly #options: NewsDeskOptions;

  constructor(options: NewsDeskOptions) {
    this.#options = options;
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
    const { site, states, listeners, journal, iso } = this.#options;
    const { state, touched, events, commands } = news;
    listeners.tell(states.changed(state, touched), events);
    const changes = before === null ? null : changesOf(site, before, state, touched);
    if (events.length + commands.length === 0 && changes === null && asked === null) return;
    const { ask, result } = asked ?? { ask: null, result: null };
    void journal.record({ at: iso(), input: news.input, ask, result, events, commands, changes });
  }

  /** Tells what the engine does not know of: what becomes of its journal, what nobody has proven. */
  announce(type: EventType, fields: Readonly<Record<string, unknown>> = {}): void {
    const { listeners, journal, log, iso } = this.#options;
    const level = type.startsWith("journal-") && type !== "journal-recovered" ? "error" : "info";
    const why = fields["reason"] === undefined ? "" : ` (${String(fields["reason"])})`;
    log(level, `${EVENTS[type]}${why}`);
    const event = { type, ...fields, at: iso() };
    listeners.each((listener) => listener.happened?.([event]));
    const entry = { ...NOTHING_YET, at: event.at, input: { type: "journal" }, events: [event] };
    void journal.record(entry);
  }
}
