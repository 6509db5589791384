/** The site object of the site file, put together from the site's form and its nodes' definitions. */
import {
  type FormFields,
  filled,
  flag,
  list,
  numberOrText,
  rows,
  text,
} from "../shared/form-value.ts";
import type { Definition } from "../shared/resident.ts";

export interface Contribution {
  readonly nodeId: string;
  readonly definition: Definition;
}

export interface Assembly {
  readonly site: Readonly<Record<string, unknown>>;
  /** The node whose form holds the value at a path of the site; null for the site's own form. */
  ownerOf(path: string): string | null;
}

type Part = Readonly<Record<string, unknown>>;
type Owned = readonly [nodeId: string, part: Part];

/** Doors and sensors are sorted by id, so that moving nodes about changes nothing. */
export function assembleSite(form: FormFields, contributions: readonly Contribution[]): Assembly {
  const doors: Owned[] = [];
  const defined: Owned[] = [];
  for (const { nodeId, definition } of contributions) {
    if (definition.kind === "door") doors.push([nodeId, definition.door]);
    else defined.push([nodeId, definition.sensor]);
  }
  const sensors = [...defined, ...impliedSensors(doors, defined)];
  const owners: Readonly<Record<string, readonly Owned[]>> = {
    doors: doors.sort(byId),
    sensors: sensors.sort(byId),
  };
  return {
    site: {
      ...siteForm(form),
      sensors: sensors.map(([, part]) => part),
      doors: doors.map(([, part]) => part),
    },
    ownerOf(path) {
      const match = /^(doors|sensors)\[(\d+)\]/.exec(path);
      return owners[match?.[1] ?? ""]?.[Number(match?.[2])]?.[0] ?? null;
    },
  };
}

/** A door may name its leaf contact and its emergency release without a node of their own. */
function impliedSensors(doors: readonly Owned[], defined: readonly Owned[]): readonly Owned[] {
  const known = new Set(defined.map(([, part]) => part["id"]));
  const implied: Owned[] = [];
  for (const [nodeId, door] of doors) {
    const release = door["emergencyRelease"] as Part | undefined;
    for (const [id, kind] of [
      [door["contact"], "contact"],
      [release?.["sensor"], "release-contact"],
    ]) {
      if (id === undefined || known.has(id)) continue;
      known.add(id);
      implied.push([nodeId, { id, kind }]);
    }
  }
  return implied;
}

function siteForm(form: FormFields): Part {
  const lease = filled({ ttl: text(form, "leaseTtl"), renew: text(form, "leaseRenew") });
  return filled({
    version: 1,
    id: text(form, "siteId"),
    name: text(form, "siteName"),
    areas: rows(form, "areas").map(areaOf),
    supplies: rows(form, "supplies").map(supplyOf),
    alarms: rows(form, "alarms").map(alarmRuleOf),
    onIntrusion: text(form, "onIntrusion"),
    lockdownEnds: text(form, "lockdownEnds"),
    lease: Object.keys(lease).length === 0 ? undefined : lease,
  });
}

function areaOf(row: FormFields): Part {
  return filled({
    id: text(row, "id"),
    name: text(row, "name"),
    occupied: flag(row, "occupied", true) ? undefined : false,
    highValue: flag(row, "highValue") ? true : undefined,
  });
}

function supplyOf(row: FormFields): Part {
  const critical = filled({
    percent: numberOrText(text(row, "criticalPercent")),
    minutes: numberOrText(text(row, "criticalMinutes")),
  });
  return filled({
    id: text(row, "id"),
    name: text(row, "name"),
    kind: text(row, "kind"),
    fedBy: text(row, "fedBy"),
    capacityWh: numberOrText(text(row, "capacityWh")),
    critical: Object.keys(critical).length === 0 ? undefined : critical,
  });
}

function alarmRuleOf(row: FormFields): Part {
  return filled({ area: text(row, "area"), vote: text(row, "vote"), verify: text(row, "verify") });
}

function byId([, one]: Owned, [, other]: Owned): number {
  return String(one["id"]).localeCompare(String(other["id"]));
}

/** Ids in a comma-separated field, or nothing where it is blank. */
export function idsOrNothing(value: string): readonly string[] | undefined {
  const ids = list(value);
  return ids.length === 0 ? undefined : ids;
}
