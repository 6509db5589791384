/** What a controller is opened with. */
import type { SiteDescription } from "../core/index.ts";
import type { StepFunction } from "./engine.ts";
import type { Clock, Journal, OpeningHours, Pulse } from "./ports.ts";

export interface ControllerOptions {
  readonly site: SiteDescription;
  readonly clock: Clock;
  /** Without one, this process is taken to keep up with time. */
  readonly pulse?: Pulse;
  readonly journal: Journal;
  readonly hours: OpeningHours;
  /** Ids whose outputs are reached through a driver that is not connected yet. */
  readonly linkDown: ReadonlySet<string>;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  /** Another engine, for a test of what becomes of a broken one. */
  readonly step?: StepFunction;
}

/** The pulse of a process that never stops. */
export const STEADY: Pulse = { lost: () => 0, lag: () => 0, watch: () => () => undefined };
