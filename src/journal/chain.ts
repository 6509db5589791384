/**
 * The chain: each row is sealed over its content and the seal of the row before it, so that a row that
 * is altered, missing or moved shows. SQLite's own check proves the file, not the history.
 */
import { createHmac } from "node:crypto";

/** `memory` is a whole picture; `anchor` stands for the rows that were pruned before it. */
export type RowKind = "entry" | "memory" | "anchor";

export interface RowContent {
  readonly seq: number;
  /** The start of the controller it belongs to, counted from 1. */
  readonly epoch: number;
  /** ISO wall time. */
  readonly at: string;
  readonly kind: RowKind;
  /** JSON. */
  readonly body: string;
}

export interface Row extends RowContent {
  readonly prev: string;
  readonly hash: string;
}

/** What the body of an anchor says. */
export interface Anchor {
  /** The seal of the last pruned row: what the next row follows. */
  readonly links: string;
  /** How many rows were pruned so far. */
  readonly pruned: number;
}

/** What the first row follows. */
export const GENESIS = "0".repeat(64);

export function sealed(key: Buffer, content: RowContent, prev: string): Row {
  return { ...content, prev, hash: sealOf(key, content, prev) };
}

function sealOf(key: Buffer, { seq, epoch, at, kind, body }: RowContent, prev: string): string {
  const canonical = JSON.stringify([seq, epoch, at, kind, body, prev]);
  return createHmac("sha256", key).update(canonical).digest("hex");
}

/** What the row after this one follows. */
export function linkOf(row: Row): string {
  if (row.kind !== "anchor") return row.hash;
  try {
    return String((JSON.parse(row.body) as Anchor).links);
  } catch {
    return "";
  }
}

/** Where a chain stands. */
export interface Link {
  readonly seq: number;
  readonly hash: string;
}

export const START: Link = { seq: 0, hash: GENESIS };

/** Looks at rows one after the other, from the first of a chain or from any row within it. */
export class ChainCheck {
  readonly #key: Buffer;
  #last: Link | null;

  /** @param after the link before the first row, or null to take the first row's word for it. */
  constructor(key: Buffer, after: Link | null) {
    this.#key = key;
    this.#last = after;
  }

  /** Gives what is wrong with the row, or null. */
  wrong(row: Row): string | null {
    const last = this.#last;
    const opens = last?.seq === 0 && row.kind === "anchor";
    if (sealOf(this.#key, row, row.prev) !== row.hash) return `row ${row.seq} was altered`;
    if (last !== null && !opens) {
      if (row.seq !== last.seq + 1) return `rows before row ${row.seq} are missing`;
      if (row.prev !== last.hash) return `row ${row.seq} does not follow the row before it`;
    }
    this.#last = { seq: row.seq, hash: linkOf(row) };
    return null;
  }
}
