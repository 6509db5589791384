/** Why a door is as it is: the demand that wins, what it came from, who would be next, and how it came. */
import {
  because,
  compileSite,
  demandSentence,
  demandsOn,
  doorView,
  EVENTS,
  type SiteDescription,
  type SiteEvent,
  type SiteState,
  start,
  step,
} from "../core/index.ts";
import type { ReplayEvent } from "./replay.ts";

export interface Explanation {
  /** One sentence. */
  readonly because: string;
  readonly locks: readonly string[];
  /** Who would win if the winner gave way, in order. */
  readonly runnersUp: readonly string[];
  /** What happened to this door, and around it, in order. */
  readonly story: readonly { readonly at: number; readonly text: string }[];
}

/** Plays a history and explains one door at its end; null when the site has no such door. */
export function explain(
  description: SiteDescription,
  history: Iterable<ReplayEvent>,
  doorId: string,
): Explanation | null {
  const site = compileSite(description);
  const door = site.doors[site.doorIndex.get(doorId) ?? -1];
  if (door === undefined) return null;
  const concerns = concernOf(description, doorId);
  let state: SiteState = start(site, {
    at: 0,
    memory: "at-rest",
    shiftMs: 0,
    inputsRead: true,
  }).state;
  const story: { at: number; text: string }[] = [];
  for (const event of history) {
    const done = step(site, state, event, event.at);
    state = done.state;
    for (const happened of done.events)
      if (concerns(happened)) story.push({ at: event.at, text: eventSentence(happened) });
  }
  const view = doorView(site, state, door.index);
  if (view === undefined) return null;
  const [, ...others] = demandsOn(state, door);
  return {
    because: because(site, view),
    locks: Object.entries(view.locks).map(
      ([id, lock]) =>
        `${id}: ${lock.bolt}, ${BASIS[lock.basis]}; told ${lock.ordered}, reported ${lock.reported}, supply ${lock.supply}`,
    ),
    runnersUp: others.map((one) => `${one.slot} ${one.name}: ${demandSentence(site, one)}`),
    story,
  };
}

const BASIS = {
  sensed: "as the lock says",
  inferred: "as physics leaves no other answer",
  ordered: "as far as it was told",
  none: "and nothing is known of it",
} as const;

/** Events of the door itself, of its locks, and of the areas and supplies that can move it. */
function concernOf(site: SiteDescription, doorId: string): (event: SiteEvent) => boolean {
  const door = site.doors.find(({ id }) => id === doorId);
  if (door === undefined) return () => false;
  const locks = new Set(door.locks.map(({ id }) => id));
  const areas = door.servesAreas ?? (door.exit ? null : [door.from, door.to]);
  const supplies = new Set(door.locks.map(({ supply }) => supply));
  return (event) => {
    if (event["door"] !== undefined) return event["door"] === doorId;
    if (typeof event["lock"] === "string") return locks.has(event["lock"]);
    if (typeof event["supply"] === "string") return supplies.has(event["supply"]);
    if (typeof event["area"] === "string") return areas === null || areas.includes(event["area"]);
    return true;
  };
}

function eventSentence(event: SiteEvent): string {
  const { type, ...fields } = event;
  const said = Object.hasOwn(EVENTS, type) ? EVENTS[type as keyof typeof EVENTS] : type;
  const details = Object.entries(fields)
    .filter(
      ([key, value]) => key !== "cause" && (typeof value === "string" || typeof value === "number"),
    )
    .map(([key, value]) => `${key} ${value}`);
  return details.length === 0 ? said : `${said} (${details.join(", ")})`;
}
