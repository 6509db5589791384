/** Everything on a site that has an id. Areas, supplies, sensors, doors, locks and holders share one namespace. */
import { OUTSIDE } from "../../core/site.ts";
import { type Finding, formatPath, type Path, shown } from "../finding.ts";
import { type LooseSite, type Part, said, wordIn } from "../loose-site.ts";

export type Noun = "area" | "supply" | "sensor" | "door" | "lock" | "holder" | "schedule";

export interface Named {
  readonly noun: Noun;
  readonly part: Part;
}

export interface Names {
  get(id: string): Named | undefined;
  /** Ids of one noun, in the order of the file. */
  all(noun: Noun): readonly string[];
}

export function namesOf(site: LooseSite): { names: Names; findings: readonly Finding[] } {
  const named = new Map<string, Named>();
  const ids = new Map<Noun, string[]>();
  const findings: Finding[] = [];
  for (const { noun, part } of namedParts(site)) {
    const id = wordIn(part, "id");
    if (id === undefined) continue;
    const path = [...part.path, "id"];
    const earlier = named.get(id);
    if (earlier !== undefined) findings.push(taken(path, id, formatPath(earlier.part.path)));
    else if (id === OUTSIDE) findings.push(...outside(path, noun, part));
    if (earlier !== undefined) continue;
    named.set(id, { noun, part });
    const sameNoun = ids.get(noun);
    if (sameNoun === undefined) ids.set(noun, [id]);
    else sameNoun.push(id);
  }
  const names: Names = { get: (id) => named.get(id), all: (noun) => ids.get(noun) ?? [] };
  return { names, findings };
}

function* namedParts(site: LooseSite): Generator<Named> {
  for (const part of site.areas) yield { noun: "area", part };
  for (const part of site.supplies) yield { noun: "supply", part };
  for (const part of site.sensors) yield { noun: "sensor", part };
  for (const door of site.doors) {
    yield { noun: "door", part: door };
    for (const part of door.locks) yield { noun: "lock", part };
    if (door.holder !== null) yield { noun: "holder", part: door.holder };
  }
  for (const part of site.schedules) yield { noun: "schedule", part };
}

function taken(path: Path, id: string, by: string): Finding {
  return {
    path,
    message: `${shown(id)} is taken: ${by} has it already`,
    mend: "give each area, supply, sensor, door, lock and holder an id of its own",
  };
}

function outside(path: Path, noun: Noun, part: Part): readonly Finding[] {
  if (noun !== "area")
    return [
      {
        path,
        message: "`outside` is the area that always exists",
        mend: `give the ${noun} another id`,
      },
    ];
  if (said(part, "occupied") === false) return [];
  return [
    {
      path,
      message: "`outside` always exists and is never occupied",
      mend: "remove the entry, or write `occupied: false`",
    },
  ];
}
