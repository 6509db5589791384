/** `npm run faults`: the tests with real processes in their long form, one after the other. */
import { spawnSync } from "node:child_process";

const LONG = [
  ["test/journal/kill.test.ts", "EGRESS_KILLS", "2000"],
  ["test/journal/damage.test.ts", "EGRESS_IMAGES", "2500"],
  ["test/faults/partition.test.ts", "EGRESS_CUTS", "500"],
] as const;

const only = process.argv[2] ?? "";
for (const [file, variable, times] of LONG) {
  if (!file.includes(only)) continue;
  const { status } = spawnSync("npx", ["vitest", "run", file], {
    stdio: "inherit",
    env: { ...process.env, [variable]: process.argv[3] ?? times },
  });
  if (status !== 0) process.exitCode = 1;
}
