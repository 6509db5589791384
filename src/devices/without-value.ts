/** A message that tells of a sensor's battery or cover, and nothing of what it senses. */
import type { Companions } from "../readings/reading.ts";
import type { Heard } from "./device-profile.ts";

/** What such a message says; null when it says nothing of them either. */
export function withoutValue({ battery, tamper }: Companions, by: string): Heard | null {
  if (battery === undefined && tamper === undefined) return null;
  return {
    ...(battery === undefined ? {} : { battery }),
    ...(tamper === undefined ? {} : { tamper }),
    by,
  };
}
