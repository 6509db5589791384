/** Z-Wave JS: value events and notifications of node-red-contrib-zwave-js and zwave-js-ui. */
import type { SensorKind } from "../core/site.ts";
import { readProperty, shown } from "./property.ts";
import {
  type BoltRecognition,
  type Family,
  type Fields,
  has,
  isFields,
  own,
  type Recognised,
  type Recognition,
  readingOf,
  unknownReading,
} from "./reading.ts";
import { asWord } from "./words.ts";

const NOTIFICATION = 113;
const DOOR_LOCK = 98;
const BINARY_SENSOR = 48;

type Meaning = "active" | "rest" | "test";

/** Notification CC: for each kind the type's number, its variable, and what its values mean. */
const NOTIFICATIONS: Readonly<
  Partial<Record<SensorKind, { type: number; name: string; state: string; values: Values }>>
> = {
  smoke: { type: 1, name: "smoke_alarm", state: "sensor_status", values: alarms(3) },
  "carbon-monoxide": { type: 2, name: "co_alarm", state: "sensor_status", values: alarms(3) },
  heat: {
    type: 4,
    name: "heat_alarm",
    state: "heat_sensor_status",
    values: { 0: "rest", 1: "active", 2: "active", 3: "active", 4: "active", 7: "test" },
  },
  gas: {
    type: 18,
    name: "gas_alarm",
    state: "combustible_gas_status",
    values: { 0: "rest", 1: "active", 2: "active", 3: "active", 4: "active", 5: "test" },
  },
  contact: {
    type: 6,
    name: "access_control",
    state: "door_state",
    values: { 22: "active", 23: "rest" },
  },
  intrusion: {
    type: 7,
    name: "home_security",
    state: "sensor_status",
    values: { 0: "rest", 1: "active", 2: "active" },
  },
  power: {
    type: 8,
    name: "power_management",
    state: "mains_status",
    values: { 2: "rest", 3: "active" },
  },
};

type Values = Readonly<Record<number, Meaning>>;

function alarms(test: number): Values {
  return { 0: "rest", 1: "active", 2: "active", [test]: "test" };
}

/** `currentMode` of the Door Lock CC. 254 is the standard's own "unknown". */
const LOCK_MODES: Readonly<Record<number, "locked" | "unlocked">> = {
  0: "unlocked",
  1: "unlocked",
  16: "unlocked",
  17: "unlocked",
  32: "unlocked",
  33: "unlocked",
  255: "locked",
};

export const zwaveJs: Family = {
  name: "zwavejs-ui",
  read(kind, value): Recognition | null {
    if (!has(value, "event")) return null;
    const event = own(value, "event");
    if (event === "DEAD") return unknownReading(kind, "zwave-js DEAD", "the node is dead");
    const body = own(value, "eventBody");
    if (!isFields(body)) return silent(`a ${shown(event)} event says nothing about ${kind}`);
    if (has(body, "ccId")) return notification(kind, body);
    const id = own(body, "valueId");
    return isFields(id) ? valueUpdate(kind, body, id) : null;
  },
  readBolt(value): BoltRecognition | null {
    const body = own(value, "eventBody");
    const id = own(body, "valueId");
    if (own(id, "commandClass") !== DOOR_LOCK || own(id, "property") !== "currentMode") return null;
    const by = "zwave-js currentMode";
    const mode = has(body, "newValue") ? own(body, "newValue") : own(body, "value");
    const bolt = typeof mode === "number" ? LOCK_MODES[mode] : undefined;
    return bolt === undefined
      ? { bolt: "unknown", by, reason: `currentMode is ${shown(mode)}` }
      : { bolt, by };
  },
};

function silent(reason: string): Recognition {
  return { value: null, by: "zwave-js", reason };
}

function valueUpdate(kind: SensorKind, body: Fields, id: Fields): Recognition {
  const said = has(body, "newValue") ? own(body, "newValue") : own(body, "value");
  const commandClass = own(id, "commandClass");
  if (commandClass === BINARY_SENSOR && kind !== "ups") {
    return readProperty(kind, said, "zwave-js Binary Sensor");
  }
  const known = NOTIFICATIONS[kind];
  if (commandClass !== NOTIFICATION || known === undefined) {
    return silent(`command class ${shown(commandClass)} says nothing about ${kind}`);
  }
  if (asWord(own(id, "property")) !== known.name) {
    return silent(`${shown(own(id, "property"))} says nothing about ${kind}`);
  }
  const key = asWord(own(id, "propertyKey"));
  const test = /test|^alarm_status$/.test(key ?? "");
  if (key !== known.state && !test) return silent(`${shown(key)} says nothing about ${kind}`);
  if (test && known.values[Number(said)] !== "test") {
    return silent("the test ended, and the sensor's own status says how it stands");
  }
  return meaning(kind, said, known.values, `zwave-js ${known.name} ${key}`);
}

function notification(kind: SensorKind, body: Fields): Recognition {
  const args = own(body, "args");
  const known = NOTIFICATIONS[kind];
  if (
    known === undefined ||
    own(body, "ccId") !== NOTIFICATION ||
    known.type !== own(args, "type")
  ) {
    return silent(`the notification says nothing about ${kind}`);
  }
  const event = own(args, "event");
  const by = `zwave-js notification ${known.name}`;
  return known.values[Number(event)] === undefined
    ? silent(`event ${shown(event)} says nothing about ${kind}`)
    : meaning(kind, event, known.values, by);
}

function meaning(kind: SensorKind, said: unknown, values: Values, by: string): Recognised {
  const found = typeof said === "number" ? values[said] : undefined;
  if (found === undefined) return unknownReading(kind, by, `${by} is ${shown(said)}`);
  return { value: found === "test" ? "test" : readingOf(kind, found === "active"), by };
}
