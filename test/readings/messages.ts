/** For every source and kind, the message with which its products say yes and no. */
import type { SensorKind } from "../../src/core/site.ts";
import type { Source } from "../../src/readings/index.ts";

/** What says that a sensor is in alarm, open or live, or that it is not; undefined for no such product. */
type Says = (kind: SensorKind, active: boolean) => unknown;

const zigbee: Partial<Record<SensorKind, string>> = {
  smoke: "smoke",
  heat: "heat",
  "carbon-monoxide": "carbon_monoxide",
  gas: "gas",
  "call-point": "sos",
  intrusion: "intrusion",
  "release-contact": "release",
  "exit-request": "occupancy",
  power: "mains_power_connected",
};

const notifications: Partial<Record<SensorKind, readonly [string, string, number, number]>> = {
  smoke: ["Smoke Alarm", "Sensor status", 2, 0],
  heat: ["Heat Alarm", "Heat sensor status", 2, 0],
  "carbon-monoxide": ["CO Alarm", "Sensor status", 1, 0],
  gas: ["Gas alarm", "Combustible gas status", 2, 0],
  contact: ["Access Control", "Door state", 22, 23],
  intrusion: ["Home Security", "Sensor status", 2, 0],
  power: ["Power Management", "Mains status", 3, 2],
};

function zwave(kind: SensorKind, active: boolean): unknown {
  const [property, propertyKey, yes, no] = notifications[kind] ?? [];
  const valueId =
    property === undefined
      ? { commandClass: 48, endpoint: 0, property: "Any" }
      : { commandClass: 113, endpoint: 0, property, propertyKey };
  const newValue = property === undefined ? active : active ? yes : no;
  return { event: "VALUE_UPDATED", nodeId: 7, eventBody: { valueId, newValue } };
}

const classes: Partial<Record<SensorKind, string>> = {
  smoke: "smoke",
  heat: "heat",
  "carbon-monoxide": "carbon_monoxide",
  gas: "gas",
  "call-point": "safety",
  intrusion: "safety",
  "release-contact": "opening",
  "exit-request": "occupancy",
  contact: "door",
  power: "power",
};

const characteristics: Partial<Record<SensorKind, readonly [string, number, number]>> = {
  smoke: ["SmokeDetected", 1, 0],
  heat: ["SmokeDetected", 1, 0],
  "carbon-monoxide": ["CarbonMonoxideDetected", 1, 0],
  contact: ["ContactSensorState", 1, 0],
  intrusion: ["SecuritySystemCurrentState", 4, 3],
  power: ["On", 1, 0],
};

const states: Partial<Record<SensorKind, string>> = {
  smoke: "fire",
  heat: "fire",
  "carbon-monoxide": "carbonmonoxide",
  gas: "gas",
  intrusion: "alarm",
  "call-point": "alarm",
  "release-contact": "alarm",
  contact: "open",
};

const codes: Partial<Record<SensorKind, readonly [string, unknown, unknown]>> = {
  smoke: ["smoke_sensor_status", "alarm", "normal"],
  heat: ["temper_sensor_status", "alarm", "normal"],
  "carbon-monoxide": ["co_status", "alarm", "normal"],
  gas: ["gas_sensor_state", "alarm", "normal"],
  "call-point": ["sos_state", true, false],
  contact: ["doorcontact_state", true, false],
};

export const MESSAGES: Readonly<Record<Source["name"], Says>> = {
  zigbee2mqtt: (kind, active) => {
    if (kind === "contact") return { contact: !active, linkquality: 84 };
    const name = zigbee[kind];
    return name === undefined ? undefined : { [name]: active, linkquality: 84 };
  },
  "zwavejs-ui": zwave,
  "home-assistant": (kind, active) => ({
    entity_id: "binary_sensor.x",
    state: active ? "on" : "off",
    attributes: { device_class: classes[kind] },
  }),
  homekit: (kind, active) => {
    const [name, yes, no] = characteristics[kind] ?? [];
    return name === undefined ? undefined : { [name]: active ? yes : no };
  },
  deconz: (kind, active) => {
    const name = states[kind];
    return name === undefined ? undefined : { [name]: active, lastupdated: "2026-01-01" };
  },
  "shelly-gen1": (kind, active) => {
    if (kind === "smoke") return { smoke: active, bat: { value: 90 } };
    if (kind === "gas") return { gas_sensor: { alarm_state: active ? "heavy" : "none" } };
    if (kind === "contact") {
      return { sensor: { state: active ? "open" : "close", is_valid: true } };
    }
    return { inputs: [{ input: active ? 1 : 0 }] };
  },
  "shelly-gen2": (kind, active) => {
    if (kind === "smoke") return { "smoke:0": { id: 0, alarm: active, mute: false } };
    if (kind === "power") return { "devicepower:0": { id: 0, external: { present: active } } };
    if (kind === "contact") return { window: active ? 1 : 0 };
    return { "input:0": { id: 0, state: active } };
  },
  tasmota: (_, active) => ({ Time: "2026-01-01T00:00:00", Switch1: active ? "ON" : "OFF" }),
  esphome: (_, active) => (active ? "ON" : "OFF"),
  tuya: (kind, active) => {
    const [code, yes, no] = codes[kind] ?? [];
    return code === undefined ? undefined : [{ code, value: active ? yes : no }];
  },
  nut: (_, active) => ({
    "ups.status": active ? "OL CHRG" : "OB DISCHRG",
    "battery.charge": "88",
  }),
  apcupsd: (_, active) => ({ STATUS: active ? "ONLINE " : "ONBATT ", BCHARGE: "88.0 Percent" }),
  plain: (kind, active) => {
    if (kind === "contact") return { value: active ? "open" : "closed" };
    if (kind === "ups") return { status: active ? "online" : "on-battery", percent: 88 };
    return { value: active };
  },
};
