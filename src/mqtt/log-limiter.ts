/** A log that a flood can't fill: one line a second for each subject, with how many it stands for. */
import type { Log } from "../open-site.ts";

const LINE_EVERY_MS = 1_000;
const MAX_SUBJECTS = 1_000;

interface Subject {
  saidAt: number;
  swallowed: number;
}

/** @param now milliseconds on a clock that never steps. */
export function limitedLog(
  log: Log,
  now: () => number = () => performance.now(),
): (subject: string, message: string) => void {
  const subjects = new Map<string, Subject>();
  return (subject, message) => {
    const known = subjects.get(subject);
    const at = now();
    if (known !== undefined && at - known.saidAt < LINE_EVERY_MS) {
      known.swallowed += 1;
      return;
    }
    const more =
      known === undefined || known.swallowed === 0 ? "" : ` (and ${known.swallowed} more like it)`;
    subjects.delete(subject);
    subjects.set(subject, { saidAt: at, swallowed: 0 });
    const oldest = subjects.keys().next();
    if (subjects.size > MAX_SUBJECTS && !oldest.done) subjects.delete(oldest.value);
    log("warn", `${subject}: ${message}${more}`);
  };
}
