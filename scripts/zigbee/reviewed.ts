/** The Zigbee properties that their description alone doesn't settle, each looked at in its converter. */
import type { Meaning } from "./truth.ts";

export interface Odd extends Meaning {
  readonly property: string;
  /** Only of these models; of all where it isn't given. */
  readonly models?: readonly string[];
  /** Only where the property has exactly these values. */
  readonly values?: readonly (string | boolean)[];
}

const SUPPLIED = { on: "on", off: "off", unknown: "unknown" } as const;

/** An alarm bit that isn't said to be of anything, in a device that is. */
function bit(
  role: Meaning["role"],
  properties: readonly string[],
  models: readonly string[],
  [on, off]: readonly [string, string] = ["alarm", "clear"],
): Odd[] {
  return properties.map((property) => ({
    property,
    models,
    role,
    means: { true: on, false: off },
  }));
}

export const ODD: readonly Odd[] = [
  { property: "smoke_state", role: "smoke", means: smokeState() },
  { property: "co_state", role: "carbon-monoxide", means: { alarm: "alarm", normal: "clear" } },
  { property: "gas_sensor_state", role: "gas", means: { alarm: "alarm", normal: "clear" } },
  {
    property: "halo_alert_state",
    role: "smoke",
    means: { safe: "clear", smoke: "alarm", interconnect_smoke: "alarm", smoke_test: "test" },
  },
  ...["S1-TL", "S2-E"].map((model): Odd => levels("smoke", model, "alarmed")),
  ...["HM-722ESY-E Plus", "HS1CA-E-PLUS", "HM-636THV-AC-M"].map(
    (model): Odd => levels("carbon-monoxide", model, "warning_alarm"),
  ),
  ...bit("heat", ["alarm"], ["HM-5HA-E"]),
  ...bit("carbon-monoxide", ["alarm"], ["ZBCO-AE-10X-EUR"]),
  // It listens for the sound of smoke alarms.
  ...bit("smoke", ["alarm"], ["FFZB1-SM-ECO"]),
  ...bit("smoke", ["alarm_1", "alarm_2"], ["MIR-SM100-E"]),
  // Contacts of IAS zones without a type: the bit is not inverted, so true is open.
  ...bit("contact", ["alarm"], ["ZD1-EN"], ["open", "closed"]),
  ...bit("contact", ["alarm_1"], ["1811680"], ["open", "closed"]),
  ...bit("contact", ["alarm_1", "alarm_2"], ["FB56-DOS06HM1.1", "S901D-ZG"], ["open", "closed"]),
  ...bit(
    "siren",
    ["alarm"],
    ["81868", "SA100", "SRAC-23B-ZBSR", "PSE03-V1.1.0", "ZR1-EN", "R7051"],
  ),
  { property: "alarm", values: ["ALARM", "IDLE"], role: "intrusion", means: soda() },
  {
    property: "opening_state",
    role: "contact",
    means: { open: "open", tilted: "open", closed: "closed" },
  },
  {
    property: "door_state",
    role: "contact",
    means: {
      open: "open",
      closed: "closed",
      error_forced_open: "open",
      error_jammed: "unknown",
      error_unspecified: "unknown",
      undefined: "unknown",
    },
  },
  {
    property: "dry_contact",
    role: "contact",
    means: { contact_closed: "closed", contact_open: "open" },
  },
  { property: "state", values: ["UNLOCK", "LOCK"], role: "lock", means: aqaraLock() },
  { property: "lock_status", role: "lock", means: { 0: "locked", 1: "unlocked" } },
  {
    property: "power_source",
    role: "power",
    means: { mains: SUPPLIED.on, battery: SUPPLIED.off },
  },
  {
    property: "current_power_source",
    role: "power",
    means: { ac_power: SUPPLIED.on, battery: SUPPLIED.off },
  },
  {
    property: "power_supply_mode",
    values: ["battery", "external"],
    role: "power",
    means: { external: SUPPLIED.on, battery: SUPPLIED.off },
  },
  {
    property: "power_type",
    values: ["battery", "cable"],
    role: "power",
    means: { cable: SUPPLIED.on, battery: SUPPLIED.off },
  },
  {
    property: "power_type",
    values: ["battery_full", "battery_high", "battery_medium", "battery_low", "usb"],
    role: "power",
    means: { usb: SUPPLIED.on, battery_full: SUPPLIED.off, battery_low: SUPPLIED.off },
  },
  {
    property: "power",
    values: ["unknown", "mains (single phase)", "mains (3 phase)", "battery"],
    role: "power",
    means: {
      "mains (single phase)": SUPPLIED.on,
      "mains (3 phase)": SUPPLIED.on,
      battery: SUPPLIED.off,
    },
  },
  { property: "usb_power", role: "power", means: { ON: SUPPLIED.on, OFF: SUPPLIED.off } },
  ...["mains_voltage", "ext_voltage"].map(
    (property): Odd => ({
      property,
      role: "power",
      means: { 0: SUPPLIED.off, 1: SUPPLIED.off, 254: SUPPLIED.on },
    }),
  ),
  ...["battery_state", "battery_level"].map(
    (property): Odd => ({
      property,
      role: "battery-low",
      means: { low: "true", medium: "false", middle: "false", high: "false" },
    }),
  ),
  ...["self_test", "selftest", "self_test_result", "test_alarm_result", "checking_result"].map(
    (property): Odd => ({ property, role: "test", means: tests() }),
  ),
  { property: "halo_test_result", role: "test", means: tests() },
  { property: "test", role: "test", means: { true: "true", false: "false" } },
  { property: "battery_low", role: "battery-low", means: { true: "true", false: "false" } },
];

/** Tuya's converter says `smoke: false` with `detecting` and `unknown`, which is more than it knows. */
function smokeState(): Meaning["means"] {
  return {
    alarm: "alarm",
    normal: "clear",
    none: "clear",
    detecting: "unknown",
    unknown: "unknown",
  };
}

function levels(role: Meaning["role"], model: string, warning: string): Odd {
  const means = { normal: "clear", [warning]: "alarm", critical_alarm: "alarm" };
  return { property: "alarm_state", models: [model], role, means };
}

/** Aqara's older door locks tell their state and can't be told. */
function aqaraLock(): Meaning["means"] {
  return { LOCK: "locked", UNLOCK: "unlocked" };
}

function soda(): Meaning["means"] {
  return { ALARM: "alarm", IDLE: "clear" };
}

function tests(): Meaning["means"] {
  return { true: "true", test: "true", checking: "true", Checking: "true", running: "true" };
}

/** What sounds like ours and isn't, by kind of reason. */
export const REVIEWED: readonly { readonly properties: RegExp; readonly why: string }[] = [
  {
    properties:
      /^(abs_)?(max|min)_|_threshold|setpoint|_sensitivity|_time$|_limit|preheat|pre_heat/,
    why: "a limit or a plan",
  },
  {
    properties: /temperature|humidity|heat_|cumulative_heat|overheat|heater|ntc_|boiler|heat$/,
    why: "temperature and heating, which are no heat alarm",
  },
  {
    properties:
      /^(co|co_ppm|(frc_)?co2.*|carbon_monoxide_value|gas|gas_value|gas_density|smoke_(density|value|level|concentration|unit).*|.*_lel)$/,
    why: "a concentration, and its limit is the device's business",
  },
  { properties: /battery|voltage|frequency/, why: "a battery's or a measurement's detail" },
  { properties: /window|out_door_sensor|opening_mode/, why: "a thermostat's or a handle's guess" },
  { properties: /lock|interlock|locked/, why: "a lock on buttons, or a log of who used a lock" },
  { properties: /water|leak|occupancy_|vibration|dwell|flow/, why: "water, presence or movement" },
  {
    properties:
      /^alarms$|^emergency_|^alarm_(active|switch|status|state|alarm_[12]|1|2)$|^alarm$|power_alarm|_alarm$/,
    why: "an alarm of another subject",
  },
  {
    properties: /siren|buzzer|linkage|silenced|weather|alert|alarm_temp/,
    why: "noise and notices",
  },
  { properties: /fault|trouble|error|end_?of_?life/, why: "a fault bit" },
  { properties: /test|checking/, why: "the plan or result of a test" },
  { properties: /^ac_|power_|outage|usb|supply/, why: "air conditioning, counters and settings" },
  { properties: /_last_changed|_user|_source/, why: "when, who and from where" },
  { properties: /contact_mode|door_|garage_door_/, why: "a mode" },
];
