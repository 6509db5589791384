/** What was answered to whom, so that a request that is told twice acts once, also over a restart. */
import type { AnsweredRequest } from "../controller/ports.ts";
import type { Result } from "../core/input.ts";

/** Answers kept, so that the same request told twice acts once. */
export const MAX_ANSWERS_KEPT = 1_000;

export interface Asker {
  readonly by: string;
  readonly proven: boolean;
}

export interface AnswerBook {
  get(id: string, asker: Asker): Promise<Result> | undefined;
  put(id: string, asker: Asker, answer: Promise<Result>): void;
}

/**
 * Proven requests have pages of their own: nobody without a proof can use up the id of one, nor push
 * its answer out of the book.
 *
 * @param earlier what an earlier run answered, oldest first.
 */
export function createAnswerBook(
  earlier: readonly AnsweredRequest[],
  isGuarded: (name: string) => boolean,
): AnswerBook {
  const proven = new Map<string, Promise<Result>>();
  const others = new Map<string, Promise<Result>>();
  const pageOf = (id: string, asker: Asker) =>
    asker.proven ? { page: proven, name: `${asker.by}\n${id}` } : { page: others, name: id };

  const book: AnswerBook = {
    get(id, asker) {
      const { page, name } = pageOf(id, asker);
      return page.get(name);
    },
    put(id, asker, answer) {
      const { page, name } = pageOf(id, asker);
      page.set(name, answer);
      const oldest = page.keys().next();
      if (page.size > MAX_ANSWERS_KEPT && !oldest.done) page.delete(oldest.value);
    },
  };
  for (const { id, by, result } of earlier)
    book.put(id, { by, proven: isGuarded(by) }, Promise.resolve(result));
  return book;
}
