/** Z-Wave JS: what its values and notifications say of a sensor or a lock. */
import type { SensorKind } from "../core/site.ts";
import { companions, readProperty, shown } from "./property.ts";
import {
  type BoltRecognition,
  type Companions,
  type Family,
  kindsIn,
  type Recognition,
  readingOf,
  unknownReading,
} from "./reading.ts";
import { asFlag, asPercent, asWord } from "./words.ts";
import {
  BATTERY,
  BINARY_SENSOR,
  DOOR_LOCK,
  NOTIFICATION,
  type ZwaveMessage,
  zwaveMessage,
} from "./zwave-forms.ts";
import {
  BINARY_TYPES,
  BOLT_EVENTS,
  COMPANION_EVENTS,
  COMPANION_VALUES,
  EVENTS,
  LOCK_MODES,
  type Meaning,
  SPEAKERS,
} from "./zwave-notifications.ts";

const NODE_STATUS = "zwave-js node status";

const KINDS_OF_ANY_SENSOR: readonly SensorKind[] = [
  "call-point",
  "release-contact",
  "exit-request",
  "contact",
];

type ValueMessage = Extract<ZwaveMessage, { form: "value" }>;
type NotificationMessage = Extract<ZwaveMessage, { form: "notification" }>;

export const zwaveJs: Family = {
  name: "zwavejs-ui",
  // A binary sensor that doesn't say of what speaks for what it is bound as.
  kinds: [...new Set([...kindsIn(SPEAKERS), ...kindsIn(EVENTS), ...KINDS_OF_ANY_SENSOR])],
  read(kind, value, topic): Recognition | null {
    const message = zwaveMessage(value, topic);
    switch (message?.form) {
      case undefined:
        return null;
      case "node":
        return message.dead
          ? unknownReading(kind, NODE_STATUS, "the node is dead")
          : { ...silent(`a node that is alive says nothing about ${kind}`), by: NODE_STATUS };
      case "other":
        return silent(`${shown(message.what)} says nothing about ${kind}`);
      case "notification":
        return notification(kind, message);
      case "value":
        return valueUpdate(kind, message);
    }
  },
  readBolt(value, topic): BoltRecognition | null {
    const message = zwaveMessage(value, topic);
    if (message?.form === "node" && message.dead) {
      return { bolt: "unknown", by: NODE_STATUS, reason: "the node is dead" };
    }
    if (message === null) return null;
    const said =
      message.form === "notification"
        ? boltEvent(message)
        : message.form === "value"
          ? boltValue(message)
          : null;
    return said ?? { bolt: null, reason: "this Z-Wave message says nothing of a bolt" };
  },
};

function silent(reason: string, extra: Companions = {}): Recognition {
  return { value: null, by: "zwave-js", reason, ...extra };
}

function valueUpdate(kind: SensorKind, message: ValueMessage): Recognition {
  const { commandClass, property, key, said } = message;
  if (commandClass === BINARY_SENSOR) return binarySensor(kind, property, said);
  if (commandClass === BATTERY) return battery(property, said);
  if (commandClass === DOOR_LOCK && kind === "contact" && property === "doorstatus") {
    return readDoorStatus(said);
  }
  if (commandClass !== NOTIFICATION) {
    return silent(`command class ${shown(commandClass)} says nothing about ${kind}`);
  }
  const speaker = SPEAKERS[kind]?.find(
    ({ alarm, variable }) => alarm === property && variable === key,
  );
  if (speaker === undefined) {
    const extra = COMPANION_VALUES[`${property} ${key}`]?.[numberOf(said)];
    return silent(`${shown(`${property} ${key}`)} says nothing about ${kind}`, extra);
  }
  const by = `zwave-js ${speaker.alarm} ${speaker.variable}`;
  const found = typeof said === "number" ? speaker.values[said] : undefined;
  if (found !== undefined) return meaning(kind, found, by);
  return isStatus(speaker.values)
    ? unknownReading(kind, by, `${by} is ${shown(said)}`)
    : silent("the test ended, and the sensor's own status says how it stands");
}

/** Whether a variable says how the sensor stands, not only that it is being tested. */
function isStatus(values: Readonly<Record<number, Meaning>>): boolean {
  return Object.values(values).includes("rest");
}

/** An object is no number, and one without a prototype can't even be asked for it. */
function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
}

function notification(kind: SensorKind, { commandClass, type, event }: NotificationMessage) {
  const extra = COMPANION_EVENTS[numberOf(type)]?.[numberOf(event)] ?? {};
  const values = [
    ...(SPEAKERS[kind] ?? []).filter((each) => each.type === type).map((each) => each.values),
    ...(EVENTS[kind] ?? []).filter((each) => each.type === type).map((each) => each.events),
  ];
  const found =
    commandClass === NOTIFICATION && typeof event === "number"
      ? meaningOf(event, values)
      : undefined;
  return found === undefined
    ? silent(`event ${shown(event)} of type ${shown(type)} says nothing about ${kind}`, extra)
    : { ...meaning(kind, found, `zwave-js notification type ${shown(type)}`), ...extra };
}

/** An event's number is its state's; a test's result is no event of its own. */
function meaningOf(
  event: number,
  values: readonly Readonly<Record<number, Meaning>>[],
): Meaning | undefined {
  const found = values.flatMap((each) => each[event] ?? []);
  return found.find((each) => each === "active" || each === "rest") ?? found[0];
}

function meaning(
  kind: SensorKind,
  found: Meaning,
  by: string,
): Extract<Recognition, { by: string }> {
  if (found === "test" || found === "fault") return { value: found, by };
  return { value: readingOf(kind, found === "active"), by };
}

function binarySensor(kind: SensorKind, property: string, said: unknown): Recognition {
  const extra = property === "tamper" ? companions(undefined, undefined, asFlag(said)) : {};
  const kinds = Object.hasOwn(BINARY_TYPES, property) ? BINARY_TYPES[property] : undefined;
  if (kind === "ups" || (kinds !== undefined && !kinds.includes(kind))) {
    return silent(`a binary sensor for ${property} says nothing about ${kind}`, extra);
  }
  return readProperty(kind, said, "zwave-js Binary Sensor");
}

function battery(property: string, said: unknown): Recognition {
  const percent = property === "level" ? asPercent(said) : undefined;
  const low = property === "islow" ? asFlag(said) : undefined;
  return silent("a battery", companions(percent, low, undefined));
}

function readDoorStatus(said: unknown): Recognition {
  const by = "zwave-js doorStatus";
  const word = asWord(said);
  if (word === "open" || word === "closed") return { value: word, by };
  return unknownReading("contact", by, `doorStatus is ${shown(said)}`);
}

function boltValue({ commandClass, property, key, said }: ValueMessage): BoltRecognition | null {
  if (commandClass === NOTIFICATION && key === "lock_state" && said === 11) {
    return { bolt: "jammed", by: "zwave-js access_control lock_state" };
  }
  if (commandClass !== DOOR_LOCK) return null;
  if (property === "currentmode") {
    const by = "zwave-js currentMode";
    const bolt = typeof said === "number" ? LOCK_MODES[said] : undefined;
    return bolt === undefined
      ? { bolt: "unknown", by, reason: `currentMode is ${shown(said)}` }
      : { bolt, by };
  }
  if (property !== "boltstatus") return null;
  const by = "zwave-js boltStatus";
  const word = asWord(said);
  return word === "locked" || word === "unlocked"
    ? { bolt: word, by }
    : { bolt: "unknown", by, reason: `boltStatus is ${shown(said)}` };
}

function boltEvent({ commandClass, type, event }: NotificationMessage): BoltRecognition | null {
  const known = commandClass === NOTIFICATION && type === 6 && typeof event === "number";
  const bolt = known ? BOLT_EVENTS[event] : undefined;
  return bolt === undefined ? null : { bolt, by: "zwave-js notification type 6" };
}
