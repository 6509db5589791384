/** What one run of the bench found: the shape of the JSON. */
import type { HomeCell } from "./home/measure.ts";
import type { Cell } from "./wire/measure.ts";

export interface EngineCell {
  readonly doors: number;
  /** Nanoseconds a door. */
  readonly engine: number;
  readonly bare: number;
}

/** The way of one alarm after so much idleness, in microseconds. */
export interface IdleCell {
  readonly idleMs: number;
  readonly egress: number;
  readonly limit: number;
}

/** One alarm over many doors behind one gateway, on a mosquitto as it is installed. */
export interface GatewayResult {
  readonly doors: number;
  readonly rounds: number;
  /** Orders told again, since the command or its report was lost on the way; over all rounds. */
  readonly repeated: number;
  /** Doors that are neither confirmed nor shown as not released. */
  readonly unreported: number;
  /** Doors shown as not released. */
  readonly flagged: number;
}

export interface LeanCell {
  readonly program: string;
  readonly startMs: number;
  readonly megabytes: number;
}

export interface ScaleResult {
  readonly processes: number;
  readonly doorsEach: number;
  readonly megabytesEach: number;
  /** Until the last of all sites was online. */
  readonly startMs: number;
  /** Broker's CPU while nothing happens, in percent of one core. */
  readonly brokerIdlePercent: number;
}

export interface BigSite {
  readonly doors: number;
  readonly sensors: number;
  readonly onlineMs: number;
  readonly megabytes: number;
}

export interface Results {
  readonly taken: string;
  readonly machine: string;
  readonly quick: boolean;
  readonly engine: readonly EngineCell[];
  readonly idle: readonly IdleCell[];
  readonly wire: readonly Cell[];
  readonly home: readonly HomeCell[];
  readonly gateway: GatewayResult | null;
  readonly lean: readonly LeanCell[];
  readonly scale: ScaleResult | null;
  readonly bigSite: BigSite | null;
}

/** The wire's cell of a subject beside that of another in the same run. */
export function ratio(
  cells: readonly Cell[],
  subject: string,
  to: string,
  at: Pick<Cell, "doors" | "broker" | "busy">,
): number {
  const find = (name: string) =>
    cells.find(
      (cell) =>
        cell.subject === name &&
        cell.doors === at.doors &&
        cell.broker === at.broker &&
        cell.busy === at.busy,
    );
  return (find(subject)?.figures.last.p50 ?? Number.NaN) / (find(to)?.figures.last.p50 ?? 1);
}
