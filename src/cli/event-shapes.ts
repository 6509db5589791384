/** The shape of each event of a replay. Whether its ids and values fit the site is the engine's to say. */
import { z } from "zod";
import type { ReplayEvent } from "../replay/replay.ts";
import { mapping } from "../site-file/fields.ts";
import { ACTIONS, type ActionField, type ActionName } from "./actions.ts";

const MAX_WORD_LENGTH = 256;

/** Checked before, with the lines that came earlier. */
const at = z.number();
const word = z.string().max(MAX_WORD_LENGTH);

const reading = z.union([
  z.enum(["alarm", "clear", "test", "fault", "unknown", "on", "off", "open", "closed"]),
  mapping({
    status: z.enum(["online", "on-battery", "low", "off", "unknown"]),
    percent: z.number().min(0).max(100).exactOptional(),
    runtimeSeconds: z.number().min(0).exactOptional(),
  }),
]);

const battery = mapping({
  percent: z.number().min(0).max(100).exactOptional(),
  low: z.boolean().exactOptional(),
});

export const EVENT_SHAPES = {
  reading: mapping({
    at,
    type: z.literal("reading"),
    sensor: word,
    value: reading,
    battery: battery.exactOptional(),
    tamper: z.boolean().exactOptional(),
    retained: z.boolean().exactOptional(),
    stamp: word.exactOptional(),
  }),
  report: mapping({
    at,
    type: z.literal("report"),
    lock: word,
    bolt: z.enum(["locked", "unlocked", "jammed", "unknown"]),
  }),
  link: mapping({ at, type: z.literal("link"), lock: word, value: z.enum(["up", "down"]) }),
  controller: mapping({
    at,
    type: z.literal("controller"),
    value: z.enum(["dead", "restarted"]),
  }),
  schedule: mapping({
    at,
    type: z.literal("schedule"),
    door: word,
    wants: z.enum(["released", "secured"]).nullable(),
  }),
  tick: mapping({ at, type: z.literal("tick") }),
} as const;

const FIELDS: Readonly<Record<ActionField, z.ZodType>> = {
  door: word,
  area: word,
  sensor: word,
  lock: word,
  forMs: z.number().positive(),
  extended: z.boolean(),
  letGo: z.boolean(),
};

export const REQUEST_SHAPES = Object.fromEntries(
  Object.entries(ACTIONS).map(([action, { needs, may }]) => [
    action,
    mapping({
      at,
      type: z.literal("request"),
      action: z.literal(action),
      by: word.default("somebody"),
      via: word.default("replay"),
      id: word.exactOptional(),
      ...Object.fromEntries(needs.map((field) => [field, FIELDS[field]])),
      ...Object.fromEntries(may.map((field) => [field, FIELDS[field].exactOptional()])),
    }),
  ]),
) as unknown as Readonly<Record<ActionName, z.ZodType<Extract<ReplayEvent, { type: "request" }>>>>;
