/**
 * What the values and events of the Z-Wave Notification command class say, by kind. Types, variables and
 * numbers are those of the Z-Wave notification registry, as @zwave-js/core carries it; every one of its
 * values is held against this table.
 */
import type { Bolt } from "../core/input.ts";
import type { SensorKind } from "../core/site.ts";
import type { Companions } from "./reading.ts";

export type Meaning = "active" | "rest" | "test" | "fault";

export interface Speaker {
  readonly type: number;
  /** The type's name and the variable's, as words. */
  readonly alarm: string;
  readonly variable: string;
  readonly values: Readonly<Record<number, Meaning>>;
}

export interface Event {
  readonly type: number;
  readonly events: Readonly<Record<number, Meaning>>;
}

/** Result of a test, which replaces the event's number in the value: 1 is passed, 2 is failed. */
const TESTED: Speaker["values"] = { 1: "test", 2: "fault", 3: "test" };
const DETECTED: Speaker["values"] = { 0: "rest", 1: "active", 2: "active" };
/** Open, open in regular position and open tilted, where the device tells; closed. */
const DOOR: Speaker["values"] = { 22: "active", 5632: "active", 5633: "active", 23: "rest" };

function speaker(
  type: number,
  alarm: string,
  variable: string,
  values: Speaker["values"],
): Speaker {
  return { type, alarm, variable, values };
}

/** The variables that speak for a kind. A variable of a type beside them says nothing about it. */
export const SPEAKERS: Readonly<Partial<Record<SensorKind, readonly Speaker[]>>> = {
  smoke: [
    speaker(1, "smoke_alarm", "sensor_status", DETECTED),
    speaker(1, "smoke_alarm", "alarm_status", { 3: "test" }),
  ],
  "carbon-monoxide": [
    speaker(2, "co_alarm", "sensor_status", DETECTED),
    speaker(2, "co_alarm", "test_status", TESTED),
  ],
  gas: [
    speaker(18, "gas_alarm", "combustible_gas_status", DETECTED),
    speaker(18, "gas_alarm", "toxic_gas_status", { 0: "rest", 3: "active", 4: "active" }),
    speaker(18, "gas_alarm", "alarm_status", { 5: "test" }),
    speaker(3, "co2_alarm", "sensor_status", DETECTED),
    speaker(3, "co2_alarm", "test_status", TESTED),
  ],
  heat: [
    // Underheat is the other end of the same variable, and no heat.
    speaker(4, "heat_alarm", "heat_sensor_status", { ...DETECTED, 5: "rest", 6: "rest" }),
    speaker(4, "heat_alarm", "alarm_status", { 7: "test" }),
  ],
  contact: [
    speaker(6, "access_control", "door_state", DOOR),
    speaker(6, "access_control", "door_state_(simple)", DOOR),
  ],
  intrusion: [speaker(7, "home_security", "sensor_status", DETECTED)],
  power: [speaker(8, "power_management", "mains_status", { 2: "rest", 3: "active" })],
};

/** Events that leave no state behind. Rapid rise, glass breakage, the call for the fire service, panic. */
export const EVENTS: Readonly<Partial<Record<SensorKind, readonly Event[]>>> = {
  heat: [{ type: 4, events: { 3: "active", 4: "active" } }],
  intrusion: [
    { type: 7, events: { 5: "active", 6: "active" } },
    { type: 10, events: { 4: "active" } },
  ],
  "call-point": [{ type: 10, events: { 2: "active" } }],
};

const TAMPER: Companions = { tamper: true };
const LOW: Companions = { battery: { low: true } };
const NOT_LOW: Companions = { battery: { low: false } };

/** What comes along with a value, whatever the kind: a lifted cover, a battery that runs out. */
export const COMPANION_VALUES: Readonly<Record<string, Readonly<Record<number, Companions>>>> = {
  "home_security cover_status": { 0: { tamper: false }, 3: TAMPER },
  "home_security magnetic_interference_status": { 11: TAMPER },
  "power_management battery_maintenance_status": { 0: NOT_LOW, 10: LOW, 11: LOW, 17: LOW },
  "power_management battery_level_status": { 0: NOT_LOW, 13: NOT_LOW, 14: LOW, 15: LOW },
  "power_management backup_battery_level_status": { 0: NOT_LOW, 16: LOW, 18: LOW },
  "power_management back-up_battery_level_status": { 0: NOT_LOW, 16: LOW, 18: LOW },
};

/** The same as events, by type. */
export const COMPANION_EVENTS: Readonly<Record<number, Readonly<Record<number, Companions>>>> = {
  7: { 3: TAMPER, 4: TAMPER, 9: TAMPER, 11: TAMPER },
  8: { 10: LOW, 11: LOW, 13: NOT_LOW, 14: LOW, 15: LOW, 16: LOW, 17: LOW, 18: LOW },
};

/**
 * What an Access Control event says of the bolt. `lock/open` by credential is left out: it is one word
 * for two things.
 */
export const BOLT_EVENTS: Readonly<Record<number, Bolt>> = {
  1: "locked",
  2: "unlocked",
  3: "locked",
  4: "unlocked",
  5: "locked",
  6: "unlocked",
  7: "jammed",
  8: "jammed",
  9: "locked",
  10: "jammed",
  11: "jammed",
  33: "locked",
  34: "unlocked",
};

/** `currentMode` of the Door Lock command class. 254 is the standard's own "unknown". */
export const LOCK_MODES: Readonly<Record<number, "locked" | "unlocked">> = {
  0: "unlocked",
  1: "unlocked",
  16: "unlocked",
  17: "unlocked",
  32: "unlocked",
  33: "unlocked",
  255: "locked",
};

/** Binary Sensor: the kinds that each type of sensor may speak for; the others speak for any. */
export const BINARY_TYPES: Readonly<Record<string, readonly SensorKind[]>> = {
  smoke: ["smoke"],
  co: ["carbon-monoxide"],
  co2: ["gas"],
  heat: ["heat"],
  "door/window": ["contact"],
  door_window: ["contact"],
  tilt: ["contact"],
  glass_break: ["intrusion"],
  motion: ["exit-request", "intrusion"],
  water: [],
  freeze: [],
  tamper: [],
};
