/** What the controller needs of others. Every port that acts takes a list: one decision, one write. */
import type {
  Instant,
  LinkChange,
  Memory,
  MemoryChanges,
  Reading,
  Report,
  Request,
  Result,
  ScheduleChange,
  Wish,
} from "../core/index.ts";
import type { CommandMessage, SiteHandle } from "../site-handle.ts";

export interface Clock {
  /** Milliseconds on a clock that never steps back and is not the wall clock. */
  now(): number;
  /** The wall clock, for display and schedules only. */
  wall(): Date;
  /** Calls `fire` once after `delayMs` (any length, also past 2^31 ms). Gives the way to cancel it. */
  after(delayMs: number, fire: () => void): () => void;
}

/** Whether this process keeps up with time. */
export interface Pulse {
  /**
   * Milliseconds, over the whole run, of the gaps in which nothing here could run: suspend, SIGSTOP, a
   * blocked event loop. It looks now, so that it is right in the first callback after a gap.
   */
  lost(): number;
  /** How late the event loop is, in ms. */
  lag(): number;
  /** Calls `fire` soon after each gap. Gives the way to stop. */
  watch(fire: () => void): () => void;
}

/** Opening hours, asked by the wall clock. */
export interface OpeningHours {
  /** What they want of each door at that moment, by door id. */
  at(wall: Date): ReadonlyMap<string, { readonly wants: Wish; readonly afterEntry: boolean }>;
}

/** Drives the outputs of the locks and holders it knows. Never throws, never waits. */
export interface LockDriver {
  /** Ids of the locks and holders it drives. */
  readonly targets: ReadonlySet<string>;
  /** Sends orders of one decision, or of one lease renewal, at once and in their order; many come in several calls. */
  drive(commands: readonly CommandMessage[]): void;
  /**
   * Whether it may be called in the middle of a decision: it then tells nothing back before it returns,
   * and keeps no order, since the state that an order speaks of goes on to change.
   */
  readonly midway?: true;
  /** Null while nothing is on its way; else resolves when what was driven has been read, or never will be. */
  read?(): Promise<void> | null;
  /** Makes ready what `drive` would send, and throws it away. */
  rehearse?(commands: readonly CommandMessage[]): void;
}

/** Durable memory. What can't be kept must reject: the controller then refuses, or raises an event. */
export interface Journal {
  /** What an earlier run left. Never waits for long: what can't be read in time is in doubt. */
  restore(): Promise<Recalled>;
  /** Keeps what is about to be done, or was done. Resolves when it is kept. */
  record(entry: JournalEntry): Promise<void>;
  /** Keeps the whole memory that a later run starts from; entries after it add their changes. */
  keep(state: JournalState): Promise<void>;
  /** Says that the controller lives and renews its leases. Not waited for, and may be lost. */
  alive(now: Pick<JournalState, "wallMs"> & { readonly at: Instant }): void;
  /** Resolves when older history turns out not to verify, with what is wrong; else never. */
  readonly damage: Promise<string>;
  close(): Promise<void>;
}

export interface Recalled {
  /** Null for a journal that is new, and for one of which nothing can be read: then `doubt` is given. */
  readonly state: JournalState | null;
  /** Why something may be lost, in a sentence; null where nothing is. */
  readonly doubt: string | null;
  /** Requests that were written down and whose outcome was not. */
  readonly unanswered: readonly Request[];
  /** The latest requests that named themselves and were answered, oldest first. */
  readonly answered?: readonly AnsweredRequest[];
}

/** A request that named itself, and what it was answered. */
export interface AnsweredRequest {
  readonly id: string;
  readonly by: string;
  readonly result: Result;
}

export interface JournalEntry {
  /** ISO wall time. */
  readonly at: string;
  readonly input: unknown;
  /** Names a request: the same on the entry that asks and on the one that says what came of it. */
  readonly ask: string | null;
  /** Null on the entry that asks. */
  readonly result: Result | null;
  readonly events: readonly unknown[];
  readonly commands: readonly unknown[];
  /** What it changed of the memory; null for nothing. */
  readonly changes: MemoryChanges | null;
}

export interface JournalState {
  readonly memory: Memory;
  /** Wall time at which it was remembered, in ms since 1970. */
  readonly wallMs: number;
}

/** The authority as adapters see it: a handle that also takes what only an adapter knows. */
export interface Authority extends SiteHandle {
  readonly role: "authority";
  /** Requests that an earlier run dealt with, oldest first. */
  readonly answered?: readonly AnsweredRequest[];
  tell(input: Reading | Report | LinkChange | ScheduleChange): Result;
  /** Takes many inputs as they came in one packet: each is decided in order, at once. */
  tellAll(inputs: readonly (Reading | Report | LinkChange)[]): void;
  attach(driver: LockDriver): () => void;
  /**
   * Says that the first state of every input was asked for and has arrived. Until then, or until 10 s
   * have passed, no lock is driven but by a life-safety release.
   */
  inputsRead(): void;
  /**
   * Says whether alarms can be heard over a connection that this site depends on. Never told: it does not
   * depend on one. While it is down for long, no lease is renewed.
   */
  alarmLink(value: "up" | "down"): void;
}
