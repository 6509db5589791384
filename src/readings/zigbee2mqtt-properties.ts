/**
 * Which properties of a zigbee2mqtt device speak for which kind, and what their values stand for. The
 * source is zigbee-herdsman-converters; every device definition of it is held against this table.
 */
import type { SensorKind } from "../core/site.ts";
import type { Sense } from "./words.ts";

export interface Spoken {
  readonly property: string;
  /** What each word stands for; a word beside them says nothing. Without it the usual words are read. */
  readonly words?: Readonly<Record<string, Sense>>;
  /** True where the property's yes means rest: a contact that says `true` is closed. */
  readonly inverted?: true;
  /** Where given, only booleans and words count: a number under this name is a quantity. */
  readonly neverNumber?: true;
  /** Every word is the kind's own business: one that isn't listed is unknown, not silence. */
  readonly ownWords?: true;
  /** A mains voltage in volts. */
  readonly volts?: true;
}

const GENERIC_WORDS: Spoken["words"] = {
  true: "active",
  false: "rest",
  alarm: "active",
  idle: "rest",
};

/** What an IAS zone of no stated type calls its alarm. It comes last, because it doesn't say of what. */
const ANY_ALARM: readonly Spoken[] = [
  { property: "alarm", words: GENERIC_WORDS },
  { property: "alarm_1", words: GENERIC_WORDS },
  { property: "alarm_2", words: GENERIC_WORDS },
];

/** The levels of Heiman's detectors, for the one of a double detector that has no property of its own. */
const LEVELS: readonly Spoken[] = [
  {
    property: "alarm_state",
    words: {
      normal: "rest",
      prealarm: "unknown",
      alarmed: "active",
      warning_alarm: "active",
      critical_alarm: "active",
    },
  },
];

const HALO_SMOKE: Spoken["words"] = {
  safe: "rest",
  smoke: "active",
  interconnect_smoke: "active",
  smoke_test: "test",
};

const HALO_CO: Spoken["words"] = {
  safe: "rest",
  carbon_monoxide: "active",
  interconnect_carbon_monoxide: "active",
  co_test: "test",
};

/** Tuya's `detecting` and `unknown` come with `smoke: false`, and are no "no". */
const SMOKE_STATE: Spoken["words"] = {
  alarm: "active",
  normal: "rest",
  none: "rest",
  detecting: "unknown",
  unknown: "unknown",
};

const SUPPLIED: Spoken["words"] = {
  mains: "active",
  ac_power: "active",
  external: "active",
  cable: "active",
  usb: "active",
  "mains_(single_phase)": "active",
  "mains_(3_phase)": "active",
  battery: "rest",
  battery_full: "rest",
  battery_high: "rest",
  battery_medium: "rest",
  battery_low: "rest",
};

/**
 * The first group of which the message has a property decides; within it the graver answer wins. An
 * IAS contact is inverted by its converter, `alarm_1` of an untyped one is not.
 */
export const PROPERTIES: Readonly<Record<SensorKind, readonly (readonly Spoken[])[]>> = {
  smoke: [
    [
      { property: "smoke" },
      { property: "smoke_alarm" },
      { property: "smoke_alarm_1" },
      { property: "smoke_alarm_2" },
      { property: "smoke_state", words: SMOKE_STATE, ownWords: true },
      { property: "halo_alert_state", words: HALO_SMOKE },
    ],
    LEVELS,
    ANY_ALARM,
  ],
  heat: [
    [{ property: "heat", neverNumber: true }, { property: "heat_alarm" }],
    [{ property: "smoke" }, { property: "smoke_alarm_1" }, { property: "smoke_alarm_2" }],
    LEVELS,
    ANY_ALARM,
  ],
  "carbon-monoxide": [
    [
      { property: "carbon_monoxide" },
      { property: "carbon_monoxide_alarm_1" },
      { property: "carbon_monoxide_alarm_2" },
      { property: "co_state" },
      { property: "halo_alert_state", words: HALO_CO },
    ],
    LEVELS,
    ANY_ALARM,
  ],
  gas: [
    [
      { property: "gas_sensor_state" },
      { property: "gas_alarm_1" },
      { property: "gas_alarm_2" },
      { property: "gas", neverNumber: true },
    ],
    LEVELS,
    ANY_ALARM,
  ],
  "call-point": [
    [
      { property: "call_point" },
      { property: "sos" },
      { property: "sos_alarm" },
      { property: "emergency" },
    ],
    ANY_ALARM,
  ],
  intrusion: [[{ property: "intrusion" }, { property: "intruder" }], ANY_ALARM],
  "release-contact": [[{ property: "release" }, { property: "emergency" }]],
  "exit-request": [[{ property: "occupancy" }, { property: "presence" }]],
  contact: [
    [
      { property: "contact", inverted: true },
      { property: "garage_door_contact", inverted: true },
      { property: "contact_alarm_1", inverted: true },
      { property: "contact_alarm_2", inverted: true },
      {
        property: "opening_state",
        words: { open: "active", tilted: "active", closed: "rest" },
        ownWords: true,
      },
      {
        property: "door_state",
        words: {
          open: "active",
          error_forced_open: "active",
          closed: "rest",
          error_jammed: "unknown",
          error_unspecified: "unknown",
          undefined: "unknown",
        },
        ownWords: true,
      },
      { property: "dry_contact", words: { contact_open: "active", contact_closed: "rest" } },
    ],
    ANY_ALARM,
  ],
  // `ac_status` is bit 7 of the IAS zone status, which stands for a mains fault (ZCL 8.2.2.2.1.3).
  power: [
    [
      { property: "mains" },
      { property: "power_available" },
      { property: "ac_status", inverted: true },
      { property: "ac_connected" },
      { property: "mains_power_connected" },
      { property: "power_outage", words: { power_ok: "active", outage_detected: "rest" } },
    ],
    [
      { property: "power_source", words: SUPPLIED },
      { property: "current_power_source", words: SUPPLIED },
      { property: "power_supply_mode", words: SUPPLIED },
      { property: "power_type", words: SUPPLIED },
      { property: "usb_power" },
      { property: "power", words: SUPPLIED },
    ],
    [
      { property: "mains_voltage", volts: true },
      { property: "ext_voltage", volts: true },
    ],
  ],
  ups: [],
};

/**
 * Beside these a bare `alarm: true` is not the device's own alarm: it switches a siren, or it stands
 * beside the property that says what was detected.
 */
export const ALARM_IS_ANOTHERS: readonly string[] = [
  "alarm_duration",
  "alarm_melody",
  "alarm_ring",
  "alarm_ringtone",
  "alarm_time",
  "alarm_volume",
  "duration",
  "max_duration",
  "melody",
  "opening_state",
  "ringtone",
  "silence_siren",
  "smoke",
  "volume",
  "water_leak",
];

/** What runs a test or has ended one, and what says that the device can't be relied on. */
export const TEST_BITS = [
  "test",
  "testing",
  "test_in_progress",
  "test_alarm",
  "test_alarm_result",
  "halo_test_result",
  "self_test",
  "selftest",
  "self_test_result",
  "self_checking",
  "checking_result",
];
export const FAULT_BITS = ["fault", "trouble", "fault_alarm", "device_fault"];

export const TEST_RUNNING: ReadonlySet<string> = new Set(["checking", "running"]);
export const TEST_FAILED = /^(check_)?(fail|failure)(_|$)/;

/** While one of these is true the device has put its own detection aside. */
export const DETECTION_OFF = ["smoke_alarm_silenced"];

/** Batteries in words. */
export const BATTERY_WORDS = ["battery_state", "battery_level"];
