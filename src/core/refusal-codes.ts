/** What each refusal means, for the docs and for whoever maps codes to words of their own. */
import type { RefusalCode } from "./input.ts";

export const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  "manual-release": "The emergency release at the door is pulled. It is put back there, by hand.",
  "fire-latched": "Fire, or a drill, released the door. Reset the fire or end the drill first.",
  "gas-latched": "Gas or CO released the door. Reset it first.",
  lockdown: "Lockdown stands over the door. Release the lockdown first.",
  "no-power": "A lock of the door has no power.",
  "no-link": "A lock's device, or the authority, can't be reached.",
  "still-in-alarm":
    "A detector that set off the alarm was in alarm when last heard. Clear or isolate it.",
  "nothing-to-reset": "No fire or gas is latched there.",
  "unknown-door": "The site has no door of that id.",
  "unknown-area": "The site has no area of that id.",
  "unknown-sensor": "The site has no sensor of that id.",
  stale:
    "The request is too old, or does not say when it was made. Echo the challenge of `status`, or send `at`.",
  retained: "The request was kept by the broker. Send it without the retain flag.",
  "not-permitted": "Who asked may not do that on this site, or nobody may.",
  "not-recorded": "The journal can't keep it, so it is not done. Releases for life still are.",
  "fire-rated":
    "The strike of a fire-rated door must hold its latch while fire stands. The handle opens it.",
  "door-open": "A bolt is not thrown at a door that stands open. Close it first.",
  "bad-input": "The input makes no sense; the reason says where.",
};
