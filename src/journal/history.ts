/** A journal read by somebody who does not write it, also while it is written. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ChainCheck, linkOf, type Row, START } from "./chain.ts";
import { readEpoch } from "./epoch-file.ts";
import { readOnly } from "./examination.ts";
import { journalFiles } from "./files.ts";
import { readKey } from "./install-key.ts";
import { firstRow, lastRow, rowAt, rowsFrom } from "./rows.ts";

const ENDING = ".journal.sqlite";

/** The journals in a folder, or the one that is named. Those that were put aside are not among them. */
export function journalsAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name.endsWith(ENDING))
    .toSorted()
    .map((name) => join(path, name));
}

/** How many journals were put aside beside this one. */
export function putAsideBeside(path: string): readonly string[] {
  const name = basename(path);
  return readdirSync(dirname(path)).filter(
    (other) => other.startsWith(`${name}.suspect-`) && !/-(wal|shm)$/.test(other),
  );
}

/** Rows from `seq` on, given one by one; for the newest, count back from the last. */
export function eachRow(
  path: string,
  from: number | { newest: number },
  take: (row: Row) => void,
): void {
  readOnly(path, (database) => {
    const last = lastRow(database)?.seq ?? 0;
    const first = typeof from === "number" ? from : Math.max(0, last - from.newest + 1);
    for (const row of rowsFrom(database, first)) take(row);
  });
}

export interface Verdict {
  readonly rows: number;
  readonly from: string | null;
  readonly to: string | null;
  /** What is wrong and where; null when the whole chain verifies. */
  readonly wrong: string | null;
}

/** @returns null when there is no key to verify with. */
export function verifyHistory(path: string): Verdict | null {
  const site = basename(path).split(ENDING)[0] ?? "";
  const suffix = basename(path).slice(`${site}${ENDING}`.length);
  const files = journalFiles(dirname(path), site);
  const key = readKey(files.key);
  if (key === null) return null;
  // Before the database, which may go on meanwhile.
  const epoch = readEpoch(`${files.epoch}${suffix}`, key);
  let rows = 0;
  let from: string | null = null;
  let to: string | null = null;
  const found = (wrong: string | null): Verdict => ({ rows, from, to, wrong });
  try {
    return readOnly(path, (database) => {
      const check = new ChainCheck(key, START);
      for (const row of rowsFrom(database, 0)) {
        const wrong = check.wrong(row);
        if (wrong !== null) return found(wrong);
        rows += 1;
        from ??= row.at;
        to = row.at;
      }
      if (typeof epoch === "string") return found(`the epoch file is ${epoch}`);
      const last = lastRow(database)?.seq ?? 0;
      if (epoch.seq > last) return found(`it ends at row ${last}, and ${epoch.seq} were written`);
      const marked = rowAt(database, epoch.seq);
      const gone = epoch.seq < (firstRow(database)?.seq ?? 0) || epoch.seq === 0;
      if (!gone && (marked === null || linkOf(marked) !== epoch.hash))
        return found(`row ${epoch.seq} is not the one that was written`);
      return found(null);
    });
  } catch (error) {
    return found(error instanceof Error ? error.message : String(error));
  }
}
