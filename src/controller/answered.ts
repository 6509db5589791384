/** Requests that an earlier run dealt with: the same message told again must not be done again. */
import type { Result } from "../core/index.ts";
import type { AnsweredRequest, Recalled } from "./ports.ts";

/** Answers that are remembered; a request older than these is stale anyhow. */
export const MAX_ANSWERS_REMEMBERED = 1_000;

/** It may have been done and it may not, so it is neither done again nor called done. */
const INTERRUPTED: Result = {
  ok: false,
  code: "not-recorded",
  reason: "The authority was interrupted while it did this: look at the door, and ask anew.",
};

/** Everything that was answered, and everything that was begun, oldest first. */
export function answeredBefore({
  answered = [],
  unanswered,
}: Pick<Recalled, "answered" | "unanswered">): readonly AnsweredRequest[] {
  const begun = unanswered.flatMap(({ id, by }) =>
    id === undefined ? [] : [{ id, by, result: INTERRUPTED }],
  );
  return [...answered, ...begun];
}
