/**
 * What stands between the journal's users and its disk. It holds the whole memory, so that whatever a
 * failing disk did not take is written when the disk is back, and a start never reads far.
 */
import { answeredBefore } from "../controller/answered.ts";
import type { JournalState, Recalled } from "../controller/ports.ts";
import { type EntryBody, type PictureBody, pictureText } from "./body.ts";
import type { JournalFiles } from "./files.ts";
import type { Limits } from "./pruning.ts";
import { Recollection } from "./recollection.ts";
import { type Draft, Fenced, JournalStore, Unmarked } from "./store.ts";

/** A whole picture is written after this many entries, or this many bytes of them. */
export const PICTURE_EVERY = 2_000;
export const PICTURE_EVERY_BYTES = 8 * 1024 * 1024;

/** Entries that a failing disk did not take and that are still to be written. Older ones are dropped. */
export const MAX_BACKLOG = 5_000;

/** One write of the journal's users. */
export type Write =
  | { readonly kind: "entry"; readonly at: string; readonly body: string }
  | { readonly kind: "memory"; readonly state: JournalState };

export interface KeeperOpened {
  readonly recalled: Recalled;
  readonly aside: string | null;
  readonly failure: string | null;
}

export class Keeper {
  readonly #files: JournalFiles;
  readonly #limits: Limits;
  readonly #recollection = new Recollection();
  #store: JournalStore | null = null;
  #fenced = false;
  #backlog: Draft[] = [];
  /** The memory on disk misses something that was dropped. */
  #pictureOwed = false;
  #entries = 0;
  #bytes = 0;

  constructor(files: JournalFiles, limits: Limits) {
    this.#files = files;
    this.#limits = limits;
  }

  open(): KeeperOpened {
    const { store, recalled, aside, failure } = JournalStore.open(this.#files, this.#limits);
    this.#store = store;
    this.#recollection.recall(answeredBefore(recalled));
    return { recalled, aside, failure };
  }

  /** Entries that wait for the disk. */
  get waiting(): number {
    return this.#backlog.length;
  }

  /** Keeps all of them, or says why not. What must not be lost is tried again with the next. */
  write(writes: readonly Write[]): string | null {
    const drafts = writes.map((one) => this.#take(one));
    if (this.#fenced) return "another program writes this journal";
    const all = [...this.#backlog, ...drafts];
    const picture = this.#pictureOwed || this.#entries >= PICTURE_EVERY;
    if (picture || this.#bytes >= PICTURE_EVERY_BYTES) all.push(...this.#picture());
    try {
      this.#store ??= this.#reopened();
      this.#store.append(all);
    } catch (error) {
      this.#fenced = error instanceof Fenced;
      if (error instanceof Unmarked) this.#backlog = [];
      else this.#hold(drafts);
      return error instanceof Error ? error.message : String(error);
    }
    this.#backlog = [];
    if (all.some(({ kind }) => kind === "memory")) this.#rested();
    return null;
  }

  alive(now: { readonly at: number; readonly wallMs: number }): void {
    this.#recollection.alive(now);
    this.#store?.alive(now);
  }

  /** Gives the check of the whole history, one row a turn; null when nothing is open. */
  verify(): Generator<null, string | null> | null {
    return this.#store?.verify() ?? null;
  }

  close(): void {
    this.#store?.close();
    this.#store = null;
  }

  #take(one: Write): Draft {
    if (one.kind === "memory") {
      this.#recollection.keep(one.state);
      const at = new Date(one.state.wallMs).toISOString();
      return {
        kind: "memory",
        at,
        body: this.#pictureText({ state: one.state, unanswered: [] }),
      };
    }
    this.#recollection.record({ ...(JSON.parse(one.body) as EntryBody), at: one.at });
    this.#entries += 1;
    this.#bytes += one.body.length;
    return { kind: "entry", at: one.at, body: one.body };
  }

  #picture(): readonly Draft[] {
    const { state, unanswered } = this.#recollection;
    if (state === null) return [];
    const at = new Date(state.wallMs).toISOString();
    return [{ kind: "memory", at, body: this.#pictureText({ state, unanswered }) }];
  }

  #pictureText(picture: Pick<PictureBody, "state" | "unanswered">): string {
    const { answered } = this.#recollection;
    return pictureText({ ...picture, answered, doubt: null });
  }

  #rested(): void {
    this.#entries = 0;
    this.#bytes = 0;
    this.#pictureOwed = false;
  }

  /** A request that only asks is refused now, so it is not written later. */
  #hold(drafts: readonly Draft[]): void {
    this.#backlog.push(...drafts.filter(({ body }) => !asksOnly(body)));
    const over = this.#backlog.length - MAX_BACKLOG;
    if (over <= 0) return;
    this.#backlog.splice(0, over);
    this.#pictureOwed = true;
  }

  /** The disk is back. Whatever lies there is older than what is remembered here. */
  #reopened(): JournalStore {
    const { store, failure } = JournalStore.open(this.#files, this.#limits);
    if (store === null) throw new Error(failure ?? "the journal can't be opened");
    store.append(this.#picture());
    return store;
  }
}

function asksOnly(body: string): boolean {
  const { ask, result } = JSON.parse(body) as EntryBody;
  return ask !== undefined && ask !== null && result === null;
}
