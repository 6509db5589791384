/** Locks that speak Home Assistant's MQTT lock: one topic for words in, one for words out. */
import { z } from "zod";
import type { Bolt } from "../core/input.ts";
import { own } from "../readings/reading.ts";
import { asWord } from "../readings/words.ts";
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

const NAME = "home-assistant-lock";

const word = z.string().min(1).max(100);

/** The defaults are those of Home Assistant's own `lock.mqtt`. */
const keysOf = z.strictObject({
  profile: z.literal(NAME),
  commandTopic: topicName,
  /** Without it the lock can only be believed. */
  stateTopic: topicName.optional(),
  /** The property of a JSON state, where it is no bare word. */
  property: z.string().min(1).max(64).optional(),
  payloadLock: word.default("LOCK"),
  payloadUnlock: word.default("UNLOCK"),
  stateLocked: word.default("LOCKED"),
  stateUnlocked: word.default("UNLOCKED"),
  stateJammed: word.default("JAMMED"),
  availabilityTopic: topicName.optional(),
  payloadAvailable: word.default("online"),
  payloadNotAvailable: word.default("offline"),
});

type Keys = z.output<typeof keysOf>;

export const homeAssistantLock = defineProfile(NAME, [
  variant(
    ["lock"],
    "{ profile: home-assistant-lock, commandTopic: nuki/lock/set, stateTopic: nuki/lock/state }",
    keysOf,
    lock,
  ),
]);

function lock(keys: Keys): Device {
  const { stateTopic, availabilityTopic } = keys;
  return {
    ...SILENT_DEVICE,
    drives: "word",
    topics: [
      ...(stateTopic === undefined ? [] : [{ topic: stateTopic, carries: "state" as const }]),
      ...(availabilityTopic === undefined
        ? []
        : [{ topic: availabilityTopic, carries: "availability" as const }]),
    ],
    read(message) {
      if (message.topic === stateTopic) return state(keys, message);
      return message.topic === availabilityTopic ? availability(keys, message) : null;
    },
    encode({ to }) {
      if (to !== "locked" && to !== "unlocked") return [];
      const payload = to === "locked" ? keys.payloadLock : keys.payloadUnlock;
      return [{ topic: keys.commandTopic, payload }];
    },
  };
}

function state(keys: Keys, message: DeviceMessage): Heard | null {
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok) return null;
  const said = keys.property === undefined ? parsed.value : own(parsed.value, keys.property);
  if (said === undefined || (typeof said === "object" && said !== null)) return null;
  return { bolt: boltOf(keys, asWord(said)), by: "home-assistant lock" };
}

/** A bolt that moves, and a word that nobody knows, are unknown. */
function boltOf(keys: Keys, said: string | null): Bolt {
  if (said === asWord(keys.stateJammed)) return "jammed";
  if (said === asWord(keys.stateUnlocked)) return "unlocked";
  return said !== null && said === asWord(keys.stateLocked) ? "locked" : "unknown";
}

function availability(keys: Keys, message: DeviceMessage): Heard | null {
  const parsed = parseWordOrJson(message.payload);
  const said = parsed.ok ? asWord(parsed.value) : null;
  const by = "home-assistant availability";
  if (said !== null && said === asWord(keys.payloadNotAvailable))
    return { availability: "down", by };
  return said !== null && said === asWord(keys.payloadAvailable)
    ? { availability: "up", by }
    : null;
}
