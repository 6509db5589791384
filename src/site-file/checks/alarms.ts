/** Alarm rules that contradict each other or could never be met, and a lease too short to be renewed. */
import { parseDuration } from "../duration.ts";
import { type Finding, shown } from "../finding.ts";
import { type LooseSite, said, wordIn } from "../loose-site.ts";
import { parseVote } from "../vote.ts";

/** A lease survives two renewals that are lost on the way, but not three. */
const RENEWALS_IN_A_LEASE = 3;

export function contradictoryAlarms(site: LooseSite): readonly Finding[] {
  return [
    ...repeatedAreas(site),
    ...unreachableVotes(site),
    ...secondOpinions(site, "onIntrusion"),
    ...secondOpinions(site, "lockdownEnds"),
  ];
}

function repeatedAreas(site: LooseSite): readonly Finding[] {
  const seen = new Set<string>();
  return site.alarms.flatMap((alarm) => {
    const area = wordIn(alarm, "area");
    if (area === undefined) return [];
    if (!seen.has(area)) {
      seen.add(area);
      return [];
    }
    return [
      {
        path: [...alarm.path, "area"],
        message: `${shown(area)} has an alarm rule already`,
        mend: "keep one rule for each area",
      },
    ];
  });
}

function unreachableVotes(site: LooseSite): readonly Finding[] {
  const detectors = new Map<string, number>();
  for (const sensor of site.sensors) {
    const [kind, area] = [wordIn(sensor, "kind"), wordIn(sensor, "area")];
    // A call point never votes: a person has looked already.
    if (area === undefined || (kind !== "smoke" && kind !== "heat")) continue;
    detectors.set(area, (detectors.get(area) ?? 0) + 1);
  }
  return site.alarms.flatMap((alarm) => {
    const [area, vote] = [wordIn(alarm, "area"), parseVote(said(alarm, "vote"))];
    if (area === undefined || !("value" in vote) || vote.value === "any") return [];
    const there = detectors.get(area) ?? 0;
    if (vote.value.of <= there) return [];
    const count = there === 1 ? "1 smoke or heat detector" : `${there} smoke or heat detectors`;
    return [
      {
        path: [...alarm.path, "vote"],
        message: `counts on ${vote.value.of} detectors, and ${shown(area)} has ${count}`,
        mend: "add detectors to the area, or write `any`",
      },
    ];
  });
}

/** The same question may be answered at the top or in `alarms`, but not in two ways. */
function secondOpinions(site: LooseSite, key: "onIntrusion" | "lockdownEnds"): readonly Finding[] {
  const answers = [...site.alarms, site].filter((part) => wordIn(part, key) !== undefined);
  const first = answers[0];
  if (first === undefined) return [];
  return answers
    .filter((part) => wordIn(part, key) !== wordIn(first, key))
    .map((part) => ({
      path: [...part.path, key],
      message: `says ${shown(said(part, key))}, and another place says ${shown(said(first, key))}`,
      mend: `say \`${key}\` once`,
    }));
}

export function shortLease({ lease }: LooseSite): readonly Finding[] {
  if (lease === null) return [];
  const ttlMs = parseDuration(wordIn(lease, "ttl") ?? "60s");
  const renewMs = parseDuration(wordIn(lease, "renew") ?? "");
  if (ttlMs === null || renewMs === null || renewMs * RENEWALS_IN_A_LEASE <= ttlMs) return [];
  return [
    {
      path: [...lease.path, "renew"],
      message: "must be at most a third of `ttl`, so that one lost message lets no lock go",
      mend: "make `renew` shorter or `ttl` longer",
    },
  ];
}
