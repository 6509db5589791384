/** A site small enough to be followed to its end, and what may happen there. */
import type {
  Action,
  Input,
  ReadingValue,
  SiteDescription,
  WithheldReason,
} from "../src/core/index.ts";
import type { Deed } from "./invariant.ts";

export interface SmallSite {
  readonly name: string;
  readonly description: SiteDescription;
  readonly deeds: readonly Deed[];
  /** Whether states are told apart by how many orders a lock had lately. */
  readonly countsOrders: boolean;
}

export function reads(sensor: string, ...values: readonly ReadingValue[]): readonly Deed[] {
  return values.map((value) => said({ type: "reading", sensor, value }));
}

export function asks(...actions: readonly Action[]): readonly Deed[] {
  return actions.map((action) => said(asked(action)));
}

export function asked(action: Action): Input {
  return { type: "request", by: "alice", via: "cli", ...action };
}

export function manyTimes(times: number, ...inputs: readonly Input[]): Deed {
  return { deed: "many", inputs, times };
}

export function reports(
  lock: string,
  ...bolts: readonly ("locked" | "unlocked" | "jammed" | "unknown")[]
): readonly Deed[] {
  return bolts.map((bolt) => said({ type: "report", lock, bolt }));
}

export function links(lock: string): readonly Deed[] {
  return [said({ type: "link", lock, value: "down" }), said({ type: "link", lock, value: "up" })];
}

export function said(input: Input): Deed {
  return { deed: "input", input };
}

export const RESTARTS: readonly Deed[] = [
  said({ type: "controller", value: "dead" }),
  said({ type: "controller", value: "restarted" }),
];

export const RESTART: readonly Deed[] = [said({ type: "controller", value: "restarted" })];

export const DAMAGED: readonly Deed[] = [
  { deed: "start-in-doubt", journal: "tail-lost" },
  { deed: "start-in-doubt", journal: "unreadable" },
];

/** The process is stopped for a while, and goes on; as after a link, its inputs are read again. */
export function gaps(ms: number): readonly Deed[] {
  return [{ deed: "gap", ms }, said({ type: "inputs-read" })];
}

/** The controller is not fit to hold doors shut, and is again. */
export function unfit(withheld: WithheldReason): readonly Deed[] {
  return [said({ type: "lease-health", withheld }), said({ type: "lease-health", withheld: null })];
}

/** Time passes to the next deadline, and by a step of its own. */
export function waits(ms: number): readonly Deed[] {
  return [{ deed: "wait-till-due" }, { deed: "wait", ms }];
}
