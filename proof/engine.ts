/** The engine as the explorer sees it, so that a broken one can stand in its place. */

import {
  type Input,
  type Instant,
  type Site,
  type SiteState,
  type Step,
  start,
  step,
} from "../src/core/index.ts";
import { boltOf } from "../src/core/physics.ts";

export interface Engine {
  readonly start: typeof start;
  readonly step: typeof step;
  readonly boltOf: typeof boltOf;
}

export const REAL_ENGINE: Engine = { start, step, boltOf };

export interface Stepped {
  readonly site: Site;
  /** Null for a start. */
  readonly before: SiteState | null;
  readonly input: Input | null;
  readonly at: Instant;
  readonly done: Step;
}

/** An engine that does one thing more, or one thing less, after every step and every start. */
export function spoilt(spoil: (stepped: Stepped) => Step): (engine: Engine) => Engine {
  return (engine) => ({
    ...engine,
    start: (site, options) =>
      spoil({
        site,
        before: null,
        input: null,
        at: options.at,
        done: engine.start(site, options),
      }),
    step: (site, before, input, at) =>
      spoil({ site, before, input, at, done: engine.step(site, before, input, at) }),
  });
}

/** An engine that was given another site than the one its doors stand in. */
export function misbuilt(rebuild: (site: Site) => Site): (engine: Engine) => Engine {
  const built = new WeakMap<Site, Site>();
  const other = (site: Site): Site => {
    const known = built.get(site) ?? rebuild(site);
    built.set(site, known);
    return known;
  };
  return (engine) => ({
    ...engine,
    start: (site, options) => engine.start(other(site), options),
    step: (site, state, input, at) => engine.step(other(site), state, input, at),
  });
}

/** The same step with other lock facts. */
export function withLock(
  { state, ...rest }: Step,
  index: number,
  change: Partial<SiteState["locks"][number]>,
): Step {
  const locks = state.locks.map((facts, at) => (at === index ? { ...facts, ...change } : facts));
  return { ...rest, state: { ...state, locks } };
}

/** The same step with other area facts. */
export function withAreas(
  { state, ...rest }: Step,
  change: (facts: SiteState["areas"][number], index: number) => SiteState["areas"][number],
): Step {
  const areas = state.areas.map(change);
  const latched = (kind: "fire" | "gas") =>
    areas.flatMap((facts, index) => (facts[kind] === null ? [] : [index]));
  return {
    ...rest,
    state: { ...state, areas, latchedFire: latched("fire"), latchedGas: latched("gas") },
  };
}

/** The same step with other door facts. */
export function withDoors(
  { state, ...rest }: Step,
  change: (facts: SiteState["doors"][number], index: number) => SiteState["doors"][number],
): Step {
  return { ...rest, state: { ...state, doors: state.doors.map(change) } };
}
