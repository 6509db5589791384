/** The shape of a site as its authority publishes it, checked by a mirror before use. */
import { z } from "zod";
import type { SiteDescription } from "../core/site.ts";
import { plainLine } from "./plain-log.ts";

export const id = z.string().regex(/^[a-z0-9-]{1,64}$/);
export const idOrNull = id.nullable();
/** Another process wrote it, and people will read it. */
export const text = z
  .string()
  .max(1_000)
  .transform((said) => plainLine(said));
const ms = z.number().min(0);
const policy = z.enum(["auto", "release", "stay"]);
export const wish = z.enum(["released", "secured"]);
export const kind = z.enum([
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
]);
export const supplyKind = z.enum(["mains", "ups", "battery"]);
const device = z.looseObject({ profile: text }).nullable();

const lock = z.looseObject({
  id,
  name: text,
  hardware: z.enum([
    "maglock",
    "electric-strike",
    "electrified-lockset",
    "motor-latch",
    "solenoid-bolt",
    "motor-deadbolt",
  ]),
  failMode: z.enum(["fail-safe", "fail-secure", "fail-as-is"]),
  supply: id,
  watts: z.number().nullable(),
  peakWatts: z.number().nullable(),
  continuousDuty: z.boolean(),
  solenoid: z.boolean(),
  controllerLoss: z.enum(["release", "hold"]),
  monitor: z.boolean(),
  confirmWithinMs: ms,
  device,
});

const door = z.looseObject({
  id,
  name: text,
  from: id,
  to: id,
  exit: z.boolean(),
  fireRated: z.boolean(),
  stairReentry: z.boolean(),
  servesAreas: z.array(id).nullable(),
  egressDevices: z.array(
    z.looseObject({
      kind: z.enum(["handle", "panic-bar", "thumbturn", "exit-button", "exit-sensor", "reader"]),
      via: z.enum(["power", "lock", "controller"]),
      holdMs: ms,
      draws: z.array(id),
    }),
  ),
  emergencyRelease: z
    .looseObject({ hardwired: z.boolean(), sensor: idOrNull, latching: z.boolean() })
    .nullable(),
  fireRelease: z.looseObject({ latched: z.boolean() }).nullable(),
  latch: z.boolean(),
  keyedInside: z.boolean(),
  delayedEgress: z
    .looseObject({
      delayMs: ms,
      nuisanceMs: ms,
      rearm: z.enum(["manual", "auto"]),
      sign: z.boolean(),
      sounder: z.boolean(),
      authorityApproved: z.boolean(),
    })
    .nullable(),
  interlock: z.looseObject({ with: z.array(id), override: z.boolean() }).nullable(),
  alsoDrivenBy: z
    .looseObject({
      name: text,
      lockdownCutsExit: z.boolean(),
      lockdownOverFire: z.boolean(),
      relocksByItself: z.boolean(),
      relocksOnPower: z.boolean(),
    })
    .nullable(),
  contact: idOrNull,
  onFire: policy,
  onGas: policy,
  onLockdown: z.enum(["secure", "ignore"]),
  onRestore: z.enum(["rest", "keep"]),
  rest: wish,
  unlockMeans: z.enum(["hold", "access"]),
  forcedOpen: z.enum(["alarm", "log"]),
  timing: z.looseObject({
    accessMs: ms,
    extendedAccessMs: ms,
    heldOpenMs: ms,
    preAlarmMs: ms,
    relockAfterCloseMs: ms,
  }),
  locks: z.array(lock),
  holder: z
    .looseObject({
      id,
      name: text,
      supply: id,
      holdOnUps: z.boolean(),
      controllerLoss: z.enum(["release", "hold"]),
      device,
    })
    .nullable(),
});

const names = z.array(text).exactOptional();

export const siteShape: z.ZodType<SiteDescription> = z.looseObject({
  version: z.literal(1),
  id,
  name: text,
  areas: z.array(z.looseObject({ id, name: text, occupied: z.boolean(), highValue: z.boolean() })),
  supplies: z.array(
    z.looseObject({
      id,
      name: text,
      kind: supplyKind,
      fedBy: idOrNull,
      capacityWh: z.number().nullable(),
      ratedWatts: z.number().nullable(),
      inrushAmps: z.number().nullable(),
      targetRuntimeMs: ms,
      firePanel: z.looseObject({ releaseAfterMs: ms.nullable() }).nullable(),
      critical: z.looseObject({ percent: z.number(), minutes: z.number() }),
    }),
  ),
  sensors: z.array(
    z.looseObject({
      id,
      name: text,
      kind,
      area: idOrNull,
      door: idOrNull,
      supply: idOrNull,
      supervision: z.looseObject({ everyMs: ms, critical: z.boolean() }).nullable(),
      device,
    }),
  ),
  alarms: z.array(
    z.looseObject({
      area: id,
      vote: z.union([
        z.literal("any"),
        z.looseObject({ need: z.number(), of: z.number(), withinMs: ms }),
      ]),
      verifyMs: ms.nullable(),
    }),
  ),
  doors: z.array(door),
  dwelling: z.boolean(),
  lockdownVia: z.enum(["local", "cloud"]),
  schedules: z.array(
    z.looseObject({
      id: text,
      doors: z.array(text),
      opens: text,
      closes: text,
      timezone: text.nullable(),
      firstPersonIn: z.boolean(),
    }),
  ),
  impairments: z.array(z.looseObject({ subject: text, what: text, until: text.nullable() })),
  onIntrusion: z.enum(["lockdown", "ignore"]),
  lockdownEnds: z.enum(["person", "signal"]),
  lease: z.looseObject({ ttlMs: ms, renewMs: ms }),
  roles: z.looseObject({
    reset: names,
    lockdown: names,
    "lockdown-release": names,
    isolate: names,
    drill: names,
    lock: names,
    unlock: names,
    access: names,
  }),
  requests: z
    .looseObject({
      signed: z.enum(["required", "allowed"]),
      keys: z.array(z.looseObject({ id: text, speaksFor: z.array(text) })),
      pins: z.array(text),
    })
    .exactOptional(),
  acknowledge: z.array(z.looseObject({ rule: text, subject: text, why: text })),
  homeAssistant: z
    .looseObject({ discovery: z.boolean(), prefix: text, commands: z.boolean() })
    .exactOptional(),
});
