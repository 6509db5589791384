/** What the bodies of rows say. */
import type { AnsweredRequest, JournalEntry, JournalState } from "../controller/ports.ts";
import type { Request } from "../core/index.ts";

/** An entry without its time, which is a column. */
export type EntryBody = Omit<JournalEntry, "at">;

/** A whole picture: what a start begins from. */
export interface PictureBody {
  readonly state: JournalState | null;
  /** Requests without an outcome yet, by their names. */
  readonly unanswered: readonly (readonly [string, Request])[];
  /** Requests that were answered; absent in what an earlier version kept. */
  readonly answered?: readonly AnsweredRequest[];
  /** Why this picture is not to be trusted wholly: it begins a journal after a damaged one. */
  readonly doubt: string | null;
}

export function entryText({ at: _, ...body }: JournalEntry): string {
  return JSON.stringify(body satisfies EntryBody);
}

export function pictureText(body: PictureBody): string {
  return JSON.stringify(body);
}
