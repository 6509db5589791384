/** Every small site, on as many workers as there are cores. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Findings } from "./explorer.ts";
import { SMALL_SITES } from "./small-sites.ts";
import type { Errand } from "./worker.ts";

export interface Budget {
  /** How many states of each site. */
  readonly statesEach: number;
  /** For all sites together, by the clock; without it nothing but the states ends a site. */
  readonly seconds?: number;
}

/** Of one worker: its frontier is all that grows with the states, and some of it is shared. */
const MOST_HEAP_MB = 6_000;

/** Room for what a few thousand steps throw away, so that the frontier is not copied about for it. */
const YOUNG_HEAP_MB = 96;

/** Explores all sites and gives their findings in the order of the sites. Ends within the budget. */
export async function exploreAll(
  { statesEach, seconds = Number.POSITIVE_INFINITY }: Budget,
  found: (findings: Findings) => void = () => {},
): Promise<readonly Findings[]> {
  const ends = performance.now() + seconds * 1000;
  const waiting = SMALL_SITES.map(({ name }) => name);
  const all = new Map<string, Findings>();
  const crew = Math.max(1, Math.min(availableParallelism(), 8));
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      resourceLimits: {
        maxOldGenerationSizeMb: MOST_HEAP_MB,
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      },
    });
    try {
      for (let site = waiting.shift(); site !== undefined; site = waiting.shift()) {
        const left = Math.max(0, ends - performance.now()) / 1000;
        const maxSeconds = (left * crew) / (waiting.length + crew);
        const findings = await answer(worker, { site, maxStates: statesEach, maxSeconds });
        all.set(site, findings);
        found(findings);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: crew }, work));
  return SMALL_SITES.flatMap(({ name }) => all.get(name) ?? []);
}

function answer(worker: Worker, errand: Errand): Promise<Findings> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.postMessage(errand);
  });
}
