/** Feeds one adapter. A message that it throws at, or answers wrongly, is given back. */
import { dice, hashOf } from "../dice.ts";
import type { Adapter } from "./adapters.ts";
import { mutated } from "./mutate.ts";

export interface Fuzzed {
  readonly adapter: string;
  readonly inputs: number;
  readonly seconds: number;
  /** The longest that one message took, in ms. */
  readonly slowestMs: number;
  readonly failure: {
    readonly input: number;
    readonly payload: string;
    readonly why: string;
  } | null;
}

export function fuzz(adapter: Adapter, inputs: number, seed = 1): Fuzzed {
  const rolled = dice(hashOf(adapter.name) + seed);
  const began = performance.now();
  let slowestMs = 0;
  let failure: Fuzzed["failure"] = null;
  let input = 0;
  for (; input < inputs && failure === null; input += 1) {
    const payload = mutated(rolled, adapter.corpus);
    const fed = performance.now();
    const why = answered(adapter, payload, rolled);
    slowestMs = Math.max(slowestMs, performance.now() - fed);
    if (why !== null) failure = { input, payload: payload.toString("latin1").slice(0, 500), why };
  }
  const seconds = (performance.now() - began) / 1_000;
  return { adapter: adapter.name, inputs: input, seconds, slowestMs, failure };
}

function answered(
  adapter: Adapter,
  payload: Buffer,
  rolled: ReturnType<typeof dice>,
): string | null {
  try {
    return adapter.feed(payload, rolled);
  } catch (error) {
    return error instanceof Error ? `threw ${error.name}: ${error.message}` : "threw";
  }
}
