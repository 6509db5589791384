/** HomeKit characteristics, as NRCHKB and the `homekit` map of node-red-contrib-zigbee2mqtt carry them. */
import type { SensorKind } from "../core/site.ts";
import { companions, readProperty, shown, withBits } from "./property.ts";
import {
  type BoltRecognition,
  type Family,
  type Fields,
  has,
  isFields,
  kindsIn,
  own,
  type Recognition,
  unknownReading,
} from "./reading.ts";
import { asFlag, asPercent } from "./words.ts";

const CHARACTERISTICS: Readonly<Partial<Record<SensorKind, string>>> = {
  smoke: "SmokeDetected",
  heat: "SmokeDetected",
  "carbon-monoxide": "CarbonMonoxideDetected",
  contact: "ContactSensorState",
  intrusion: "SecuritySystemCurrentState",
  power: "On",
};

const KNOWN = [
  ...Object.values(CHARACTERISTICS),
  "LockCurrentState",
  "LockTargetState",
  "BatteryLevel",
  "StatusLowBattery",
  "StatusTampered",
  "StatusFault",
  "StatusActive",
];

/** SecuritySystemCurrentState: 0 to 3 are ways of being quiet, 4 is triggered. */
const TRIGGERED = 4;

const BOLTS = ["unlocked", "locked", "jammed", "unknown"] as const;

export const homekit: Family = {
  name: "homekit",
  kinds: kindsIn(CHARACTERISTICS),
  read(kind, value): Recognition | null {
    const fields = flattened(value);
    if (fields === null) return null;
    const extra = companions(
      asPercent(own(fields, "BatteryLevel")),
      asFlag(own(fields, "StatusLowBattery")),
      asFlag(own(fields, "StatusTampered")),
    );
    const name = CHARACTERISTICS[kind];
    if (name === undefined || !has(fields, name)) {
      return {
        value: null,
        by: "homekit",
        reason: `no ${name ?? "characteristic"} for ${kind}`,
        ...extra,
      };
    }
    const said = own(fields, name);
    if (kind === "intrusion") return { ...securitySystem(said), ...extra };
    const read = readProperty(kind, said, `homekit ${name}`);
    return { ...withBits(read, undefined, own(fields, "StatusFault")), ...extra };
  },
  readBolt(value): BoltRecognition | null {
    const fields = flattened(value);
    if (fields === null || !has(fields, "LockCurrentState")) return null;
    const by = "homekit LockCurrentState";
    const said = own(fields, "LockCurrentState");
    const bolt = typeof said === "number" ? BOLTS[said] : undefined;
    return bolt === undefined
      ? { bolt: "unknown", by, reason: `LockCurrentState is ${shown(said)}` }
      : { bolt, by };
  },
};

function securitySystem(said: unknown): Recognition {
  const by = "homekit SecuritySystemCurrentState";
  if (said === TRIGGERED) return { value: "alarm", by };
  if (typeof said === "number" && said >= 0 && said < TRIGGERED) return { value: "clear", by };
  return unknownReading("intrusion", by, `${by} is ${shown(said)}`);
}

/** The characteristics, whether bare or one service deep; null when there are none. */
function flattened(value: unknown): Fields | null {
  if (!isFields(value)) return null;
  if (KNOWN.some((name) => has(value, name))) return value;
  const services = Object.values(value).filter(isFields);
  const characteristics = services.filter((service) => KNOWN.some((name) => has(service, name)));
  return characteristics.length === 0
    ? null
    : Object.fromEntries(characteristics.flatMap(Object.entries));
}
