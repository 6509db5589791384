/** The journal's disk in memory: what is written is safe only once the write has come back. */
import type { Journal, JournalEntry, JournalState, Recalled } from "../src/controller/ports.ts";
import { type EntryBody, entryText } from "../src/journal/body.ts";
import { Recollection } from "../src/journal/recollection.ts";
import type { Dice } from "./dice.ts";
import type { Life, VirtualTime } from "./virtual-time.ts";

type Row =
  | { readonly kind: "entry"; readonly at: string; readonly body: string }
  | { readonly kind: "memory"; readonly state: JournalState; readonly unanswered: Unanswered };

type Unanswered = Recollection["unanswered"];

export class SimulatedDisk {
  /** How long a write takes. */
  delayMs = 5;
  /** A write comes back with an error: full, or an fsync that failed. */
  failing = false;
  readonly rows: Row[] = [];
  /** How many rows somebody was told are safe. */
  acknowledged = 0;
  /** Rows that were said to be safe and are gone: the journal knows of it until it keeps a whole picture. */
  lost = 0;
  /** Called when the next write is begun. */
  onceWriting: (() => void) | null = null;
  alive: { readonly at: number; readonly wallMs: number } | null = null;
  readonly inFlight: Row[] = [];
  /** When the last write that was begun comes back: none overtakes another. */
  busyUntil = 0;

  /** A row reaches the disk. A doubt is over once the whole memory was kept in spite of it. */
  land(row: Row): void {
    this.rows.push(row);
    if (row.kind === "memory") this.lost = 0;
  }

  /** What the next start finds. A killed process leaves of its unfinished writes the first few, or none. */
  crash(dice: Dice, lies: boolean): void {
    const landed = dice.below(this.inFlight.length + 1);
    for (const row of this.inFlight.splice(0).slice(0, landed)) this.land(row);
    this.busyUntil = 0;
    if (!lies || this.rows.length < 3) return;
    const gone = dice.between(1, Math.min(5, this.rows.length - 2));
    this.rows.splice(this.rows.length - gone, gone);
    this.lost = Math.max(0, this.acknowledged - this.rows.length);
    this.acknowledged = Math.min(this.acknowledged, this.rows.length);
  }

  /** The memory as the rows give it, with the requests that have no outcome. */
  recollection(): Recollection {
    const memory = new Recollection();
    for (const row of this.rows) {
      if (row.kind === "memory") memory.keep(row.state, row.unanswered);
      else memory.record({ ...(JSON.parse(row.body) as EntryBody), at: row.at });
    }
    return memory;
  }

  /** A start reads no further back than the newest picture: here all rows become one. */
  condense(memory: Recollection): void {
    const { state, unanswered } = memory;
    if (state === null || this.rows.length < ROWS_KEPT) return;
    this.rows.splice(0, this.rows.length, { kind: "memory", state, unanswered });
    this.acknowledged = 1;
  }
}

const ROWS_KEPT = 30;

export class SimulatedJournal implements Journal {
  readonly damage = new Promise<string>(() => {});
  readonly #disk: SimulatedDisk;
  readonly #time: VirtualTime;
  readonly #life: Life;
  /** A broken one says that a row is safe before it is. */
  readonly #early: boolean;
  readonly #found: Recollection;

  /** @param found what the disk gives at this start. */
  constructor(
    disk: SimulatedDisk,
    found: Recollection,
    time: VirtualTime,
    life: Life,
    early: boolean,
  ) {
    this.#disk = disk;
    this.#found = found;
    this.#time = time;
    this.#life = life;
    this.#early = early;
  }

  restore(): Promise<Recalled> {
    const { alive, lost } = this.#disk;
    const memory = this.#found;
    this.#disk.condense(memory);
    if (alive !== null) memory.alive(alive);
    const doubt = lost > 0 ? `${lost} rows that were written are missing` : null;
    return Promise.resolve({
      state: memory.state,
      doubt,
      unanswered: memory.unanswered.map(([, request]) => request),
    });
  }

  record(entry: JournalEntry): Promise<void> {
    return this.#write({ kind: "entry", at: entry.at, body: entryText(entry) });
  }

  keep(state: JournalState): Promise<void> {
    return this.#write({ kind: "memory", state, unanswered: [] });
  }

  alive(now: { readonly at: number; readonly wallMs: number }): void {
    if (!this.#disk.failing) this.#disk.alive = now;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #write(row: Row): Promise<void> {
    const disk = this.#disk;
    disk.inFlight.push(row);
    const writing = disk.onceWriting;
    disk.onceWriting = null;
    writing?.();
    disk.busyUntil = Math.max(disk.busyUntil, this.#time.now + disk.delayMs);
    const done = new Promise<void>((resolve, reject) => {
      this.#time.after(
        disk.busyUntil - this.#time.now,
        () => {
          const place = disk.inFlight.indexOf(row);
          if (place >= 0) disk.inFlight.splice(place, 1);
          if (disk.failing) {
            reject(new Error("the disk is full"));
            return;
          }
          disk.land(row);
          if (!this.#early) disk.acknowledged = disk.rows.length;
          resolve();
        },
        this.#life,
      );
    });
    if (!this.#early) return done;
    done.catch(() => undefined);
    disk.acknowledged = disk.rows.length + disk.inFlight.length;
    return Promise.resolve();
  }
}
