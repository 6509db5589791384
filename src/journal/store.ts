/**
 * The journal on disk: a database, its epoch file and the key that seals both. Everything here is
 * synchronous and may throw; it runs in a worker, so that no slow disk holds up an alarm.
 */
import { existsSync, mkdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Recalled } from "../controller/ports.ts";
import { pictureText } from "./body.ts";
import { ChainCheck, type Link, type Row, type RowKind, START, sealed } from "./chain.ts";
import { type Epoch, type EpochReading, readEpoch, writeEpoch } from "./epoch-file.ts";
import { examine, hasNoTable } from "./examination.ts";
import type { JournalFiles } from "./files.ts";
import { makeKey, readKey } from "./install-key.ts";
import { migrate } from "./migrations.ts";
import { type Limits, prune } from "./pruning.ts";
import { putAside } from "./quarantine.ts";
import type { ReadBack } from "./reading-back.ts";
import { rowsFrom, tip } from "./rows.ts";

/** How long a write waits for a reader that holds the database. */
export const BUSY_MS = 2_000;

/** A row before it has its place. */
export interface Draft {
  readonly at: string;
  readonly kind: RowKind;
  readonly body: string;
}

/** Somebody else writes this journal: what one of the two knows the other does not. */
export class Fenced extends Error {}

/** The rows are kept, but not that they are: nobody may rely on it. */
export class Unmarked extends Error {}

export interface OpenedJournal {
  /** Null when it can't be written. */
  readonly store: JournalStore | null;
  readonly recalled: Recalled;
  /** Where a journal that can't be trusted lies now. */
  readonly aside: string | null;
  readonly failure: string | null;
}

const NOTHING: Recalled = { state: null, doubt: null, unanswered: [], answered: [] };

export class JournalStore {
  readonly #files: JournalFiles;
  readonly #limits: Limits;
  readonly #key: Buffer;
  readonly #database: DatabaseSync;
  readonly #epoch: number;
  #last: Link;
  /** The newest whole picture: nothing from it on is ever pruned. */
  #picture: number;
  #alive: Epoch["alive"] = null;
  #sincePruning = 0;

  private constructor(files: JournalFiles, limits: Limits, epoch: number, opened: Opened) {
    this.#files = files;
    this.#limits = limits;
    this.#epoch = epoch;
    this.#key = opened.key;
    this.#database = opened.database;
    this.#last = opened.last;
    this.#picture = opened.picture;
    const pages = Math.floor(limits.maxBytes / pageSize(this.#database));
    this.#database.exec(`PRAGMA max_page_count = ${pages}`);
  }

  /** Gives what an earlier run left, and the journal ready to be written, or why it can't be. */
  static open(files: JournalFiles, limits: Limits): OpenedJournal {
    const key = readKey(files.key);
    const epoch = readEpoch(files.epoch, key);
    const number = typeof epoch === "object" ? epoch.epoch + 1 : 1;
    const back = isNew(files, epoch) ? null : examine(files.database, key, epoch);
    const { state, doubt, unanswered, answered = [] } = back ?? NOTHING;
    const recalled: Recalled = { state, doubt, unanswered, answered };
    try {
      mkdirSync(files.dataDir, { recursive: true });
      if (back !== null && back.doubt === null && key !== null) {
        const database = openDatabase(files.database);
        const opened = { key, database, last: back.last, picture: back.picture };
        const store = new JournalStore(files, limits, number, opened);
        return { store, recalled, aside: null, failure: null };
      }
      const newKey = key ?? makeKey(files.key);
      if (back === null) {
        const opened = begin(files, newKey, number, null);
        const store = new JournalStore(files, limits, number, opened);
        return { store, recalled, aside: null, failure: null };
      }
      return { ...JournalStore.#beginInDoubt(files, limits, newKey, number, back), recalled };
    } catch (error) {
      return { store: null, recalled, aside: null, failure: messageOf(error) };
    }
  }

  /** The doubt is said first and last, so that no power cut on the way makes it forgotten. */
  static #beginInDoubt(
    files: JournalFiles,
    limits: Limits,
    key: Buffer,
    epoch: number,
    { state, doubt }: ReadBack,
  ): Pick<OpenedJournal, "store" | "aside" | "failure"> {
    const aside = putAside(files, () =>
      writeEpoch(files.epoch, key, { ...START, epoch, alive: null, doubt }),
    );
    const store = new JournalStore(files, limits, epoch, begin(files, key, epoch, doubt));
    const body = pictureText({ state, unanswered: [], doubt });
    store.append([{ at: new Date().toISOString(), kind: "memory", body }]);
    return { store, aside, failure: null };
  }

  /** How far the journal has come. */
  get last(): Link {
    return this.#last;
  }

  /** Keeps rows in one transaction. @throws when they are not kept; then none of them is. */
  append(drafts: readonly Draft[]): void {
    if (drafts.length === 0) return;
    try {
      this.#append(drafts);
    } catch (error) {
      if (!isFull(error) || this.prune() === 0) throw error;
      this.#append(drafts);
    }
    try {
      this.#mark();
    } catch (error) {
      throw new Unmarked(messageOf(error));
    }
    this.#sincePruning += drafts.length;
    if (this.#sincePruning < this.#limits.pruneEvery) return;
    this.#sincePruning = 0;
    this.prune();
  }

  /** Says that the controller lives: one small file, no row. */
  alive(now: { readonly at: number; readonly wallMs: number }): void {
    this.#alive = now;
    this.#mark();
  }

  /** Drops what is over the limits, and gives how many rows that were. */
  prune(): number {
    return prune(this.#database, this.#key, this.#limits, {
      epoch: this.#epoch,
      keepFrom: this.#picture,
      now: Date.now(),
    });
  }

  /** Checks the whole history, one row a turn, and gives what is wrong with it. */
  *verify(): Generator<null, string | null> {
    const check = new ChainCheck(this.#key, START);
    for (const row of rowsFrom(this.#database, 0)) {
      const wrong = check.wrong(row);
      if (wrong !== null) return wrong;
      yield null;
    }
    return null;
  }

  close(): void {
    this.#database.close();
  }

  #append(drafts: readonly Draft[]): void {
    const database = this.#database;
    let { seq, hash } = this.#last;
    let picture = this.#picture;
    database.exec("BEGIN IMMEDIATE");
    try {
      const standing = tip(database) ?? START;
      if (standing.seq !== seq || standing.hash !== hash)
        throw new Fenced("another program writes this journal");
      const insert = database.prepare("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?)");
      for (const draft of drafts) {
        const row: Row = sealed(this.#key, { ...draft, seq: seq + 1, epoch: this.#epoch }, hash);
        insert.run(row.seq, row.epoch, row.at, row.kind, row.body, row.prev, row.hash);
        if (row.kind === "memory") picture = row.seq;
        ({ seq, hash } = row);
      }
      database.exec("COMMIT");
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
    this.#last = { seq, hash };
    this.#picture = picture;
  }

  #mark(): void {
    const { seq, hash } = this.#last;
    const epoch = this.#epoch;
    writeEpoch(this.#files.epoch, this.#key, { epoch, seq, hash, alive: this.#alive, doubt: null });
  }
}

interface Opened {
  readonly key: Buffer;
  readonly database: DatabaseSync;
  readonly last: Link;
  readonly picture: number;
}

/** Nothing was ever written: no database, and no epoch file that says otherwise. */
function isNew(files: JournalFiles, epoch: EpochReading): boolean {
  if (epoch === "damaged") return false;
  if (!existsSync(files.database)) return epoch === "missing" || unwritten(epoch);
  return epoch !== "missing" && unwritten(epoch) && hasNoTable(files.database);
}

function unwritten({ seq, doubt }: Epoch): boolean {
  return seq === 0 && doubt === null;
}

function begin(files: JournalFiles, key: Buffer, epoch: number, doubt: string | null): Opened {
  writeEpoch(files.epoch, key, { ...START, epoch, alive: null, doubt });
  const database = openDatabase(files.database);
  return { key, database, last: START, picture: 0 };
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  try {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    database.exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
    database.exec("PRAGMA journal_size_limit = 4194304");
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function pageSize(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA page_size").get()?.["page_size"] ?? 4096);
}

/** SQLITE_FULL: the disk's end, or the size limit's. */
function isFull(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && Number(error.errcode) === 13;
}
