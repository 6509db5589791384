/** A controller in a test: its clock and pulse are moved by hand, and everything that leaves it is kept. */
import { Controller } from "../../src/controller/controller.ts";
import type { StepFunction } from "../../src/controller/engine.ts";
import { ManualClock } from "../../src/controller/manual-clock.ts";
import type { Journal, OpeningHours } from "../../src/controller/ports.ts";
import type { Action, Reading, Request, Result, SiteDescription } from "../../src/core/index.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import type { CommandMessage, PublishedEvent } from "../../src/site-handle.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";

export interface HouseOptions {
  readonly journal?: Journal;
  readonly clock?: ManualClock;
  readonly hours?: OpeningHours;
  readonly step?: StepFunction;
}

export async function house(description: SiteDescription, options: HouseOptions = {}) {
  const clock = options.clock ?? new ManualClock(1_000);
  const sent: CommandMessage[] = [];
  const events: PublishedEvent[] = [];
  const controller = await Controller.open({
    site: description,
    clock,
    pulse: clock,
    journal: options.journal ?? new MemoryJournal(),
    hours: options.hours ?? { at: () => new Map() },
    linkDown: new Set(),
    log: () => undefined,
    ...(options.step === undefined ? {} : { step: options.step }),
  });
  controller.listen({
    commanded: (orders) => sent.push(...orders),
    happened: (news) => events.push(...news),
  });
  controller.begin();
  controller.inputsRead();
  return {
    controller,
    clock,
    sent,
    events,
    /** What was sent since it was last asked, as `target to`. */
    news: () => sent.splice(0).map(({ target, to }) => `${target} ${to}`),
    told: (type: string) => events.filter((event) => event.type === type),
    ask: (action: Action): Promise<Result> => controller.request(asked(action)),
  };
}

export function asked(action: Action): Request {
  return { type: "request", by: "alice", via: "cli", ...action };
}

export function says(sensor: string, value: NonNullable<Reading["value"]>): Reading {
  return { type: "reading", sensor, value };
}

/** One maglock that is held by a lease of 60 s, renewed every 15 s. */
export const leased = site({
  doors: [
    maglockExit({
      locks: [maglock("front-maglock", { controllerLoss: "release", monitor: false })],
    }),
  ],
});
