/** What each program takes to start, and of memory: with Egress, and without. */
import { fileURLToPath } from "node:url";
import { quantile } from "./figures.ts";
import { siteFile } from "./folders.ts";
import { startHomebridge } from "./homebridge.ts";
import { startNodeRed } from "./node-red.ts";
import { Program } from "./program.ts";
import type { LeanCell } from "./results.ts";
import { benchSite } from "./wire/site.ts";

/** Until nothing of the start is under way any more. */
const SETTLED_MS = 3_000;

const NONE = { kind: "none" };

type Starts = Readonly<Record<string, () => Promise<Program>>>;

const STARTS: Starts = {
  "Homebridge, no plugin": async () => (await startHomebridge({ platform: null })).program,
  "Homebridge, Egress with 0 doors": () => homebridgeWith(0),
  "Homebridge, Egress with 1 door": () => homebridgeWith(1),
  "Homebridge, Egress with 101 doors": () => homebridgeWith(101),
  "Node-RED, empty": () => startNodeRed([TAB], { egress: false }),
  "Node-RED, package loaded": () => startNodeRed([TAB], { egress: true }),
  "Node-RED, site with 1 door": () => nodeRedWith(1),
  "Node-RED, site with 1,001 doors": () => nodeRedWith(1_001),
  "egress run, 1 door": () => egressRun(1),
  "egress run, 1,000 doors": () => egressRun(1_000),
};

const TAB = { id: "tab", type: "tab", label: "Bench" };

export async function measureLean(rounds: number): Promise<readonly LeanCell[]> {
  const seen = new Map(Object.keys(STARTS).map((name) => [name, { ms: [], mb: [] } as Sums]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, start] of Object.entries(STARTS)) {
      const program = await start();
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
      seen.get(name)?.ms.push(program.startedIn);
      seen.get(name)?.mb.push(program.megabytes);
      await program.stop();
    }
  }
  return [...seen].map(([program, { ms, mb }]) => ({
    program,
    startMs: quantile(ms, 0.5),
    megabytes: quantile(mb, 0.5),
  }));
}

interface Sums {
  readonly ms: number[];
  readonly mb: number[];
}

async function homebridgeWith(doors: number): Promise<Program> {
  const site = benchSite({ subject: "lean", doors });
  // Without a site nothing is opened: what loading the plugin alone takes.
  const platform = doors === 0 ? {} : { mode: "authority", site, broker: NONE };
  return (await startHomebridge({ platform })).program;
}

async function nodeRedWith(doors: number): Promise<Program> {
  const text = JSON.stringify(benchSite({ subject: "lean", doors }));
  const site = { id: "site", type: "egress-site", version: 1, mode: "authority" };
  const flow = [TAB, { ...site, source: "file", file: "site.json", broker: "none" }];
  return startNodeRed(flow, { egress: true, files: { "site.json": text } });
}

async function egressRun(doors: number): Promise<Program> {
  const file = siteFile(benchSite({ subject: "lean", doors }));
  const script = [fileURLToPath(new URL("../dist/src/cli/bin.js", import.meta.url)), "run", file];
  return Program.start({ script: [...script, "--broker-port", "0"], ready: / runs: / });
}
