/** From what the journal gives back to what the engine starts from. */
import {
  type Memory,
  type Site,
  withAnswersInDoubt,
  withClockInDoubt,
  withTailInDoubt,
} from "../core/index.ts";
import type { Recalled } from "./ports.ts";

/** The same moment on the controller's clock and on the wall. */
interface Moment {
  readonly at: number;
  readonly wallMs: number;
}

/** What brings the memory onto this clock: the wall says for how long nobody ran. */
export function recall(
  site: Site,
  { state, doubt, unanswered }: Recalled,
  { at, wallMs }: Moment,
): { readonly memory: Memory | null; readonly shiftMs: number } {
  if (state === null)
    return { memory: doubt === null ? null : withTailInDoubt(site, null, at), shiftMs: 0 };
  const away = wallMs - state.wallMs;
  const answered = withAnswersInDoubt(site, state.memory, unanswered);
  const whole = doubt === null ? answered : withTailInDoubt(site, answered, at);
  return {
    memory: away < 0 ? withClockInDoubt(whole) : whole,
    shiftMs: at - state.memory.at - Math.max(0, away),
  };
}
