/** `npm run fuzz -- [INPUTS] [ADAPTER...]`: a million inputs for each adapter, or for those named. */
import { ADAPTERS } from "./adapters.ts";
import { fuzz } from "./fuzz.ts";

const [, , count = "1000000", ...names] = process.argv;
const chosen = ADAPTERS.filter(
  ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
);
// The adapters catch what JSON.parse throws; nobody reads those traces.
Error.stackTraceLimit = 0;
for (const adapter of chosen) {
  const { inputs, seconds, slowestMs, failure } = fuzz(adapter, Number(count));
  const rate = Math.round(inputs / seconds);
  console.log(
    `${adapter.name.padEnd(36)} ${String(inputs).padStart(8)} inputs  ${String(rate).padStart(7)}/s  slowest ${slowestMs.toFixed(1)} ms  ${failure === null ? "ok" : JSON.stringify(failure)}`,
  );
  if (failure !== null) process.exitCode = 1;
}
