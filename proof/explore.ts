/** The long form: `npm run explore -- [states of each site] [seconds]`. Prints the figures. */

import { exploreAll } from "./explore-all.ts";
import type { Findings } from "./explorer.ts";
import { INVARIANTS } from "./invariants/index.ts";

const statesEach = Number(process.argv[2] ?? 800_000);
const seconds = Number(process.argv[3] ?? 4 * 3_600);
const began = performance.now();

console.log("site                                         states  transitions  depth  seconds");
const all = await exploreAll({ statesEach, seconds }, (one) => {
  const { site, states, transitions, depth, complete } = one;
  console.log(
    `${site.padEnd(42)} ${String(states).padStart(8)} ${String(transitions).padStart(12)} ${String(depth).padStart(6)} ${one.seconds.toFixed(1).padStart(8)}${complete ? "  complete" : ""}`,
  );
});

const sum = (of: (one: Findings) => number) => all.reduce((so, one) => so + of(one), 0);
console.log(
  `\n${sum((one) => one.states)} states, ${sum((one) => one.transitions)} transitions, ${((performance.now() - began) / 1000).toFixed(0)} s, ${peakMb()} MB of memory at most\n`,
);
for (const { id, says } of INVARIANTS) {
  const broken = all.flatMap((one) => one.violations.filter(({ invariant }) => invariant === id));
  const seen = sum((one) => one.witnesses[id] ?? 0);
  console.log(
    `${id.padEnd(4)} ${String(seen).padStart(10)} witnesses, ${broken.length} violations  ${says}`,
  );
  for (const { story } of broken) console.log(`       ${story.join("\n       ")}`);
  if (broken.length > 0 || seen === 0) process.exitCode = 1;
}

/** All workers together; the system counts in KiB. */
function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
