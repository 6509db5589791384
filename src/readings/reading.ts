/** What a message was taken to mean, and by which rule, or why it means nothing here. */
import type { Bolt, ReadingValue } from "../core/input.ts";
import type { SensorKind } from "../core/site.ts";

/** Where a message comes from. `auto` tries every shape; `plain` is a bare word, number or boolean. */
export const PRESETS = [
  "auto",
  "zigbee2mqtt",
  "zwavejs-ui",
  "home-assistant",
  "homekit",
  "deconz",
  "shelly-gen1",
  "shelly-gen2",
  "tasmota",
  "esphome",
  "tuya",
  "nut",
  "apcupsd",
  "plain",
] as const;

export type Preset = (typeof PRESETS)[number];

export interface BatteryReading {
  readonly percent?: number;
  readonly low?: boolean;
}

export interface Companions {
  readonly battery?: BatteryReading;
  readonly tamper?: boolean;
}

export interface Recognised extends Companions {
  readonly value: ReadingValue;
  /** The rule that read it. */
  readonly by: string;
  /** Why the value is `unknown`, where it is. */
  readonly reason?: string;
}

/** A message that says nothing about the kind asked for. */
export interface NotRecognised extends Companions {
  readonly value: null;
  readonly reason: string;
  /** The rule that knew the message's shape; absent when nothing in it was known. */
  readonly by?: string;
}

export type Recognition = Recognised | NotRecognised;

export type BoltRecognition =
  | { readonly bolt: Bolt; readonly by: string; readonly reason?: string }
  | { readonly bolt: null; readonly reason: string };

/**
 * How one family of products speaks. Each answers null for a shape that isn't its own. The topic is
 * given where a message came by one: some products say only there what their value is of.
 */
export interface Family {
  readonly name: Preset;
  /** The kinds that something in its messages can speak for. */
  readonly kinds: readonly SensorKind[];
  read(kind: SensorKind, value: unknown, topic?: string): Recognition | null;
  readBolt?(value: unknown, topic?: string): BoltRecognition | null;
}

/** The kinds whose reading is an alarm word. */
export type AlarmKind = Exclude<SensorKind, "power" | "ups" | "contact">;

export function isAlarmKind(kind: SensorKind): kind is AlarmKind {
  return kind !== "power" && kind !== "ups" && kind !== "contact";
}

/** The reading of a sensor that spoke but said nothing usable. A UPS wraps its word in an object. */
export function unknownReading(kind: SensorKind, by: string, reason: string): Recognised {
  return { value: kind === "ups" ? { status: "unknown" } : "unknown", by, reason };
}

const EVERY: Readonly<Record<SensorKind, true>> = {
  smoke: true,
  heat: true,
  "carbon-monoxide": true,
  gas: true,
  "call-point": true,
  intrusion: true,
  "release-contact": true,
  "exit-request": true,
  power: true,
  ups: true,
  contact: true,
};

export const EVERY_KIND = Object.keys(EVERY) as readonly SensorKind[];

/** The kinds that a table has anything for. */
export function kindsIn(table: Readonly<Partial<Record<SensorKind, unknown>>>): SensorKind[] {
  return (Object.keys(table) as SensorKind[]).filter((kind) => {
    const entry = table[kind];
    return entry !== undefined && !(Array.isArray(entry) && entry.length === 0);
  });
}

/** The value for `active` (alarm, open, on) or its opposite, in the words of the kind. */
export function readingOf(kind: SensorKind, active: boolean): ReadingValue {
  if (kind === "contact") return active ? "open" : "closed";
  if (kind === "power") return active ? "on" : "off";
  if (kind === "ups") return { status: active ? "online" : "on-battery" };
  return active ? "alarm" : "clear";
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own property only: a message may well be called `constructor` or `__proto__`. */
export function own(fields: unknown, key: string): unknown {
  return isFields(fields) && Object.hasOwn(fields, key) ? fields[key] : undefined;
}

export function has(fields: unknown, key: string): boolean {
  return isFields(fields) && Object.hasOwn(fields, key);
}
