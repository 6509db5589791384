/** What the journal and its worker say to each other. */
import type { Recalled } from "../controller/ports.ts";
import type { JournalFiles } from "./files.ts";
import type { Write } from "./keeper.ts";
import type { Limits } from "./pruning.ts";
import type { Holder } from "./site-lock.ts";

/** What the worker is started with. */
export interface WorkerData {
  readonly files: JournalFiles;
  readonly authority: string;
  readonly limits: Limits;
}

export type ToWorker =
  /** Everything of one turn of the main loop: one transaction, one answer by this number. */
  | { readonly type: "write"; readonly number: number; readonly writes: readonly Write[] }
  | { readonly type: "alive"; readonly at: number; readonly wallMs: number }
  | { readonly type: "close" };

export type FromWorker =
  | {
      readonly type: "opened";
      readonly recalled: Recalled;
      readonly aside: string | null;
      /** Why nothing can be written; null where it can. */
      readonly failure: string | null;
    }
  | { readonly type: "held"; readonly holder: Holder | null }
  | {
      readonly type: "written";
      readonly numbers: readonly number[];
      readonly failure: string | null;
    }
  /** The older history does not verify. */
  | { readonly type: "broken"; readonly where: string };
