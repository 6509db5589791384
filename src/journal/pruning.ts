/**
 * Old rows are dropped by age, by count and by size. An anchor takes the place of the last of them and
 * carries its seal, so that what is left still verifies, and cutting it shorter unseen needs the key.
 */
import type { DatabaseSync } from "node:sqlite";
import { type Anchor, linkOf, sealed } from "./chain.ts";
import { firstRow, rowAt } from "./rows.ts";

export interface Limits {
  readonly maxRows: number;
  readonly maxAgeMs: number;
  /** Of the database. */
  readonly maxBytes: number;
  /** How many rows are written between two looks. */
  readonly pruneEvery: number;
}

export const LIMITS: Limits = {
  maxRows: 250_000,
  maxAgeMs: 400 * 24 * 3_600_000,
  maxBytes: 512 * 1024 * 1024,
  pruneEvery: 1_000,
};

/** One look drops no more than this, so that it does not take long. */
export const MOST_PRUNED = 20_000;

/** Of the size limit, beyond which a tenth of the rows go. */
const NEARLY_FULL = 0.9;

interface Place {
  readonly epoch: number;
  /** The newest whole picture: it and what follows stay. */
  readonly keepFrom: number;
  readonly now: number;
}

export function prune(
  database: DatabaseSync,
  key: Buffer,
  limits: Limits,
  { epoch, keepFrom, now }: Place,
): number {
  const first = firstRow(database);
  if (first === null) return 0;
  const before = pruned(first.kind === "anchor" ? first.body : null);
  const oldest = first.kind === "anchor" ? first.seq + 1 : first.seq;
  const most = Math.min(keepFrom - 1, oldest + MOST_PRUNED - 1);
  const cut = Math.min(most, lastToGo(database, limits, oldest, now));
  const last = cut < oldest ? null : rowAt(database, cut);
  if (last === null) return 0;
  const gone = cut - oldest + 1;
  const body = JSON.stringify({ links: linkOf(last), pruned: before + gone } satisfies Anchor);
  const { at } = last;
  const anchor = sealed(key, { seq: cut, epoch, at, kind: "anchor", body }, last.prev);
  database.exec("BEGIN IMMEDIATE");
  try {
    database.prepare("DELETE FROM rows WHERE seq <= ?").run(cut);
    database
      .prepare("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(anchor.seq, anchor.epoch, at, anchor.kind, body, anchor.prev, anchor.hash);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
  return gone;
}

/** The newest row that is over a limit. */
function lastToGo(database: DatabaseSync, limits: Limits, oldest: number, now: number): number {
  const newest = Number(database.prepare("SELECT max(seq) AS seq FROM rows").get()?.["seq"] ?? 0);
  const count = newest - oldest + 1;
  const byCount = newest - limits.maxRows;
  const before = new Date(now - limits.maxAgeMs).toISOString();
  // Walks from the oldest on and stops at the first that is young enough, however clocks have stepped.
  const young = database
    .prepare("SELECT seq FROM rows WHERE seq >= ? AND at >= ? ORDER BY seq LIMIT 1")
    .get(oldest, before);
  const byAge = Number(young?.["seq"] ?? newest + 1) - 1;
  const bySize = usedBytes(database) > limits.maxBytes * NEARLY_FULL ? oldest + count / 10 : 0;
  return Math.max(byCount, byAge, Math.floor(bySize));
}

function usedBytes(database: DatabaseSync): number {
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  return (pragma("page_count") - pragma("freelist_count")) * pragma("page_size");
}

function pruned(anchorBody: string | null): number {
  return anchorBody === null ? 0 : Number((JSON.parse(anchorBody) as Anchor).pruned);
}
