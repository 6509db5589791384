/** The shapes of what an authority publishes, checked by a mirror before use. Newer keys pass through. */
import { z } from "zod";
import type { RefusalCode, Result } from "../core/input.ts";
import type { SiteDescription } from "../core/site.ts";
import type { AreaState, Cause, DoorState, SensorState, SupplyState } from "../core/view.ts";
import type { PublishedEvent } from "../site-handle.ts";

const id = z.string().regex(/^[a-z0-9-]{1,64}$/);
const idOrNull = id.nullable();
const text = z.string().max(1_000);
const at = z.string().max(40);
const ms = z.number().min(0);
const policy = z.enum(["auto", "release", "stay"]);
const wish = z.enum(["released", "secured"]);
const kind = z.enum([
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
const supplyKind = z.enum(["mains", "ups", "battery"]);
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
  emergencyRelease: z.looseObject({ hardwired: z.boolean(), sensor: idOrNull }).nullable(),
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
  holder: z.looseObject({ id, name: text, supply: id, holdOnUps: z.boolean(), device }).nullable(),
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
  onIntrusion: z.enum(["lockdown", "ignore"]),
  lockdownEnds: z.enum(["person", "signal"]),
  lease: z.looseObject({ ttlMs: ms, renewMs: ms }),
  roles: z.looseObject({
    reset: names,
    lockdown: names,
    "lockdown-release": names,
    isolate: names,
    drill: names,
  }),
  acknowledge: z.array(z.looseObject({ rule: text, subject: text, why: text })),
});

const bolt = z.enum(["locked", "unlocked", "jammed", "unknown"]);
const supplyStatus = z.enum(["live", "lost", "unknown"]);

/** Causes and troubles grow; a mirror that is older than its authority must still show the door. */
const cause = z.looseObject({
  kind: z.string().max(64),
  at: z.number(),
  sensor: id.exactOptional(),
  supply: id.exactOptional(),
  by: text.exactOptional(),
  via: text.exactOptional(),
}) as unknown as z.ZodType<Cause>;
const troubles = z.array(z.string().max(64)) as unknown as z.ZodType<DoorState["troubles"]>;

export const doorShape: z.ZodType<DoorState> = z.looseObject({
  id,
  name: text,
  at,
  because: text,
  outside: z.enum(["locked", "unlocked", "unknown"]),
  egress: z.enum(["free", "mechanical", "by-device", "blocked"]),
  position: z.enum(["open", "closed", "unknown"]),
  remote: z.enum(["impossible", "open-already", "refused", "yes"]),
  demand: z.looseObject({
    slot: z.literal([1, 2, 3, 4, 5, 6, 8, 10, 16]),
    name: z.enum([
      "manual-release",
      "fire",
      "gas",
      "egress",
      "lockdown",
      "access",
      "operator",
      "schedule",
      "rest",
    ]),
    wants: wish,
    cause: cause.nullable(),
  }),
  alarm: z.enum(["normal", "forced-open", "held-open"]),
  troubles,
  locks: z.record(
    id,
    z.looseObject({
      ordered: z.enum(["locked", "unlocked", "unknown"]),
      reported: bolt,
      bolt,
      basis: z.enum(["sensed", "inferred", "ordered", "none"]),
      supply: supplyStatus,
    }),
  ),
  holder: z.enum(["held", "released"]).nullable(),
});

const number = z.number();

export const sensorShape: z.ZodType<SensorState> = z.looseObject({
  id,
  name: text,
  kind,
  area: idOrNull,
  value: z.union([
    z.enum(["alarm", "clear", "test", "fault", "unknown", "on", "off", "open", "closed"]),
    z.looseObject({
      status: z.enum(["online", "on-battery", "low", "off", "unknown"]),
      percent: number.exactOptional(),
      runtimeSeconds: number.exactOptional(),
    }),
  ]),
  heardAt: at.nullable(),
  silent: z.boolean(),
  lowBattery: z.boolean(),
  tamper: z.boolean(),
  isolated: z.boolean(),
  inAlarm: z.boolean(),
  batteryPercent: number.exactOptional(),
  at,
});

export const supplyShape: z.ZodType<SupplyState> = z.looseObject({
  id,
  name: text,
  kind: supplyKind,
  status: supplyStatus,
  on: z.enum(["mains", "battery"]).nullable(),
  releaseInSeconds: number.nullable(),
  percent: number.nullable(),
  at,
});

const alarmState = z.enum(["normal", "pre-alarm", "latched"]);

export const areaShape: z.ZodType<AreaState> = z.looseObject({
  id,
  name: text,
  fire: alarmState,
  gas: alarmState,
  lockdown: z.boolean(),
  drill: z.literal(true).exactOptional(),
  at,
});

export const eventShape: z.ZodType<PublishedEvent> = z.looseObject({ type: text, at });

export const statusShape = z.looseObject({
  state: z.enum(["online", "offline"]),
  challenge: z.string().max(64),
});

const REFUSALS = [
  "manual-release",
  "fire-latched",
  "gas-latched",
  "lockdown",
  "no-power",
  "no-link",
  "still-in-alarm",
  "nothing-to-reset",
  "unknown-door",
  "unknown-area",
  "unknown-sensor",
  "stale",
  "retained",
  "not-permitted",
  "not-recorded",
  "fire-rated",
  "door-open",
  "bad-input",
] as const satisfies readonly RefusalCode[];

const answerId = z.string().max(128);

export const answerShape: z.ZodType<Result & { readonly id: string }> = z.discriminatedUnion("ok", [
  z.object({ id: answerId, ok: z.literal(true) }),
  z.object({ id: answerId, ok: z.literal(false), code: z.enum(REFUSALS), reason: text }),
]);
