/** The durable journal as the controller sees it. Nothing here touches the disk: a worker does. */
import { Worker } from "node:worker_threads";
import type { Journal, JournalEntry, JournalState, Recalled } from "../controller/ports.ts";
import { EgressError } from "../errors.ts";
import { entryText } from "./body.ts";
import { journalFiles } from "./files.ts";
import type { Write } from "./keeper.ts";
import type { FromWorker, ToWorker, WorkerData } from "./messages.ts";
import { LIMITS, type Limits } from "./pruning.ts";
import type { Holder } from "./site-lock.ts";

/** A start waits no longer than this for its memory; what comes later is in doubt. */
export const OPEN_WITHIN_MS = 10_000;
/** Entries on their way to the disk. Beyond this they are refused. */
export const MAX_ON_THE_WAY = 10_000;
export const CLOSE_WITHIN_MS = 5_000;

export interface SqliteJournalOptions {
  readonly dataDir: string;
  readonly siteId: string;
  /** Names this authority to whoever comes second. */
  readonly authority: string;
  readonly log: (level: "info" | "warn" | "error", message: string) => void;
  readonly limits?: Partial<Limits>;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class SqliteJournal implements Journal {
  readonly damage: Promise<string>;
  #damaged: (where: string) => void = () => {};
  readonly #worker: Worker;
  readonly #recalled: Recalled;
  readonly #onTheWay = new Map<number, readonly Waiting[]>();
  #batch: { readonly write: Write; readonly waiting: Waiting }[] = [];
  #count = 0;
  #number = 0;
  #flushing: NodeJS.Immediate | null = null;
  #ended: string | null = null;

  private constructor(worker: Worker, recalled: Recalled) {
    this.#worker = worker;
    this.#recalled = recalled;
    this.damage = new Promise((resolve) => {
      this.#damaged = resolve;
    });
    worker.on("message", (message: FromWorker) => this.#hear(message));
    worker.on("error", (error) => this.#end(error.message));
    worker.on("exit", () => this.#end("its thread has ended"));
    if (worker.threadId === -1) this.#end("its thread has ended");
    worker.unref();
  }

  /**
   * Opens the journal of a site and takes the site for this process.
   *
   * @throws {EgressError} `site-locked` when another process has it. A journal that can't be read or
   * written is no error: it is in doubt, or fails with each record.
   */
  static async open(options: SqliteJournalOptions): Promise<SqliteJournal> {
    const { dataDir, siteId, authority, log } = options;
    const workerData: WorkerData = {
      files: journalFiles(dataDir, siteId),
      authority,
      limits: { ...LIMITS, ...options.limits },
    };
    const worker = new Worker(new URL(`./journal-worker${ENDING}`, import.meta.url), {
      workerData,
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    const opened = await answerOf(worker);
    if (opened.type === "held") throw heldBy(siteId, opened.holder);
    const { recalled, aside, failure } = opened;
    if (recalled.doubt !== null)
      log("error", `The journal of ${siteId} is suspect: ${recalled.doubt}`);
    if (aside !== null) log("warn", `The suspect journal is kept as ${aside}`);
    if (failure !== null) log("error", `The journal of ${siteId} can't be written: ${failure}`);
    return new SqliteJournal(worker, recalled);
  }

  restore(): Promise<Recalled> {
    return Promise.resolve(this.#recalled);
  }

  record(entry: JournalEntry): Promise<void> {
    return this.#write({ kind: "entry", at: entry.at, body: entryText(entry) });
  }

  keep(state: JournalState): Promise<void> {
    return this.#write({ kind: "memory", state });
  }

  alive({ at, wallMs }: { readonly at: number; readonly wallMs: number }): void {
    if (this.#ended === null) this.#send({ type: "alive", at, wallMs });
  }

  /** Writes what is on its way, and gives the site free. */
  async close(): Promise<void> {
    if (this.#ended !== null) return;
    this.#flush();
    this.#worker.ref();
    const exited = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
    this.#send({ type: "close" });
    const late = setTimeout(() => void this.#worker.terminate(), CLOSE_WITHIN_MS);
    await exited;
    clearTimeout(late);
  }

  #write(write: Write): Promise<void> {
    if (this.#ended !== null) return Promise.reject(new Error(this.#ended));
    if (this.#count >= MAX_ON_THE_WAY) return Promise.reject(new Error("the disk is too slow"));
    this.#count += 1;
    return new Promise((resolve, reject) => {
      this.#batch.push({ write, waiting: { resolve, reject } });
      this.#flushing ??= setImmediate(() => this.#flush());
    });
  }

  /** Everything of this turn of the loop goes as one. */
  #flush(): void {
    if (this.#flushing !== null) clearImmediate(this.#flushing);
    this.#flushing = null;
    if (this.#batch.length === 0 || this.#ended !== null) return;
    this.#number += 1;
    const writes = this.#batch.map(({ write }) => write);
    this.#onTheWay.set(
      this.#number,
      this.#batch.map(({ waiting }) => waiting),
    );
    this.#batch = [];
    this.#worker.ref();
    this.#send({ type: "write", number: this.#number, writes });
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    if (message.type === "broken") this.#damaged(message.where);
    if (message.type !== "written") return;
    const error = message.failure === null ? null : new Error(message.failure);
    for (const number of message.numbers) {
      const waiting = this.#onTheWay.get(number) ?? [];
      this.#onTheWay.delete(number);
      this.#count -= waiting.length;
      settle(waiting, error);
    }
    if (this.#onTheWay.size === 0) this.#worker.unref();
  }

  #end(why: string): void {
    if (this.#ended !== null) return;
    this.#ended = `the journal is closed: ${why}`;
    const error = new Error(this.#ended);
    for (const waiting of this.#onTheWay.values()) settle(waiting, error);
    settle(
      this.#batch.map(({ waiting }) => waiting),
      error,
    );
    this.#onTheWay.clear();
    this.#batch = [];
  }
}

/** Built, this file is JavaScript, and so is the worker beside it. */
const ENDING = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

type Opened = Extract<FromWorker, { type: "opened" | "held" }>;

/** A worker that dies or does not answer leaves a journal in doubt that can't be written, not an error. */
function answerOf(worker: Worker): Promise<Opened> {
  return new Promise((resolve) => {
    const inDoubt = (why: string) =>
      resolve({
        type: "opened",
        recalled: { state: null, doubt: why, unanswered: [] },
        aside: null,
        failure: why,
      });
    const late = setTimeout(
      () => inDoubt(`the journal could not be read within ${OPEN_WITHIN_MS / 1000} s`),
      OPEN_WITHIN_MS,
    );
    worker.once("message", (message: Opened) => {
      clearTimeout(late);
      resolve(message);
    });
    worker.once("error", (error) => {
      clearTimeout(late);
      inDoubt(error.message);
    });
  });
}

function heldBy(siteId: string, holder: Holder | null): EgressError {
  const who =
    holder === null
      ? "another process"
      : `${holder.authority} (process ${holder.pid} on ${holder.host}, since ${holder.since})`;
  const mend = "Stop that one, or make this one a mirror of it.";
  return new EgressError("site-locked", `${who} is the authority of ${siteId}`, {
    problems: [{ path: "dataDir", message: `is in use by ${who}`, mend }],
  });
}

function settle(waiting: readonly Waiting[], error: Error | null): void {
  for (const { resolve, reject } of waiting) {
    if (error === null) resolve();
    else reject(error);
  }
}
