/** The site file as a schema: what it may say, what is taken when it does not, and the site it makes. */
import { z } from "zod";
import { isTimezone, patternProblem } from "../calendar/calendar.ts";
import type {
  AlarmRule,
  AreaDescription,
  Impairment,
  ScheduleDescription,
  SensorDescription,
  SiteDescription,
  SupplyDescription,
} from "../core/site.ts";
import { device, door } from "./door-schema.ts";
import { day, duration, field, id, mapping, name, sentence, type Understood } from "./fields.ts";
import { vote } from "./vote.ts";

const SECOND = 1_000;
const DEFAULT_LEASE_TTL_MS = 60 * SECOND;
/** Standards bind fire panels to a day; for access control four hours are usual. */
const DEFAULT_TARGET_RUNTIME_MS = 4 * 3_600 * SECOND;

export const SENSOR_KINDS = [
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "call-point",
  "intrusion",
  "release-contact",
  "exit-request",
  "power",
  "ups",
  "contact",
] as const;

const area = mapping({
  id,
  name: name.optional(),
  occupied: z.boolean().default(true),
  highValue: z.boolean().default(false),
}).transform(({ name, ...area }): AreaDescription => ({ ...area, name: name ?? area.id }));

const firePanel = mapping({ releaseAfter: duration(1).nullish() }).transform(
  ({ releaseAfter }) => ({ releaseAfterMs: releaseAfter ?? null }),
);

const supply = mapping({
  id,
  name: name.optional(),
  kind: z.enum(["mains", "ups", "battery"]),
  fedBy: id.nullish(),
  capacityWh: z.number().positive().nullish(),
  ratedWatts: z.number().positive().nullish(),
  inrushAmps: z.number().positive().nullish(),
  targetRuntime: duration().default(DEFAULT_TARGET_RUNTIME_MS),
  firePanel: firePanel.nullish(),
  critical: mapping({
    percent: z.number().min(0).max(100).default(20),
    minutes: z.number().min(0).default(10),
  }).prefault({}),
}).transform(
  ({ name, targetRuntime, ...supply }): SupplyDescription => ({
    ...supply,
    name: name ?? supply.id,
    fedBy: supply.fedBy ?? null,
    capacityWh: supply.capacityWh ?? null,
    ratedWatts: supply.ratedWatts ?? null,
    inrushAmps: supply.inrushAmps ?? null,
    targetRuntimeMs: targetRuntime,
    firePanel: supply.firePanel ?? null,
  }),
);

const supervision = mapping({
  every: duration(1),
  critical: z.boolean().default(false),
}).transform(({ every, critical }) => ({ everyMs: every, critical }));

const sensor = mapping({
  id,
  name: name.optional(),
  kind: z.enum(SENSOR_KINDS),
  area: id.nullish(),
  door: id.nullish(),
  supply: id.nullish(),
  supervision: supervision.nullish(),
  device: device.nullish(),
}).transform(
  ({ name, area, door, supply, supervision, device, ...sensor }): SensorDescription => ({
    ...sensor,
    name: name ?? sensor.id,
    area: area ?? null,
    door: door ?? null,
    supply: supply ?? null,
    supervision: supervision ?? null,
    device: device ?? null,
  }),
);

const onIntrusion = z.enum(["lockdown", "ignore"]);
const lockdownEnds = z.enum(["person", "signal"]);

const areaAlarm = mapping({
  area: id,
  vote: vote.default("any"),
  verify: duration(1).nullish(),
}).transform(({ area, vote, verify }): AlarmRule => ({ area, vote, verifyMs: verify ?? null }));

const siteAlarm = mapping({
  onIntrusion: onIntrusion.optional(),
  lockdownEnds: lockdownEnds.optional(),
}).refine((said) => Object.keys(said).length > 0, {
  error: "says nothing",
  abort: true,
  params: { mend: "name an `area`, or remove it" },
});

const lease = mapping({
  ttl: duration(SECOND).default(DEFAULT_LEASE_TTL_MS),
  renew: duration(1).optional(),
}).transform(({ ttl, renew }) => ({ ttlMs: ttl, renewMs: renew ?? Math.floor(ttl / 4) }));

const people = z.array(name).optional();
const roles = mapping({
  reset: people,
  lockdown: people,
  "lockdown-release": people,
  isolate: people,
  drill: people,
  lock: people,
  unlock: people,
  access: people,
}).transform((roles) =>
  Object.fromEntries(Object.entries(roles).filter(([, names]) => names !== undefined)),
);

const requests = mapping({
  signed: z.enum(["required", "allowed"]).default("allowed"),
  keys: z.array(mapping({ id, speaksFor: z.array(name).default([]) })).default([]),
  pins: z.array(name).default([]),
})
  .refine(({ signed, keys, pins }) => signed === "allowed" || keys.length + pins.length > 0, {
    error: "asks everybody for a proof that nobody can give",
    params: { mend: "name `keys` or `pins`, or remove it" },
  })
  .refine(({ keys }) => new Set(keys.map((key) => key.id)).size === keys.length, {
    error: "names one key twice",
    params: { mend: "give each key an id of its own" },
  });

const cronPattern = field((raw): Understood<string> => {
  if (typeof raw !== "string")
    return {
      message: "must be a text",
      mend: "write it as `0 8 * * 1-5`: at 8 from Monday to Friday",
    };
  const problem = patternProblem(raw);
  return problem === null
    ? { value: raw }
    : { message: problem, mend: "write it as `0 8 * * 1-5`: at 8 from Monday to Friday" };
});

const timezone = field((raw): Understood<string> => {
  if (typeof raw === "string" && isTimezone(raw)) return { value: raw };
  return { message: "is no time zone", mend: "write it as `Europe/Berlin`" };
});

const schedule = mapping({
  id,
  doors: z.array(id).min(1),
  opens: cronPattern,
  closes: cronPattern,
  timezone: timezone.optional(),
  firstPersonIn: z.boolean().default(false),
}).transform(
  ({ timezone, ...hours }): ScheduleDescription => ({ ...hours, timezone: timezone ?? null }),
);

const impairment = mapping({ subject: sentence, what: sentence, until: day.nullish() }).transform(
  ({ until, ...impairment }): Impairment => ({ ...impairment, until: until ?? null }),
);

const acknowledged = mapping({
  rule: z.string().regex(/^L\d\d$/),
  subject: sentence,
  why: sentence,
});

const homeAssistant = mapping({
  discovery: z.boolean(),
  prefix: z
    .string()
    .max(64)
    .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/)
    .default("homeassistant"),
  commands: z.boolean().default(false),
});

export const siteSchema = mapping({
  version: z.literal(1),
  id,
  name: name.optional(),
  areas: z.array(area).default([]),
  supplies: z.array(supply).default([]),
  sensors: z.array(sensor).default([]),
  alarms: z.array(z.union([areaAlarm, siteAlarm])).default([]),
  doors: z.array(door).default([]),
  dwelling: z.boolean().default(false),
  lockdownVia: z.enum(["local", "cloud"]).default("local"),
  impairments: z.array(impairment).default([]),
  schedules: z.array(schedule).default([]),
  onIntrusion: onIntrusion.optional(),
  lockdownEnds: lockdownEnds.optional(),
  lease: lease.prefault({}),
  roles: roles.prefault({}),
  requests: requests.exactOptional(),
  acknowledge: z.array(acknowledged).default([]),
  homeAssistant: homeAssistant.nullish(),
}).transform(
  ({ name, alarms, onIntrusion, lockdownEnds, homeAssistant: ha, ...site }): SiteDescription => {
    const siteWide = alarms.flatMap((alarm) => ("area" in alarm ? [] : alarm));
    return {
      ...site,
      ...(ha === undefined || ha === null ? {} : { homeAssistant: ha }),
      name: name ?? site.id,
      alarms: alarms.flatMap((alarm) => ("area" in alarm ? alarm : [])),
      onIntrusion:
        onIntrusion ?? siteWide.find((said) => said.onIntrusion)?.onIntrusion ?? "lockdown",
      lockdownEnds:
        lockdownEnds ?? siteWide.find((said) => said.lockdownEnds)?.lockdownEnds ?? "person",
    };
  },
);
