/** What the controller needs of others. Every port that acts takes a list: one decision, one write. */
import type { LinkChange, Memory, Reading, Report, Result, ScheduleChange } from "../core/index.ts";
import type { CommandMessage, SiteHandle } from "../site-handle.ts";

export interface Clock {
  /** Milliseconds on a clock that never steps back and is not the wall clock. */
  now(): number;
  /** The wall clock, for display and schedules only. */
  wall(): Date;
  /** Calls `fire` once after `delayMs` (any length, also past 2^31 ms). Gives the way to cancel it. */
  after(delayMs: number, fire: () => void): () => void;
}

/** Drives the outputs of the locks and holders it knows. Never throws, never waits. */
export interface LockDriver {
  /** Ids of the locks and holders it drives. */
  readonly targets: ReadonlySet<string>;
  /** Sends the orders of one decision, or of one lease renewal, in one write. */
  drive(commands: readonly CommandMessage[]): void;
}

/** Durable memory. What can't be kept must reject: the controller then refuses, or raises trouble. */
export interface Journal {
  /** What an earlier run left; null for a journal that is new. */
  restore(): Promise<JournalState | null>;
  /** Keeps what is about to be done, or was done. Resolves when it is kept. */
  record(entry: JournalEntry): Promise<void>;
  /** Keeps the memory that a later run starts from. */
  keep(state: JournalState): Promise<void>;
  close(): Promise<void>;
}

export interface JournalEntry {
  /** ISO wall time. */
  readonly at: string;
  readonly input: unknown;
  readonly events: readonly unknown[];
  readonly commands: readonly unknown[];
}

export interface JournalState {
  readonly memory: Memory;
  /** Wall time at which it was remembered, in ms since 1970. */
  readonly wallMs: number;
}

/** The authority as adapters see it: a handle that also takes what only an adapter knows. */
export interface Authority extends SiteHandle {
  readonly role: "authority";
  tell(input: Reading | Report | LinkChange | ScheduleChange): Result;
  /** Takes many inputs as they came in one packet: each is decided in order, at once. */
  tellAll(inputs: readonly (Reading | Report | LinkChange)[]): void;
  attach(driver: LockDriver): () => void;
  /**
   * Says that the first state of every input was asked for and has arrived. Until then, or until 10 s
   * have passed, no lock is driven but by a life-safety release.
   */
  inputsRead(): void;
}
