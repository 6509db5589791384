/** Doors with what hangs on them, as the site file writes them and as the engine knows them. */
import { z } from "zod";
import type {
  DeviceBinding,
  DoorDescription,
  EgressDevice,
  EmergencyRelease,
  HolderDescription,
  LockDescription,
} from "../core/site.ts";
import { duration, field, id, mapping, name, type Understood } from "./fields.ts";
import { shown } from "./finding.ts";
import { alsoDrivenBy, delayedEgress, fireRelease, interlock } from "./wiring-schema.ts";

const SECOND = 1_000;

/** What a profile makes of it is checked by the profile; here it only has to be a mapping. */
export const device = field((raw): Understood<DeviceBinding> => {
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw))
    return { value: raw as DeviceBinding };
  return {
    message: `must be a mapping with a profile, not ${shown(raw)}`,
    mend: "write it as `{ profile: shelly-gen2-switch, topic: shellyplus1-front }`",
  };
});

const egressDevice = mapping({
  kind: z.enum(["handle", "panic-bar", "thumbturn", "exit-button", "exit-sensor", "reader"]),
  via: z.enum(["power", "lock", "controller"]).optional(),
  hold: duration(1).optional(),
  draws: z.array(id).default([]),
}).transform(
  ({ kind, via, hold, draws }): EgressDevice => ({
    kind,
    via: via ?? "controller",
    // A release button must give at least 30 s (CS5); the others are held open by whoever stands there.
    holdMs: hold ?? (kind === "exit-button" ? 30 : 5) * SECOND,
    draws,
  }),
);

const lock = mapping({
  id,
  name: name.optional(),
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
  watts: z.number().min(0).nullish(),
  peakWatts: z.number().min(0).nullish(),
  continuousDuty: z.boolean().default(true),
  solenoid: z.boolean().default(false),
  controllerLoss: z.enum(["release", "hold"]).optional(),
  monitor: z.boolean().default(false),
  confirmWithin: duration(1).default(3 * SECOND),
  device: device.nullish(),
}).transform(
  ({
    name,
    watts,
    peakWatts,
    controllerLoss,
    confirmWithin,
    device,
    ...lock
  }): LockDescription => ({
    ...lock,
    name: name ?? lock.id,
    watts: watts ?? null,
    peakWatts: peakWatts ?? null,
    controllerLoss: controllerLoss ?? "hold",
    confirmWithinMs: confirmWithin,
    device: device ?? null,
  }),
);

const holder = mapping({
  id,
  name: name.optional(),
  supply: id,
  holdOnUps: z.boolean().default(false),
  controllerLoss: z.enum(["release", "hold"]).default("hold"),
  device: device.nullish(),
}).transform(
  ({ name, device, ...holder }): HolderDescription => ({
    ...holder,
    name: name ?? holder.id,
    device: device ?? null,
  }),
);

const timing = mapping({
  access: duration(1).default(5 * SECOND),
  extendedAccess: duration(1).default(15 * SECOND),
  heldOpen: duration(1).default(30 * SECOND),
  preAlarm: duration().default(5 * SECOND),
  relockAfterClose: duration().default(0),
}).transform((timing): DoorDescription["timing"] => ({
  accessMs: timing.access,
  extendedAccessMs: timing.extendedAccess,
  heldOpenMs: timing.heldOpen,
  preAlarmMs: timing.preAlarm,
  relockAfterCloseMs: timing.relockAfterClose,
}));

const emergencyRelease = mapping({
  hardwired: z.boolean(),
  sensor: id.nullish(),
  latching: z.boolean().default(true),
}).transform(
  ({ sensor, ...release }): EmergencyRelease => ({ ...release, sensor: sensor ?? null }),
);

const policy = z.enum(["auto", "release", "stay"]);

export const door = mapping({
  id,
  name: name.optional(),
  from: id,
  to: id,
  exit: z.boolean().default(false),
  fireRated: z.boolean().default(false),
  stairReentry: z.boolean().default(false),
  servesAreas: z.array(id).nullish(),
  egressDevices: z.array(egressDevice).default([]),
  emergencyRelease: emergencyRelease.nullish(),
  fireRelease: fireRelease.nullish(),
  latch: z.boolean().default(false),
  keyedInside: z.boolean().default(false),
  delayedEgress: delayedEgress.nullish(),
  interlock: interlock.nullish(),
  alsoDrivenBy: alsoDrivenBy.nullish(),
  contact: id.nullish(),
  onFire: policy.default("auto"),
  onGas: policy.optional(),
  onLockdown: z.enum(["secure", "ignore"]).default("secure"),
  onRestore: z.enum(["rest", "keep"]).default("rest"),
  rest: z.enum(["secured", "released"]).default("secured"),
  unlockMeans: z.enum(["hold", "access"]).default("hold"),
  forcedOpen: z.enum(["alarm", "log"]).default("alarm"),
  timing: timing.prefault({}),
  locks: z.array(lock).default([]),
  holder: holder.nullish(),
}).transform(
  ({ name, servesAreas, contact, onGas, holder, ...door }): DoorDescription => ({
    ...door,
    name: name ?? door.id,
    servesAreas: servesAreas ?? null,
    emergencyRelease: door.emergencyRelease ?? null,
    fireRelease: door.fireRelease ?? null,
    delayedEgress: door.delayedEgress ?? null,
    interlock: door.interlock ?? null,
    alsoDrivenBy: door.alsoDrivenBy ?? null,
    contact: contact ?? null,
    onGas: onGas ?? door.onFire,
    holder: holder ?? null,
  }),
);
