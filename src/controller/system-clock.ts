/** The machine's clocks. Longer waits than a Node timer can hold (2^31 ms) are taken in turns. */
import type { Clock } from "./ports.ts";

/** Beyond this a Node timer fires after 1 ms instead (nodejs/node#6956). */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => new Date(),
  after: (delayMs, fire) => {
    const due = performance.now() + (Number.isFinite(delayMs) ? Math.max(0, delayMs) : 0);
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = Math.max(0, due - performance.now());
      timer = setTimeout(left > LONGEST_TIMER_MS ? wait : fire, Math.min(left, LONGEST_TIMER_MS));
    };
    wait();
    return () => clearTimeout(timer);
  },
};
