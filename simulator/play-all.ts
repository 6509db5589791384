/** Many sites, on as many workers as there are cores. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { DayOptions, DayOutcome } from "./day.ts";

const MOST_WORKERS = 8;

/** Plays all of them and gives the outcomes in the order in which they end. */
export async function playAll(
  errands: readonly DayOptions[],
  ended: (outcome: DayOutcome) => void,
  most: number = MOST_WORKERS,
): Promise<void> {
  const waiting = [...errands];
  const crew = Math.max(1, Math.min(availableParallelism(), most, errands.length));
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        ended(await answer(worker, next));
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: crew }, work));
}

function answer(worker: Worker, errand: DayOptions): Promise<DayOutcome> {
  return new Promise((resolve, reject) => {
    const fails = (error: Error) => reject(new Error(`seed ${errand.seed}`, { cause: error }));
    worker.once("error", fails);
    worker.once("message", (outcome: DayOutcome) => {
      worker.off("error", fails);
      resolve(outcome);
    });
    worker.postMessage(errand);
  });
}
