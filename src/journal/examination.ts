/** A look at a journal that changes nothing: not its files, even where they are damaged. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { START } from "./chain.ts";
import type { EpochReading } from "./epoch-file.ts";
import { LAYOUT, versionOf } from "./migrations.ts";
import { type ReadBack, readBack } from "./reading-back.ts";

/** What can be read back from a database; whatever is wrong with it is the doubt. */
export function examine(path: string, key: Buffer | null, epoch: EpochReading): ReadBack {
  const nothing = (doubt: string): ReadBack => ({
    state: null,
    unanswered: [],
    last: START,
    picture: 0,
    doubt,
  });
  if (!existsSync(path)) return nothing("the database is missing");
  try {
    if (statSync(path).size === 0) return nothing("the database is empty");
    return readOnly(path, (database) => {
      if (versionOf(database) > LAYOUT)
        return nothing(`the journal has layout ${versionOf(database)}, newer than this program`);
      return readBack(database, key, epoch);
    });
  } catch (error) {
    return nothing(`the database is damaged: ${error instanceof Error ? error.message : error}`);
  }
}

/** A database that was just being made when the power went. */
export function hasNoTable(path: string): boolean {
  try {
    if (statSync(path).size === 0) return true;
    return readOnly(path, (database) => {
      const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get();
      return versionOf(database) === 0 && Number(tables?.["n"]) === 0;
    });
  } catch {
    return false;
  }
}

/** SQLITE_READONLY and SQLITE_CANTOPEN: what a folder without write permission answers in WAL mode. */
const NEEDS_A_COPY: ReadonlySet<number> = new Set([8, 14]);

/** Reads by a connection that never writes, or from a copy where even reading would have to. */
export function readOnly<T>(path: string, read: (database: DatabaseSync) => T): T {
  try {
    return withDatabase(path, read);
  } catch (error) {
    const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
    if (!NEEDS_A_COPY.has(code)) throw error;
  }
  const folder = mkdtempSync(join(tmpdir(), "egress-journal-"));
  try {
    const copy = join(folder, "copy.sqlite");
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    return withDatabase(copy, read);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withDatabase<T>(path: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
}
