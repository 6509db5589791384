/** Supplies form a tree by `fedBy`: nothing may feed itself, not even round three corners. */
import { type Finding, shown } from "../finding.ts";
import { type LooseSite, wordIn } from "../loose-site.ts";

export function feedingCycles(site: LooseSite): readonly Finding[] {
  const feeders = new Map(
    site.supplies.flatMap((supply) => {
      const [id, fedBy] = [wordIn(supply, "id"), wordIn(supply, "fedBy")];
      return id === undefined || fedBy === undefined ? [] : [[id, fedBy] as const];
    }),
  );
  const settled = new Set<string>();
  return site.supplies.flatMap((supply) => {
    const cycle = cycleFrom(wordIn(supply, "id"), feeders, settled);
    if (cycle === null) return [];
    const round = [...cycle, cycle[0] ?? ""].slice(0, 9).map(shown).join(" by ");
    return [
      {
        path: [...supply.path, "fedBy"],
        message: `feeds itself: ${round}`,
        mend: "leave `fedBy` out where the power comes from outside the site",
      },
    ];
  });
}

/** Follows the feeders up from one supply; each cycle is told once, at its first supply in the file. */
function cycleFrom(
  start: string | undefined,
  feeders: ReadonlyMap<string, string>,
  settled: Set<string>,
): readonly string[] | null {
  const way: string[] = [];
  const onWay = new Set<string>();
  let here = start;
  while (here !== undefined && !settled.has(here) && !onWay.has(here)) {
    way.push(here);
    onWay.add(here);
    here = feeders.get(here);
  }
  for (const id of way) settled.add(id);
  return here !== undefined && onWay.has(here) ? way.slice(way.indexOf(here)) : null;
}
