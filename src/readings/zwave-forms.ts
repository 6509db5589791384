/**
 * The shapes in which Z-Wave JS is heard: events of node-red-contrib-zwave-js (version 11 and before),
 * and zwave-js-ui's MQTT as a whole value object, as time and value, as the bare value, or as events.
 */
import { type Fields, has, isFields, own } from "./reading.ts";
import { asWord } from "./words.ts";

export const NOTIFICATION = 113;
export const DOOR_LOCK = 98;
export const BINARY_SENSOR = 48;
export const BATTERY = 128;

export type ZwaveMessage =
  | {
      readonly form: "value";
      readonly commandClass: unknown;
      readonly property: string;
      readonly key: string;
      readonly said: unknown;
    }
  | {
      readonly form: "notification";
      readonly commandClass: unknown;
      readonly type: unknown;
      readonly event: unknown;
    }
  | { readonly form: "node"; readonly dead: boolean }
  /** A message of Z-Wave JS that carries no value. */
  | { readonly form: "other"; readonly what: unknown };

/** Command classes by the names that zwave-js-ui gives them in topics. */
const CLASS_NAMES: Readonly<Record<string, number>> = {
  notification: NOTIFICATION,
  lock: DOOR_LOCK,
  door_lock: DOOR_LOCK,
  sensor_binary: BINARY_SENSOR,
  binary_sensor: BINARY_SENSOR,
  battery: BATTERY,
};

/** `<...>/<class>/<endpoint>/<property>/<key>`, by number or by name; the nearest to the end counts. */
const VALUE_TOPIC =
  /^(?:.*\/)?(113|98|48|128|notification|lock|door_lock|sensor_binary|binary_sensor|battery)\/(?:(?:endpoint_)?\d+\/)?([^/]+)(?:\/([^/]+))?$/i;

const NODE_WORDS: Readonly<Record<string, boolean>> = {
  dead: true,
  alive: false,
  awake: false,
  asleep: false,
};

/** What a message is in Z-Wave's terms; null for one that isn't of Z-Wave JS. */
export function zwaveMessage(value: unknown, topic?: string): ZwaveMessage | null {
  if (!isFields(value)) return topic === undefined ? null : byTopic(value, topic);
  if (has(value, "event") && typeof own(value, "event") === "string") return event(value);
  const data = own(value, "data");
  if (Array.isArray(data)) return published(data);
  if (has(value, "commandClass") && has(value, "property")) return valueMessage(value, value);
  const word = asWord(own(value, "status"));
  if (word !== null && Object.hasOwn(NODE_WORDS, word) && has(value, "value")) {
    return { form: "node", dead: NODE_WORDS[word] === true };
  }
  return has(value, "time") && has(value, "value") && topic !== undefined
    ? byTopic(own(value, "value"), topic)
    : null;
}

/** `{event, eventBody}`, and `{event, object}` as it was before version 11. */
function event(value: Fields): ZwaveMessage {
  const what = own(value, "event");
  if (what === "DEAD" || what === "ALIVE") return { form: "node", dead: what === "DEAD" };
  const body = own(value, "eventBody") ?? own(value, "object");
  if (!isFields(body)) return { form: "other", what };
  if (has(body, "ccId")) return notification(own(body, "ccId"), own(body, "args"));
  const id = own(body, "valueId");
  if (isFields(id)) return valueMessage(id, body);
  return has(body, "commandClass") ? valueMessage(body, body) : { form: "other", what };
}

/** zwave-js-ui's `_EVENTS_`: the arguments of the driver's event, in their order. */
function published(data: readonly unknown[]): ZwaveMessage {
  const id = data.find((each) => has(each, "commandClass"));
  if (isFields(id)) return valueMessage(id, id);
  const at = data.indexOf(NOTIFICATION);
  return at < 0
    ? { form: "other", what: "an event without a value" }
    : notification(NOTIFICATION, data[at + 1]);
}

function notification(commandClass: unknown, args: unknown): ZwaveMessage {
  const [type, what] = [own(args, "type"), own(args, "event")];
  return { form: "notification", commandClass, type, event: what };
}

function valueMessage(id: Fields, body: Fields): ZwaveMessage {
  return {
    form: "value",
    commandClass: own(id, "commandClass"),
    property: asWord(own(id, "property")) ?? "",
    key: asWord(own(id, "propertyKey")) ?? "",
    said: has(body, "newValue") ? own(body, "newValue") : own(body, "value"),
  };
}

function byTopic(said: unknown, topic: string): ZwaveMessage | null {
  const [, name = "", property = "", key = ""] = VALUE_TOPIC.exec(topic.slice(0, 256)) ?? [];
  if (name === "") return null;
  return {
    form: "value",
    commandClass: CLASS_NAMES[name.toLowerCase()] ?? Number(name),
    property: asWord(property) ?? "",
    key: asWord(key) ?? "",
    said,
  };
}
