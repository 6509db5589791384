/** Everything that a schema can't see because it takes two places of the file to be wrong. */
import type { Finding } from "../finding.ts";
import { looseSite } from "../loose-site.ts";
import { contradictoryAlarms, shortLease } from "./alarms.ts";
import { badBindings } from "./bindings.ts";
import { impossibleDoors } from "./doors.ts";
import { namesOf } from "./names.ts";
import { danglingReferences } from "./references.ts";
import { misplacedHours } from "./schedules.ts";
import { misplacedSensors } from "./sensors.ts";
import { feedingCycles } from "./supplies.ts";

export function checkSite(root: unknown): readonly Finding[] {
  const site = looseSite(root);
  if (site === null) return [];
  const { names, findings } = namesOf(site);
  return [
    ...findings,
    ...danglingReferences(site, names),
    ...misplacedSensors(site, names),
    ...misplacedHours(site),
    ...feedingCycles(site),
    ...impossibleDoors(site),
    ...contradictoryAlarms(site),
    ...shortLease(site),
    ...badBindings(site),
  ];
}
