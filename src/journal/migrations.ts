/** The database's layout, by number. A migration is never edited once it has shipped: add another. */
import type { DatabaseSync } from "node:sqlite";

export const MIGRATIONS: readonly { readonly version: number; readonly sql: string }[] = [
  {
    version: 1,
    sql: `CREATE TABLE rows (
      seq INTEGER PRIMARY KEY,
      epoch INTEGER NOT NULL,
      at TEXT NOT NULL,
      kind TEXT NOT NULL,
      body TEXT NOT NULL,
      prev TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT`,
  },
  // A start looks for the newest whole picture, which may lie thousands of rows back.
  { version: 2, sql: "CREATE INDEX rows_by_kind ON rows (kind, seq)" },
];

export const LAYOUT = MIGRATIONS.at(-1)?.version ?? 0;

/** @throws when the database is newer than this program, or no journal. */
export function migrate(database: DatabaseSync): void {
  const version = versionOf(database);
  if (version > LAYOUT)
    throw new Error(`the journal has layout ${version}; this program knows ${LAYOUT}`);
  if (version === LAYOUT) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const step of MIGRATIONS.filter((one) => one.version > version)) database.exec(step.sql);
    database.exec(`PRAGMA user_version = ${LAYOUT}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
}
