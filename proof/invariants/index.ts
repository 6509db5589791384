/** Every promise that is asked after. The ids are those of the reliability note; D and T are ours. */
import type { Invariant } from "../invariant.ts";
import { FIRE_RELEASE } from "./fire-release.ts";
import { LATCHES } from "./latches.ts";
import { MACHINE } from "./machine.ts";
import { OBSERVING } from "./observing.ts";
import { PEOPLE } from "./people.ts";
import { REACH } from "./reach.ts";
import { REPETITION } from "./repetition.ts";
import { UNLOCKING } from "./unlocking.ts";

export const INVARIANTS: readonly Invariant[] = [
  ...FIRE_RELEASE,
  ...LATCHES,
  ...REACH,
  ...UNLOCKING,
  ...REPETITION,
  ...PEOPLE,
  ...OBSERVING,
  ...MACHINE,
];
