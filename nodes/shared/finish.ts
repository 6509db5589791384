/** The one way out of an input handler: done, or done with an error that a Catch node sees. */
import type { Done, RuntimeNode } from "./node-red.ts";

/** What became of a message: `done` also when a request was refused, for a refusal is an answer. */
export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly mend: string };

export const DONE: Outcome = { ok: true };

export function bad(reason: string, mend: string): Outcome & { readonly ok: false } {
  return { ok: false, reason, mend };
}

/**
 * Runs a handler's work and reports its outcome. A rejection that left the handler would end the
 * whole of Node-RED, so nothing leaves here. Work that needs no waiting is done at once.
 */
export function finish(
  node: RuntimeNode,
  done: Done,
  work: () => Outcome | Promise<Outcome>,
): void {
  try {
    const outcome = work();
    if (outcome instanceof Promise) {
      outcome
        .then((late) => report(done, late))
        .catch((error: unknown) => failed(node, done, error));
    } else report(done, outcome);
  } catch (error) {
    failed(node, done, error);
  }
}

function report(done: Done, outcome: Outcome): void {
  if (outcome.ok) done();
  else done(new Error(`${outcome.reason}. ${outcome.mend}`));
}

function failed(node: RuntimeNode, done: Done, error: unknown): void {
  const problem = error instanceof Error ? error : new Error(String(error));
  try {
    done(problem);
  } catch {
    node.error(problem);
  }
}
