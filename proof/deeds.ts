/** What may be done to a site, done through an engine. */
import {
  remember,
  type Site,
  type SiteState,
  type Step,
  withTailInDoubt,
} from "../src/core/index.ts";
import type { Engine } from "./engine.ts";
import type { Deed } from "./invariant.ts";

/** One deed. `due` is the state's next deadline, for the deed that waits for it. */
export function perform(
  engine: Engine,
  site: Site,
  state: SiteState,
  deed: Deed,
  due: number,
): Step {
  switch (deed.deed) {
    case "input":
      return engine.step(site, state, deed.input, state.now);
    case "wait":
      return engine.step(site, state, { type: "tick" }, state.now + deed.ms);
    case "gap":
      return engine.step(site, state, { type: "clock-gap", ms: deed.ms }, state.now + deed.ms);
    case "wait-till-due":
      return engine.step(site, state, { type: "tick" }, due);
    case "many":
      return performMany(engine, site, state, deed);
    case "start-in-doubt": {
      const kept = deed.journal === "unreadable" ? null : remember(site, state);
      const memory = withTailInDoubt(site, kept, state.now);
      return engine.start(site, { at: state.now, memory, shiftMs: 0, inputsRead: false });
    }
  }
}

function performMany(
  engine: Engine,
  site: Site,
  state: SiteState,
  { inputs, times }: Extract<Deed, { deed: "many" }>,
): Step {
  let done = engine.step(site, state, { type: "tick" }, state.now);
  for (let time = 0; time < times; time += 1) {
    for (const input of inputs) {
      const next = engine.step(site, done.state, input, state.now);
      const commands = [...done.commands, ...next.commands];
      done = { ...next, commands, events: [...done.events, ...next.events] };
    }
  }
  return done;
}

/** The count of orders in a minute has a site of its own; elsewhere it starts anew at every step. */
export function settled(state: SiteState): SiteState {
  if (state.locks.every(isUncounted)) return state;
  const locks = state.locks.map((facts) =>
    isUncounted(facts) ? facts : { ...facts, toldLately: [] },
  );
  return { ...state, locks };
}

function isUncounted({ toldLately }: SiteState["locks"][number]): boolean {
  return toldLately.length === 0;
}
