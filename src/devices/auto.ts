/** Sensors of any source that the recogniser knows, by their topics: Z-Wave JS UI, ESPHome, Tasmota, Shelly, ... */
import { z } from "zod";
import type { SensorKind } from "../core/site.ts";
import { EVERY_KIND, PRESETS, type Recognition, recognise } from "../readings/index.ts";
import { has, own } from "../readings/reading.ts";
import { parseWordOrJson } from "./bounded-json.ts";
import {
  type Device,
  type DeviceMessage,
  defineProfile,
  type Heard,
  SILENT_DEVICE,
  topicName,
  variant,
} from "./device-profile.ts";
import { withoutValue } from "./without-value.ts";

const NAME = "auto";

/** A device that spreads what it says over its topics has no more than these of one kind. */
export const MAX_ALSO_TOPICS = 7;

const keysOf = z.strictObject({
  profile: z.literal(NAME),
  topic: topicName,
  /** Further topics of the same sensor: where it tells of its tests, or of its telemetry. */
  alsoTopics: z.array(topicName).max(MAX_ALSO_TOPICS).default([]),
  availabilityTopic: topicName.optional(),
  /** Whose messages they are; by itself it is recognised. */
  source: z.enum(PRESETS).default("auto"),
  /** The one property of the message that is read. */
  property: z.string().min(1).max(64).optional(),
});

type Keys = z.output<typeof keysOf>;

export const auto = defineProfile(NAME, [
  variant(
    EVERY_KIND,
    "{ profile: auto, source: zwavejs-ui, topic: zwave/hall/113/0/Smoke_Alarm/Sensor_status }",
    keysOf,
    (keys, use) => sensor(keys, use as SensorKind),
  ),
]);

function sensor(keys: Keys, kind: SensorKind): Device {
  const { topic, alsoTopics, availabilityTopic } = keys;
  const spoken = new Set([topic, ...alsoTopics]);
  const carries = kind === "contact" || kind === "ups" ? "state" : "alarm";
  return {
    ...SILENT_DEVICE,
    topics: [
      ...[...spoken].map((each) => ({ topic: each, carries }) as const),
      ...(availabilityTopic === undefined || spoken.has(availabilityTopic)
        ? []
        : [{ topic: availabilityTopic, carries: "availability" } as const]),
    ],
    read(message) {
      if (spoken.has(message.topic)) return read(keys, kind, message);
      return message.topic === availabilityTopic ? availability(keys, kind, message) : null;
    },
  };
}

function read({ source, property }: Keys, kind: SensorKind, message: DeviceMessage): Heard | null {
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok) return null;
  const whole = property === undefined || !has(parsed.value, property);
  const heard = recognise(
    kind,
    whole ? parsed.value : own(parsed.value, property),
    source,
    message.topic,
  );
  const elsewhere = property !== undefined && whole;
  return heard.value === null || elsewhere ? withoutValue(heard, NAME) : heard;
}

/** A last will of any of them: what makes the sensor unknown is down, what says that it is there is up. */
function availability({ source }: Keys, kind: SensorKind, message: DeviceMessage): Heard | null {
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok) return null;
  const said: Recognition = recognise(kind, parsed.value, source, `${message.topic}/availability`);
  const ownTopic = recognise(kind, parsed.value, source, message.topic);
  const link = [said, ownTopic].find(({ by }) => by === "link" || by === "zwave-js node status");
  if (link?.by === undefined) return null;
  return { availability: link.value === null ? "up" : "down", by: link.by };
}
