/**
 * The memory from the rows, as far as they can be trusted. From the newest whole picture on every row
 * is checked; what does not verify ends it, and leaves doubt.
 */
import type { DatabaseSync } from "node:sqlite";
import type { Recalled } from "../controller/ports.ts";
import type { EntryBody, PictureBody } from "./body.ts";
import { ChainCheck, type Link, linkOf, type Row, START } from "./chain.ts";
import type { EpochReading } from "./epoch-file.ts";
import { Recollection } from "./recollection.ts";
import { firstRow, pictures, rowAt, rowsFrom } from "./rows.ts";

export interface ReadBack extends Recalled {
  /** Where the chain goes on; meaningful without doubt only. */
  readonly last: Link;
  /** The picture it was read from: rows before it are history. */
  readonly picture: number;
}

export function readBack(
  database: DatabaseSync,
  key: Buffer | null,
  epoch: EpochReading,
): ReadBack {
  const recollection = new Recollection();
  let last: Link = START;
  let picture = 0;
  const found = (doubt: string | null): ReadBack => {
    const unanswered = recollection.unanswered.map(([, request]) => request);
    const { state, answered } = recollection;
    return { state, doubt, unanswered, answered, last, picture };
  };
  if (key === null) return found("the key of the journal is missing");
  try {
    const base = trusted(database, key);
    if (base === null && firstRow(database) !== null) return found("no whole picture verifies");
    if (base !== null) {
      picture = base.row.seq;
      recollection.recall(base.picture.answered ?? []);
      if (base.picture.state !== null)
        recollection.keep(base.picture.state, base.picture.unanswered);
      const check = new ChainCheck(key, null);
      for (const row of rowsFrom(database, picture)) {
        const wrong = check.wrong(row);
        if (wrong !== null) return found(wrong);
        last = { seq: row.seq, hash: linkOf(row) };
        if (row.kind === "entry")
          recollection.record({ ...(JSON.parse(row.body) as EntryBody), at: row.at });
      }
      if (!base.newest) return found("the newest whole picture does not verify");
    }
    const behind = againstEpoch(database, epoch, last);
    if (behind !== null) return found(behind);
    if (typeof epoch === "object" && epoch.alive !== null && epoch.epoch === base?.row.epoch)
      recollection.alive(epoch.alive);
    return found(base?.picture.doubt ?? null);
  } catch (error) {
    return found(`the database is damaged: ${error instanceof Error ? error.message : error}`);
  }
}

interface Base {
  readonly row: Row;
  readonly picture: PictureBody;
  readonly newest: boolean;
}

/** The newest picture that verifies. */
function trusted(database: DatabaseSync, key: Buffer): Base | null {
  let newest = true;
  for (const row of pictures(database)) {
    if (new ChainCheck(key, null).wrong(row) === null)
      return { row, picture: JSON.parse(row.body) as PictureBody, newest };
    newest = false;
  }
  return null;
}

/** What the epoch file knows better. */
function againstEpoch(database: DatabaseSync, epoch: EpochReading, last: Link): string | null {
  if (epoch === "missing") return "the epoch file is missing";
  if (epoch === "damaged") return "the epoch file is damaged";
  if (epoch.doubt !== null) return epoch.doubt;
  if (epoch.seq > last.seq)
    return `the journal ends at row ${last.seq}, and ${epoch.seq} were written`;
  const first = firstRow(database);
  if (epoch.seq === 0 || first === null || epoch.seq < first.seq) return null;
  const row = rowAt(database, epoch.seq);
  return row !== null && linkOf(row) === epoch.hash
    ? null
    : `row ${epoch.seq} is not the one that was written`;
}
