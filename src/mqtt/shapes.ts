/** The shapes of what an authority publishes, checked by a mirror before use. Newer keys pass through. */
import { z } from "zod";
import type { RefusalCode, Result } from "../core/input.ts";
import type { AreaState, Cause, DoorState, SensorState, SupplyState } from "../core/view.ts";
import type { PublishedEvent } from "../site-handle.ts";
import { id, idOrNull, kind, supplyKind, text, wish } from "./site-shape.ts";

const at = z.string().max(40);
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
  fault: z.string().max(64).optional(),
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
