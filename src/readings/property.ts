/** Reading one named property of a message in the words of a sensor kind. */
import type { SensorKind } from "../core/site.ts";
import {
  type BatteryReading,
  type Companions,
  type Fields,
  has,
  isAlarmKind,
  own,
  type Recognised,
  readingOf,
  unknownReading,
} from "./reading.ts";
import { asFlag, asPercent, senseOf } from "./words.ts";

/**
 * What a property says that is the kind's own. Null, unavailable and words that no table knows are
 * `unknown`; nothing but a known word for rest is ever `clear`, `closed` or `on`.
 *
 * @param inverted true where the property's yes means rest: a Zigbee contact that says `true` is closed.
 */
export function readProperty(
  kind: SensorKind,
  value: unknown,
  by: string,
  inverted = false,
): Recognised {
  const sense = senseOf(value);
  switch (sense) {
    case "active":
    case "rest":
      return { value: readingOf(kind, (sense === "active") !== inverted), by };
    case "test":
    case "fault":
      return isAlarmKind(kind)
        ? { value: sense, by }
        : unknownReading(kind, by, `${by} says "${sense}"`);
    case "unknown":
      return unknownReading(kind, by, `${by} says that it doesn't know`);
    default:
      return unknownReading(kind, by, `${by} is ${shown(value)}, a word that no rule knows`);
  }
}

/** A foreign value, short enough to print. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "a list" : "an object";
  return String(value).slice(0, 40);
}

/** The first of several properties that the message has. */
export function firstOf(fields: Fields, names: readonly string[]): string | undefined {
  return names.find((name) => has(fields, name));
}

/** Battery and tamper, under the names that several families share. */
export function companionsOf(fields: Fields): Companions {
  const percent = asPercent(own(fields, "battery") ?? own(fields, "battery_percentage"));
  const low = asFlag(own(fields, "battery_low") ?? own(fields, "lowbattery"));
  const tamper = asFlag(own(fields, "tamper") ?? own(fields, "tampered"));
  return companions(percent, low, tamper);
}

/** Leaves out what isn't known. */
export function companions(
  percent: number | undefined,
  low: boolean | undefined,
  tamper: boolean | undefined,
): Companions {
  const battery: BatteryReading = {
    ...(percent === undefined ? {} : { percent }),
    ...(low === undefined ? {} : { low }),
  };
  return {
    ...(percent === undefined && low === undefined ? {} : { battery }),
    ...(tamper === undefined ? {} : { tamper }),
  };
}

/** Test and fault bits beside an alarm bit: alarm beats test, test beats fault, fault beats clear. */
export function withBits(read: Recognised, test: unknown, fault: unknown): Recognised {
  if (read.value !== "clear" && read.value !== "unknown") return read;
  if (asFlag(test) === true) return { value: "test", by: read.by };
  if (asFlag(fault) === true) return { value: "fault", by: read.by };
  return read;
}
