/** A site played in virtual time: no network, no clock, no disk. The way to test a site, and to test us. */
import {
  compileSite,
  type Input,
  type Result,
  type SiteDescription,
  type SiteView,
  siteView,
  start,
  step,
} from "../core/index.ts";
import type { Command, SiteEvent } from "../core/view.ts";

/** One line in: an input, and when it comes in ms since the start. */
export type ReplayEvent = { readonly at: number } & Input;

/** One line out: the whole site after the input and every timer due by then. */
export interface ReplayLine extends SiteView {
  readonly at: number;
  readonly input: ReplayEvent;
  readonly result: Result;
  readonly commands: readonly Command[];
  readonly events: readonly SiteEvent[];
}

export interface Replay {
  /** Plays one event. `at` must not go back; a jump in it is time that passed, and no gap. */
  play(event: ReplayEvent): ReplayLine;
}

/** Starts a site whose locks were last told their resting state and whose inputs count as read. */
export function startReplay(description: SiteDescription): Replay {
  const site = compileSite(description);
  let state = start(site, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
  return {
    play(event) {
      const done = step(site, state, event, event.at);
      state = done.state;
      const { result, commands, events } = done;
      return { at: event.at, input: event, result, commands, events, ...siteView(site, state) };
    },
  };
}
