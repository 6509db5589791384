/** The machine's clocks. Longer waits than a Node timer can hold (2^31 ms) are taken in turns. */
import { uptime } from "node:os";
import { ProcessTime } from "./process-time.ts";

export const systemClock = new ProcessTime({
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  uptime: () => uptime() * 1_000,
});
