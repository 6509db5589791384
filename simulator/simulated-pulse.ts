/**
 * Feels the gaps of a simulated process as `ProcessTime` does, without its beat of every second: the
 * simulator knows for how long it stopped a process.
 */
import type { Pulse } from "../src/controller/ports.ts";
import { BEAT_MS, GAP_MS } from "../src/controller/process-time.ts";

export class SimulatedPulse implements Pulse {
  readonly #watching = new Set<() => void>();
  #lost = 0;

  /** The process goes on after so long. */
  stopped(ms: number): void {
    if (ms > BEAT_MS + GAP_MS) this.#lost += ms;
  }

  /** The first beat after a gap. */
  beat(): void {
    for (const fire of [...this.#watching]) fire();
  }

  lost(): number {
    return this.#lost;
  }

  lag(): number {
    return 0;
  }

  watch(fire: () => void): () => void {
    this.#watching.add(fire);
    return () => this.#watching.delete(fire);
  }
}
