/** Ids to positions, and things by the position of what they belong to. -1 stands for nothing. */

export type Index = ReadonlyMap<string, number>;

export function indexById(items: readonly { readonly id: string }[]): Index {
  return new Map(items.map((item, index) => [item.id, index]));
}

export function groupBy<T>(items: readonly T[], key: (item: T) => number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  items.forEach((item, index) => {
    const group = key(item);
    if (group >= 0) push(groups, group, index);
  });
  return groups;
}

export function push(groups: Map<number, number[]>, key: number, value: number): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

export function add(groups: Map<number, Set<number>>, key: number, value: number): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, new Set([value]));
  else group.add(value);
}

export function positionIn(index: Index, id: string | null): number {
  return id === null ? -1 : (index.get(id) ?? -1);
}

/** Things by what they have in common, in the order in which each group first appears. */
export function gathered<T, K>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = key(item);
    const found = groups.get(group);
    if (found === undefined) groups.set(group, [item]);
    else found.push(item);
  }
  return groups;
}
