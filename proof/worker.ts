/** One worker: explores the small sites that it is given, one after the other. */
import { parentPort } from "node:worker_threads";
import { explore } from "./explorer.ts";
import { INVARIANTS } from "./invariants/index.ts";
import { smallSite } from "./small-sites.ts";

export interface Errand {
  readonly site: string;
  readonly maxStates: number;
  readonly maxSeconds: number;
}

parentPort?.on("message", ({ site, maxStates, maxSeconds }: Errand) => {
  parentPort?.postMessage(explore(smallSite(site), INVARIANTS, { maxStates, maxSeconds }));
});
