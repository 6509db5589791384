/** The power tree with ids turned into positions: what feeds what, and what hangs on it. */
import type { CompiledDoor, CompiledLock, CompiledSupply } from "./compiled.ts";
import { add, groupBy, type Index, positionIn } from "./indexing.ts";
import type { SiteDescription, SupplyDescription } from "./site.ts";

export function compileSupplies(
  description: SiteDescription,
  indexes: { readonly supply: Index },
  doors: readonly CompiledDoor[],
  locks: readonly CompiledLock[],
): readonly CompiledSupply[] {
  const fed = new Map<number, Set<number>>();
  for (const door of doors) {
    for (const lock of door.locks) add(fed, lock.supply, door.index);
    for (const supply of [door.holderSupply, door.holderMains])
      if (supply >= 0) add(fed, supply, door.index);
  }
  const locksOn = groupBy(locks, (lock) => lock.supply);
  const watching = groupBy(description.sensors, (sensor) =>
    positionIn(indexes.supply, sensor.supply),
  );
  const watts = loads(description.supplies, indexes.supply, locks);
  return description.supplies.map((supply, index) => ({
    index,
    id: supply.id,
    description: supply,
    fedBy: positionIn(indexes.supply, supply.fedBy),
    sensors: watching.get(index) ?? [],
    doors: [...(fed.get(index) ?? [])],
    locks: locksOn.get(index) ?? [],
    loadWatts: watts[index] ?? 0,
  }));
}

/** Watts on each supply, what it feeds included: children are added to parents from the leaves up. */
function loads(
  supplies: readonly SupplyDescription[],
  index: Index,
  locks: readonly CompiledLock[],
): readonly number[] {
  const watts = supplies.map(() => 0);
  for (const { supply, description } of locks)
    if (supply >= 0) watts[supply] = (watts[supply] ?? 0) + (description.watts ?? 0);
  for (const child of parentsFirst(supplies, index).toReversed()) {
    const parent = positionIn(index, supplies[child]?.fedBy ?? null);
    if (parent >= 0) watts[parent] = (watts[parent] ?? 0) + (watts[child] ?? 0);
  }
  return watts;
}

/** The mains at the root of a supply, or -1 where it hangs on none. */
export function mainsOf(
  supplies: readonly SupplyDescription[],
  index: Index,
  from: number,
): number {
  let at = from;
  for (let hops = 0; hops <= supplies.length; hops += 1) {
    const supply = supplies[at];
    if (supply === undefined) return -1;
    if (supply.fedBy === null) return supply.kind === "mains" ? at : -1;
    at = positionIn(index, supply.fedBy);
  }
  return -1;
}

export function parentsFirst(
  supplies: readonly SupplyDescription[],
  index: Index,
): readonly number[] {
  const order: number[] = [];
  const placed = new Set<number>();
  const place = (at: number): void => {
    if (at < 0 || placed.has(at)) return;
    placed.add(at);
    place(positionIn(index, supplies[at]?.fedBy ?? null));
    order.push(at);
  };
  supplies.forEach((_, at) => {
    place(at);
  });
  return order;
}
