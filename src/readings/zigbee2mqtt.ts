/** zigbee2mqtt, over MQTT or through node-red-contrib-zigbee2mqtt: one object with all of a device's values. */
import type { SensorKind } from "../core/site.ts";
import { companions, companionsOf, firstOf, readProperty, shown, withBits } from "./property.ts";
import {
  type Companions,
  type Family,
  type Fields,
  has,
  isAlarmKind,
  isFields,
  kindsIn,
  own,
  type Recognised,
  type Recognition,
  readingOf,
  unknownReading,
} from "./reading.ts";
import { asFlag, asNumber, asWord, type Sense } from "./words.ts";
import { bolt } from "./zigbee2mqtt-bolt.ts";
import {
  ALARM_IS_ANOTHERS,
  BATTERY_WORDS,
  DETECTION_OFF,
  FAULT_BITS,
  PROPERTIES,
  type Spoken,
  TEST_BITS,
  TEST_FAILED,
  TEST_RUNNING,
} from "./zigbee2mqtt-properties.ts";

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

/** Mains of any country reads as there; a sensor's residue of a few volts as gone; between is neither. */
const LIVE_FROM_VOLTS = 80;
const LOST_TO_VOLTS = 20;

export const zigbee2mqtt: Family = {
  name: "zigbee2mqtt",
  kinds: kindsIn(PROPERTIES),
  read(kind, value): Recognition | null {
    if (!isFields(value)) return kind === "contact" ? bareContact(value) : null;
    if (kind === "exit-request" && has(value, "action")) {
      return { ...action(value), ...companionsIn(value) };
    }
    const said = gravest(kind, value);
    if (said === null) return nothingSaid(kind, value);
    return { ...withBits(reliable(kind, value, said), ...bits(value)), ...companionsIn(value) };
  },
  readBolt: bolt,
};

/**
 * One property that the owner chose, in the polarity and the words of its converter where they are
 * known: a contact that says `true` is closed, whatever it is bound as. The message must have it.
 */
export function readNamed(kind: SensorKind, property: string, value: Fields): Recognised {
  const spoken = [...PROPERTIES[kind], ...PROPERTIES.contact]
    .flat()
    .find((each) => each.property === property);
  const read = spoken === undefined ? null : spokenIn(kind, spoken, value);
  return read ?? readProperty(kind, own(value, property), `zigbee2mqtt ${property}`);
}

/** The graver of what the first group that speaks has to say; null where none speaks. */
function gravest(kind: SensorKind, value: Fields): Recognised | null {
  for (const group of PROPERTIES[kind]) {
    const reads = group.flatMap((spoken) => spokenIn(kind, spoken, value) ?? []);
    const [first] = reads;
    if (first === undefined) continue;
    const grave = readingOf(kind, kind !== "power");
    return (
      reads.find((read) => read.value === grave) ??
      reads.find((read) => read.value === "unknown") ??
      reads.find((read) => read.value === "test" || read.value === "fault") ??
      first
    );
  }
  return null;
}

function spokenIn(kind: SensorKind, spoken: Spoken, value: Fields): Recognised | null {
  const { property, words, inverted } = spoken;
  if (!has(value, property) || isAnothers(property, value)) return null;
  const said = own(value, property);
  const by = `zigbee2mqtt ${property}`;
  if (spoken.volts === true) return volts(kind, said, by);
  if (spoken.neverNumber === true && typeof said === "number") {
    return unknownReading(kind, by, `${property} is ${shown(said)}, a quantity and no alarm`);
  }
  if (words === undefined) return readProperty(kind, said, by, inverted);
  // Wattage has the name of a supply too, and a plug that doesn't know its own says nothing of it.
  if (said === null) return property === "power" ? null : readProperty(kind, said, by);
  const word = asWord(said);
  const sense = word !== null && Object.hasOwn(words, word) ? words[word] : undefined;
  if (sense !== undefined) return inSense(kind, sense, said, by);
  return spoken.ownWords === true
    ? unknownReading(kind, by, `${by} is ${shown(said)}, a word that no rule knows`)
    : null;
}

function inSense(kind: SensorKind, sense: Sense, said: unknown, by: string): Recognised {
  if (sense === "active" || sense === "rest") {
    return { value: readingOf(kind, sense === "active"), by };
  }
  if (sense === "test" && isAlarmKind(kind)) return { value: "test", by };
  return unknownReading(kind, by, `${by} is ${shown(said)}`);
}

function isAnothers(property: string, value: Fields): boolean {
  return (
    property === "alarm" &&
    typeof own(value, property) === "boolean" &&
    firstOf(value, ALARM_IS_ANOTHERS) !== undefined
  );
}

function volts(kind: SensorKind, said: unknown, by: string): Recognised {
  const number = asNumber(said);
  if (number !== undefined && number >= LIVE_FROM_VOLTS)
    return { value: readingOf(kind, true), by };
  if (number !== undefined && number <= LOST_TO_VOLTS) return { value: readingOf(kind, false), by };
  return unknownReading(kind, by, `${shown(said)} V is neither mains nor none`);
}

/** A detector whose detection is off can't say that there is nothing. */
function reliable(kind: SensorKind, value: Fields, said: Recognised): Recognised {
  const off = DETECTION_OFF.find((name) => asFlag(own(value, name)) === true);
  return off === undefined || kind !== "smoke" || said.value !== "clear"
    ? said
    : unknownReading(kind, said.by, `${off}: the detection is switched off for now`);
}

/** Whether a test runs, and whether the device is at fault or has failed its last test. */
function bits(value: Fields): [test: boolean, fault: boolean] {
  const isTrue = (name: string) => asFlag(own(value, name)) === true;
  const wordOf = (name: string) => asWord(own(value, name)) ?? "";
  return [
    TEST_BITS.some(
      (name) => isTrue(name) || TEST_RUNNING.has(wordOf(name)) || wordOf(name) === "test",
    ),
    FAULT_BITS.some(isTrue) || TEST_BITS.some((name) => TEST_FAILED.test(wordOf(name))),
  ];
}

/** Battery and tamper, also where they are words. */
function companionsIn(value: Fields): Companions {
  const usual = companionsOf(value);
  const word = BATTERY_WORDS.map((name) => asWord(own(value, name))).find(
    (each) => each === "low" || each === "medium" || each === "middle" || each === "high",
  );
  const low = usual.battery?.low ?? (word === undefined ? undefined : word === "low");
  const tamper = usual.tamper ?? asFlag(own(value, "tamper_alarm"));
  return companions(usual.battery?.percent, low, tamper);
}

/** node-red-contrib-zigbee2mqtt may pass one chosen value: a bare boolean, true for closed. */
function bareContact(value: unknown): Recognition | null {
  if (typeof value !== "boolean") return null;
  return readProperty("contact", value, "zigbee2mqtt contact", true);
}

const PRESS =
  /(^|_)(single|double|triple|quadruple|quintuple|many|\d+_click|click|clicked|press|pressed|push|pushed|short|long|hold|held|on|toggle|button|trigger|tap)(_|$)/;
const RELEASE = /(^|_)(release|released|off)(_|$)/;
const NO_PRESS = /lock|(^|_)(arm|disarm|armed|panic|sos|emergency|fire|alarm|move|step|stop|loop)/;

/** A press is an exit request, a button let go is rest; a keypad's or a lock's own words are neither. */
function action(value: Fields): Recognition {
  const by = "zigbee2mqtt action";
  const word = asWord(own(value, "action"));
  if (word === null || own(value, "action") === null) {
    return unknownReading("exit-request", by, "the action is not a word");
  }
  if (word === "" || RELEASE.test(word)) return { value: "clear", by };
  return PRESS.test(word) && !NO_PRESS.test(word)
    ? { value: "alarm", by }
    : { value: null, by, reason: `the action ${shown(word)} is no press of a button` };
}

function nothingSaid(kind: SensorKind, value: Fields): Recognition | null {
  if (firstOf(value, HOUSEKEEPING) === undefined) return null;
  if (isDetector(kind) && bits(value)[0]) {
    return { value: "test", by: "zigbee2mqtt test", ...companionsIn(value) };
  }
  const names = (PROPERTIES[kind][0] ?? []).map(({ property }) => property).join(" or ");
  return {
    value: null,
    by: "zigbee2mqtt",
    reason: `the message has no ${names || "value"} in it`,
    ...companionsIn(value),
  };
}

function isDetector(kind: SensorKind): boolean {
  return ["smoke", "heat", "carbon-monoxide", "gas"].includes(kind);
}
