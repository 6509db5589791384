/** Shelly of the first generation over MQTT: bare words. It takes no timer there, so it carries no lease. */
import { z } from "zod";
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
import { heardOutput, relayKeys, relayOn } from "./relay.ts";

const NAME = "shelly-gen1-relay";

const keysOf = z.strictObject({
  profile: z.literal(NAME),
  /** The device's own name, without `shellies/`. */
  topic: topicName,
  channel: z.int().min(0).max(3).default(0),
  ...relayKeys,
});

type Keys = z.output<typeof keysOf>;

export const shellyGen1Relay = defineProfile(NAME, [
  variant(
    ["lock", "holder"],
    "{ profile: shelly-gen1-relay, topic: shelly1-front }",
    keysOf,
    relay,
  ),
]);

function relay(keys: Keys): Device {
  const base = `shellies/${keys.topic}`;
  const state = `${base}/relay/${keys.channel}`;
  return {
    ...SILENT_DEVICE,
    drives: "power",
    topics: [
      { topic: state, carries: "state" },
      { topic: `${base}/online`, carries: "availability" },
    ],
    queries: [{ topic: `${base}/command`, payload: "update" }],
    read: (message) => read(keys, base, state, message),
    encode(command) {
      const on = relayOn(command, keys);
      // Never `toggle`: what it comes to depends on what was before.
      return on === null ? [] : [{ topic: `${state}/command`, payload: on ? "on" : "off" }];
    },
  };
}

function read(keys: Keys, base: string, state: string, message: DeviceMessage): Heard | null {
  const parsed = parseWordOrJson(message.payload);
  const word = parsed.ok ? asWord(parsed.value) : null;
  if (message.topic === `${base}/online`) {
    if (word !== "true" && word !== "false") return null;
    return { availability: word === "true" ? "up" : "down", by: "shelly online" };
  }
  if (message.topic !== state) return null;
  // `overpower` says that the relay has switched itself off.
  const on = word === "on" ? true : word === "off" || word === "overpower" ? false : null;
  return on === null ? null : heardOutput(on, keys, "shelly relay");
}
