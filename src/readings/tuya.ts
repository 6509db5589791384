/** Tuya: cloud status codes. Local data points are numbered by each device and mean nothing alone. */
import type { SensorKind } from "../core/site.ts";
import { companions, firstOf, readProperty } from "./property.ts";
import {
  type Family,
  type Fields,
  has,
  isFields,
  kindsIn,
  own,
  type Recognition,
  unknownReading,
} from "./reading.ts";
import { asFlag, asPercent, asWord } from "./words.ts";

const CODES: Readonly<Partial<Record<SensorKind, readonly string[]>>> = {
  smoke: ["smoke_sensor_status", "smoke_sensor_state"],
  heat: ["temper_sensor_status", "smoke_sensor_status"],
  "carbon-monoxide": ["co_status", "co_state"],
  gas: ["gas_sensor_status", "gas_sensor_state"],
  "call-point": ["sos_state"],
  contact: ["doorcontact_state"],
};

const KNOWN = [
  ...Object.values(CODES).flat(),
  "battery_percentage",
  "battery_state",
  "temper_alarm",
];

export const tuya: Family = {
  name: "tuya",
  kinds: kindsIn(CODES),
  read(kind, value): Recognition | null {
    const connection = asWord(own(value, "state"));
    if (connection === "disconnected" || connection === "error") {
      return unknownReading(kind, "tuya state", `the device is ${connection}`);
    }
    if (isFields(own(own(value, "data"), "dps"))) {
      const reason = "data points are numbered by each device: name one as the property";
      return { value: null, by: "tuya", reason };
    }
    const status = statusOf(value);
    if (status === null) return null;
    const extra = companions(
      asPercent(own(status, "battery_percentage")),
      lowByWord(own(status, "battery_state")),
      asFlag(own(status, "temper_alarm")),
    );
    const name = firstOf(status, CODES[kind] ?? []);
    return name === undefined
      ? { value: null, by: "tuya", reason: `no status code for ${kind}`, ...extra }
      : { ...readProperty(kind, own(status, name), `tuya ${name}`), ...extra };
  },
};

function lowByWord(said: unknown): boolean | undefined {
  const word = asWord(said);
  if (word === "low") return true;
  return word === "middle" || word === "medium" || word === "high" ? false : undefined;
}

/** Most status codes that one device is believed to have. */
export const MAX_STATUS_CODES = 256;

/** `[{code, value}]` and `{code: value}` are the same to us. */
function statusOf(value: unknown): Fields | null {
  const list = Array.isArray(value) ? value : own(value, "status");
  const fields = Array.isArray(list)
    ? Object.fromEntries(
        list
          .slice(0, MAX_STATUS_CODES)
          .filter((each) => typeof own(each, "code") === "string")
          .map((each) => [String(own(each, "code")), own(each, "value")]),
      )
    : value;
  return isFields(fields) && KNOWN.some((name) => has(fields, name)) ? fields : null;
}
