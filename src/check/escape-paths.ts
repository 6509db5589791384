/** Which delayed doors stand one after the other on a way out. */
import { gathered } from "../core/indexing.ts";
import { type DoorDescription, OUTSIDE } from "../core/site.ts";

type Delayed = (door: DoorDescription) => DoorDescription | null;

/**
 * Gives, for a door, a delayed door that still lies between it and outside on a shortest way out; null
 * where there is none. Only steps that come nearer to outside count, so that nobody is sent in circles.
 */
export function delayedDoorsBehind(doors: readonly DoorDescription[]): Delayed {
  if (!doors.some(({ delayedEgress }) => delayedEgress !== null)) return () => null;
  const into = gathered(doors, ({ to }) => to);
  const steps = new Map([[OUTSIDE, 0]]);
  const ahead = new Map<string, DoorDescription | null>([[OUTSIDE, null]]);
  const queue = [OUTSIDE];
  // The queue grows while it is walked.
  for (const area of queue) {
    const beyond = ahead.get(area) ?? null;
    const step = (steps.get(area) ?? 0) + 1;
    for (const door of into.get(area) ?? []) {
      const known = steps.get(door.from);
      if (known === undefined) {
        steps.set(door.from, step);
        queue.push(door.from);
      }
      // Breadth first: every door into the next ring is seen before that ring's own turn comes.
      if (known !== undefined && known !== step) continue;
      const delayed = door.delayedEgress === null ? beyond : door;
      ahead.set(door.from, ahead.get(door.from) ?? delayed);
    }
  }
  return (door) => ahead.get(door.to) ?? null;
}
