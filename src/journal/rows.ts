/** Rows as they lie in the database. */
import type { DatabaseSync } from "node:sqlite";
import type { Link, Row, RowKind } from "./chain.ts";
import { linkOf } from "./chain.ts";

/** Rows are read in lots of this many, so that no reader holds the database for long. */
export const LOT = 500;

type Columns = Readonly<Record<string, unknown>>;

/** Rows from `seq` on in order, read in lots. */
export function* rowsFrom(database: DatabaseSync, seq: number): Generator<Row> {
  const select = database.prepare("SELECT * FROM rows WHERE seq >= ? ORDER BY seq LIMIT ?");
  for (let next = seq; ; ) {
    const lot = select.all(next, LOT).map(rowOf);
    yield* lot;
    const last = lot.at(-1);
    if (last === undefined || lot.length < LOT) return;
    next = last.seq + 1;
  }
}

export function rowAt(database: DatabaseSync, seq: number): Row | null {
  const found = database.prepare("SELECT * FROM rows WHERE seq = ?").get(seq);
  return found === undefined ? null : rowOf(found);
}

export function lastRow(database: DatabaseSync): Row | null {
  const found = database.prepare("SELECT * FROM rows ORDER BY seq DESC LIMIT 1").get();
  return found === undefined ? null : rowOf(found);
}

export function firstRow(database: DatabaseSync): Row | null {
  const found = database.prepare("SELECT * FROM rows ORDER BY seq LIMIT 1").get();
  return found === undefined ? null : rowOf(found);
}

/** The newest whole pictures, newest first. */
export function* pictures(database: DatabaseSync): Generator<Row> {
  const select = database.prepare(
    "SELECT * FROM rows WHERE kind = 'memory' AND seq < ? ORDER BY seq DESC LIMIT 1",
  );
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const found = select.get(before);
    if (found === undefined) return;
    const row = rowOf(found);
    yield row;
    before = row.seq;
  }
}

/** What the last row leaves for the next to follow; null in an empty journal. */
export function tip(database: DatabaseSync): Link | null {
  const last = lastRow(database);
  return last === null ? null : { seq: last.seq, hash: linkOf(last) };
}

function rowOf(columns: Columns): Row {
  const { seq, epoch, at, kind, body, prev, hash } = columns;
  return {
    seq: Number(seq),
    epoch: Number(epoch),
    at: String(at),
    kind: String(kind) as RowKind,
    body: String(body),
    prev: String(prev),
    hash: String(hash),
  };
}
