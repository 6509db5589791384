/** Any device: its topics, its words, and templates for what it should be told. */
import { z } from "zod";
import type { Bolt, ReadingValue } from "../core/input.ts";
import type { SensorKind } from "../core/site.ts";
import { companionsOf, readProperty } from "../readings/property.ts";
import { isFields } from "../readings/reading.ts";
import { apcupsd, nut, plainUps } from "../readings/ups.ts";
import { asWord } from "../readings/words.ts";
import type { CommandMessage } from "../site-handle.ts";
import { parseWordOrJson } from "./bounded-json.ts";
import {
  type BindingUse,
  type Device,
  type DeviceMessage,
  type DeviceTopic,
  defineProfile,
  type Heard,
  SILENT_DEVICE,
  topicName,
  variant,
} from "./device-profile.ts";
import { type Filling, filling, hasHole, template } from "./template.ts";
import { withoutValue } from "./without-value.ts";

const NAME = "plain";
const MAX_PATH_STEPS = 8;
const MAX_WORDS = 20;

/** One word of a device, or several; numbers and booleans count as their words. */
const oneWord = z.union([z.string().max(100), z.number(), z.boolean()]);
const words = z.union([oneWord, z.array(oneWord).min(1).max(MAX_WORDS)]);

const property = z
  .string()
  .regex(/^[^.\p{Cc}]{1,64}(\.[^.\p{Cc}]{1,64})*$/u, {
    error: "is no path like state or params.bolt",
  })
  .refine((path) => path.split(".").length <= MAX_PATH_STEPS, {
    error: `is a path of more than ${MAX_PATH_STEPS} steps`,
  })
  .optional();

const availabilityKeys = {
  availabilityTopic: topicName.optional(),
  payloadAvailable: words.default("online"),
  payloadNotAvailable: words.default("offline"),
};

const sensorKeys = z.strictObject({
  profile: z.literal(NAME),
  stateTopic: topicName,
  property,
  testWhen: words.optional(),
  ...availabilityKeys,
});

// The active and the resting word are called as the kind calls its values.
const alarmKeys = sensorKeys.extend({ alarmWhen: words.optional(), clearWhen: words.optional() });
const contactKeys = sensorKeys.extend({ openWhen: words.optional(), closedWhen: words.optional() });
const powerKeys = sensorKeys.extend({ onWhen: words.optional(), offWhen: words.optional() });

const upsKeys = z.strictObject({
  profile: z.literal(NAME),
  stateTopic: topicName,
  property,
  ...availabilityKeys,
});

const lockKeys = z.strictObject({
  profile: z.literal(NAME),
  commandTopic: topicName,
  payloadLocked: template.default("{{to}}"),
  payloadUnlocked: template.default("{{to}}"),
  stateTopic: topicName.optional(),
  property,
  stateLocked: words.default("locked"),
  stateUnlocked: words.default("unlocked"),
  stateJammed: words.default("jammed"),
  ...availabilityKeys,
});

const holderKeys = z.strictObject({
  profile: z.literal(NAME),
  commandTopic: topicName,
  payloadHeld: template.default("{{to}}"),
  payloadReleased: template.default("{{to}}"),
  ...availabilityKeys,
});

const ALARMS = [
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "call-point",
  "intrusion",
  "release-contact",
  "exit-request",
] as const satisfies readonly SensorKind[];

const SENSOR =
  "{ profile: plain, stateTopic: hall/smoke, property: smoke, alarmWhen: true, clearWhen: false }";
const LOCK = "{ profile: plain, commandTopic: front/set, stateTopic: front/state }";
const HOLDER = "{ profile: plain, commandTopic: holder/set }";

export const plain = defineProfile(NAME, [
  variant(ALARMS, SENSOR, alarmKeys, (keys, use) =>
    sensor(keys, use, keys.alarmWhen, keys.clearWhen),
  ),
  variant(
    ["contact"],
    "{ profile: plain, stateTopic: door/contact, openWhen: 1, closedWhen: 0 }",
    contactKeys,
    (keys, use) => sensor(keys, use, keys.openWhen, keys.closedWhen),
  ),
  variant(
    ["power"],
    "{ profile: plain, stateTopic: grid/state, onWhen: live, offWhen: dead }",
    powerKeys,
    (keys, use) => sensor(keys, use, keys.onWhen, keys.offWhen),
  ),
  variant(["ups"], "{ profile: plain, stateTopic: nut/ups }", upsKeys, ups),
  variant(["lock"], LOCK, lockKeys, lock),
  variant(["holder"], HOLDER, holderKeys, holder),
]);

type Words = z.output<typeof words> | undefined;

interface Availability {
  readonly availabilityTopic?: string | undefined;
  readonly payloadAvailable: Words;
  readonly payloadNotAvailable: Words;
}

/** A UPS says more than a word: NUT's and apcupsd's objects are read, and Egress's own. */
function ups(keys: z.output<typeof upsKeys>): Device {
  return {
    ...SILENT_DEVICE,
    topics: [{ topic: keys.stateTopic, carries: "state" }, ...availabilityTopics(keys)],
    read(message) {
      if (message.topic !== keys.stateTopic) return availability(keys, message);
      const parsed = parseWordOrJson(message.payload);
      const said = parsed.ok ? follow(parsed.value, keys.property) : undefined;
      if (said === undefined) return null;
      for (const family of [plainUps, nut, apcupsd]) {
        const reading = family.read("ups", said);
        if (reading !== null && reading.value !== null) return reading;
      }
      return null;
    },
  };
}

type SensorKeys = z.output<typeof sensorKeys>;

function sensor(keys: SensorKeys, use: BindingUse, active: Words, rest: Words): Device {
  const kind = use as SensorKind;
  return {
    ...SILENT_DEVICE,
    topics: [
      { topic: keys.stateTopic, carries: kind === "contact" ? "state" : "alarm" },
      ...availabilityTopics(keys),
    ],
    read(message) {
      if (message.topic !== keys.stateTopic) return availability(keys, message);
      const parsed = parseWordOrJson(message.payload);
      if (!parsed.ok) return null;
      const said = step(parsed.value, keys.property);
      const companions = isFields(parsed.value) ? companionsOf(parsed.value) : {};
      if (said === undefined) return withoutValue(companions, NAME);
      const value = sensorValue(kind, said, active, rest, keys.testWhen);
      return { value, by: NAME, ...companions };
    },
  };
}

const VALUES: Readonly<Record<string, readonly [ReadingValue, ReadingValue]>> = {
  contact: ["open", "closed"],
  power: ["on", "off"],
};

/** The owner's words first; without any of them the common ones. An owner who named words knows them all. */
function sensorValue(
  kind: SensorKind,
  said: unknown,
  active: Words,
  rest: Words,
  test: Words,
): ReadingValue {
  const [activeValue, restValue] = VALUES[kind] ?? ["alarm", "clear"];
  if (matches(said, active)) return activeValue;
  if (VALUES[kind] === undefined && matches(said, test)) return "test";
  if (matches(said, rest)) return restValue;
  const common = commonValue(kind, said);
  if (common === activeValue && active !== undefined) return "unknown";
  return common === restValue && rest !== undefined ? "unknown" : common;
}

function commonValue(kind: SensorKind, said: unknown): ReadingValue {
  const word = asWord(said);
  if (kind === "contact" && (word === "open" || word === "closed")) return word;
  return readProperty(kind, said, "plain").value;
}

function lock(keys: z.output<typeof lockKeys>): Device {
  const { stateTopic } = keys;
  return {
    ...SILENT_DEVICE,
    carriesLease: hasHole(keys.payloadLocked, "lease") || hasHole(keys.payloadUnlocked, "lease"),
    drives: "word",
    topics: [
      ...(stateTopic === undefined ? [] : [{ topic: stateTopic, carries: "state" as const }]),
      ...availabilityTopics(keys),
    ],
    read(message) {
      if (message.topic !== stateTopic) return availability(keys, message);
      const parsed = parseWordOrJson(message.payload);
      const said = parsed.ok ? step(parsed.value, keys.property) : undefined;
      return said === undefined ? null : { bolt: boltOf(keys, said), by: "plain" };
    },
    encode: sender(keys.commandTopic, {
      locked: filling(keys.payloadLocked),
      unlocked: filling(keys.payloadUnlocked),
    }),
  };
}

function boltOf(keys: z.output<typeof lockKeys>, said: unknown): Bolt {
  if (matches(said, keys.stateJammed)) return "jammed";
  if (matches(said, keys.stateUnlocked)) return "unlocked";
  return matches(said, keys.stateLocked) ? "locked" : "unknown";
}

function holder(keys: z.output<typeof holderKeys>): Device {
  return {
    ...SILENT_DEVICE,
    carriesLease: hasHole(keys.payloadHeld, "lease"),
    drives: "word",
    topics: availabilityTopics(keys),
    read: (message) => availability(keys, message),
    encode: sender(keys.commandTopic, {
      held: filling(keys.payloadHeld),
      released: filling(keys.payloadReleased),
    }),
  };
}

function sender(
  topic: string,
  payloads: Readonly<Partial<Record<CommandMessage["to"], Filling>>>,
): Device["encode"] {
  return (command) => {
    const payload = payloads[command.to];
    return payload === undefined ? [] : [{ topic, payload: payload(command) }];
  };
}

function availabilityTopics({ availabilityTopic: topic }: Availability): readonly DeviceTopic[] {
  return topic === undefined ? [] : [{ topic, carries: "availability" }];
}

function availability(keys: Availability, message: DeviceMessage): Heard | null {
  if (message.topic !== keys.availabilityTopic) return null;
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok) return null;
  const by = "plain availability";
  if (matches(parsed.value, keys.payloadNotAvailable)) return { availability: "down", by };
  return matches(parsed.value, keys.payloadAvailable) ? { availability: "up", by } : null;
}

/** `1`, `"1"` and ` 1 ` are one word, and so are `ON` and `on`. */
function matches(said: unknown, wanted: Words): boolean {
  const word = asWord(said);
  if (word === null || wanted === undefined) return false;
  if (!Array.isArray(wanted)) return asWord(wanted) === word;
  return wanted.some((each) => asWord(each) === word);
}

/** One word of a message; undefined for a message that hasn't got it. */
function step(value: unknown, path: string | undefined): unknown {
  const said = follow(value, path);
  return path === undefined && typeof said === "object" && said !== null ? undefined : said;
}

function follow(value: unknown, path: string | undefined): unknown {
  if (path === undefined) return value;
  return path.split(".").reduce<unknown>((at, key) => {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    return Reflect.get(at, key);
  }, value);
}
