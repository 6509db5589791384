/**
 * One node for every door of a site: the orders of one decision leave in one send, however many doors
 * they are for, and a message is for the door that its topic or its request names.
 */
import type { DoorDescription, SiteDescription } from "../../src/core/site.ts";
import type { SiteHandle } from "../../src/site-handle.ts";
import type { Message, NodeStatus } from "../shared/node-red.ts";
import type { DoorTopics } from "./door-message.ts";

/** What stands in the form in place of a door's id. */
export const EVERY_DOOR = "*";

/** The door that a message is for: by a request's `door`, or by the id of it, of its lock or its contact as topic. */
export function doorMeant(message: Message, site: SiteDescription): DoorTopics | null {
  const { payload, topic } = message;
  const asked =
    typeof payload === "object" && payload !== null && Object.hasOwn(payload, "door")
      ? (payload as { readonly door?: unknown }).door
      : undefined;
  const name = asked ?? topic;
  const door = typeof name === "string" ? doorsByName(site).get(name) : undefined;
  return door === undefined ? null : topicsOf(door);
}

export function topicsOf({ id, locks, contact }: DoorDescription): DoorTopics {
  return { door: id, locks: locks.map((lock) => lock.id), contact };
}

/** How many doors there are, and how many of them are open to anybody, or want somebody to look. */
export function doorsStatus(handle: SiteHandle): NodeStatus {
  const doors = handle.description?.doors ?? [];
  let [unlocked, blocked] = [0, 0];
  for (const { id } of doors) {
    const state = handle.door(id);
    if (state?.outside === "unlocked") unlocked += 1;
    if (state?.egress === "blocked") blocked += 1;
  }
  const words = [
    `${doors.length} doors`,
    ...(unlocked === 0 ? [] : [`${unlocked} unlocked`]),
    ...(blocked === 0 ? [] : [`${blocked} blocked`]),
  ];
  const fill = blocked > 0 ? "red" : unlocked > 0 ? "blue" : "green";
  return { fill, shape: "ring", text: words.join(" · ") };
}

/** Made once for one description: a site may have ten thousand doors, and each message asks. */
const names = new WeakMap<SiteDescription, ReadonlyMap<string, DoorDescription>>();

function doorsByName(site: SiteDescription): ReadonlyMap<string, DoorDescription> {
  const known = names.get(site);
  if (known !== undefined) return known;
  const made = new Map<string, DoorDescription>();
  for (const door of site.doors) {
    made.set(door.id, door);
    for (const { id } of door.locks) made.set(id, door);
    if (door.contact !== null) made.set(door.contact, door);
  }
  names.set(site, made);
  return made;
}
