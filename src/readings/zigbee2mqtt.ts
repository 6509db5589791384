/** zigbee2mqtt, over MQTT or through node-red-contrib-zigbee2mqtt: one object with all of a device's values. */
import type { SensorKind } from "../core/site.ts";
import { companionsOf, firstOf, readProperty, shown, withBits } from "./property.ts";
import { type Family, has, isFields, own, type Recognition, unknownReading } from "./reading.ts";
import { asWord } from "./words.ts";

/** The properties that speak for a kind, best first. */
const OWN_PROPERTIES: Readonly<Record<SensorKind, readonly string[]>> = {
  smoke: ["smoke", "smoke_alarm"],
  heat: ["heat", "heat_alarm", "temperature_alarm", "smoke"],
  "carbon-monoxide": ["carbon_monoxide"],
  gas: ["gas"],
  "call-point": ["call_point", "emergency", "sos", "alarm"],
  intrusion: ["intrusion", "intruder", "alarm"],
  "release-contact": ["release", "emergency"],
  "exit-request": ["action", "occupancy", "presence"],
  contact: ["contact"],
  power: ["mains", "power_available", "ac_status", "ac_connected"],
  ups: [],
};

/**
 * True when the leaf is closed, and true when the mains are at fault: `ac_status` is bit 7 of the IAS
 * zone status, which stands for a fault (ZCL 8.2.2.2.1.3).
 */
const SAYS_THE_OPPOSITE: ReadonlySet<string> = new Set(["contact", "ac_status"]);

/** What only a zigbee2mqtt device would say of itself. */
const HOUSEKEEPING = [
  "linkquality",
  "battery",
  "battery_low",
  "voltage",
  "last_seen",
  "device_temperature",
  "power_outage_count",
  "update",
  "tamper",
];

const BOLTS = { locked: "locked", unlocked: "unlocked", not_fully_locked: "jammed" } as const;

export const zigbee2mqtt: Family = {
  name: "zigbee2mqtt",
  read(kind, value): Recognition | null {
    if (!isFields(value)) return kind === "contact" ? bareContact(value) : null;
    const name = firstOf(value, OWN_PROPERTIES[kind]);
    if (name === undefined) return nothingSaid(kind, value);
    if (name === "action") return { ...action(value), ...companionsOf(value) };
    const by = `zigbee2mqtt ${name}`;
    const read = readProperty(kind, own(value, name), by, SAYS_THE_OPPOSITE.has(name));
    const test = own(value, "test") ?? own(value, "self_test");
    const fault = own(value, "fault") ?? own(value, "trouble") ?? own(value, "fault_alarm");
    return { ...withBits(read, test, fault), ...companionsOf(value) };
  },
  readBolt(value) {
    if (!has(value, "lock_state") && !["LOCK", "UNLOCK"].includes(String(own(value, "state")))) {
      return null;
    }
    const by = "zigbee2mqtt lock_state";
    if (!has(value, "lock_state")) {
      return own(value, "state") === "LOCK"
        ? { bolt: "locked", by: "zigbee2mqtt state" }
        : { bolt: "unlocked", by: "zigbee2mqtt state" };
    }
    const word = asWord(own(value, "lock_state")) ?? "";
    if (Object.hasOwn(BOLTS, word)) return { bolt: BOLTS[word as keyof typeof BOLTS], by };
    return { bolt: "unknown", by, reason: `lock_state is ${shown(own(value, "lock_state"))}` };
  },
};

/** node-red-contrib-zigbee2mqtt may pass one chosen value: a bare boolean, true for closed. */
function bareContact(value: unknown): Recognition | null {
  if (typeof value !== "boolean") return null;
  return readProperty("contact", value, "zigbee2mqtt contact", true);
}

/** A press is an exit request; the empty action that follows it is rest. */
function action(value: Readonly<Record<string, unknown>>): Recognition {
  const by = "zigbee2mqtt action";
  const word = asWord(own(value, "action"));
  if (word === null || own(value, "action") === null) {
    return unknownReading("exit-request", by, "the action is not a word");
  }
  if (word === "") return { value: "clear", by };
  return { value: /release$|off$/.test(word) ? "clear" : "alarm", by };
}

function nothingSaid(
  kind: SensorKind,
  value: Readonly<Record<string, unknown>>,
): Recognition | null {
  if (firstOf(value, HOUSEKEEPING) === undefined) return null;
  if (isTest(kind, value)) {
    return { value: "test", by: "zigbee2mqtt test", ...companionsOf(value) };
  }
  return {
    value: null,
    by: "zigbee2mqtt",
    reason: `the message has no ${OWN_PROPERTIES[kind].join(" or ") || "value"} in it`,
    ...companionsOf(value),
  };
}

function isTest(kind: SensorKind, value: Readonly<Record<string, unknown>>): boolean {
  return ["smoke", "heat", "carbon-monoxide", "gas"].includes(kind) && own(value, "test") === true;
}
