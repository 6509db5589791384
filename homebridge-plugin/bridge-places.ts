/** Which accessory sits on which HomeKit bridge. Pure; who has a place keeps it. */
import { MAX_ACCESSORIES } from "./plan.ts";

/** Bridge 0 is Homebridge's own (or the child bridge); every further one has a release tile of its own. */
export const MAX_BRIDGES = 200;

/** The number of the bridge, by the accessory's kind and id. */
export type Places = Readonly<Record<string, number>>;

/** How many accessories of the site a bridge holds. */
export function capacityOf(bridge: number): number {
  return bridge === 0 ? MAX_ACCESSORIES : MAX_ACCESSORIES - 1;
}

/**
 * Gives each wanted accessory a place. Nothing that has one is ever moved: Home would lose its room and
 * its automations. New ones go to the last bridge with room, so that a bridge fills up before there is
 * another; what is no longer wanted gives its place up. Who finds none is missing in the answer.
 */
export function assignPlaces(wanted: readonly string[], kept: Places): Places {
  const places = new Map<string, number>();
  const taken: number[] = [0];
  const take = (key: string, bridge: number) => {
    places.set(key, bridge);
    while (taken.length <= bridge) taken.push(0);
    taken[bridge] = (taken[bridge] ?? 0) + 1;
  };
  for (const key of wanted) {
    const bridge = Object.hasOwn(kept, key) ? kept[key] : undefined;
    if (bridge !== undefined && isBridge(bridge) && (taken[bridge] ?? 0) < capacityOf(bridge))
      take(key, bridge);
  }
  for (const key of wanted) {
    if (places.has(key)) continue;
    const bridge = lastWithRoom(taken);
    if (bridge < MAX_BRIDGES) take(key, bridge);
  }
  return Object.fromEntries(places);
}

function lastWithRoom(taken: readonly number[]): number {
  for (let bridge = taken.length - 1; bridge >= 0; bridge -= 1)
    if ((taken[bridge] ?? 0) < capacityOf(bridge)) return bridge;
  return taken.length;
}

function isBridge(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < MAX_BRIDGES;
}
