/** ESPHome over MQTT: locks and switches below the node's prefix, and a lease where its YAML has one. */
import { z } from "zod";
import type { Bolt } from "../core/input.ts";
import { asWord } from "../readings/words.ts";
import type { CommandMessage } from "../site-handle.ts";
import { parseWordOrJson } from "./bounded-json.ts";
import {
  type Device,
  type DeviceMessage,
  type DevicePacket,
  defineProfile,
  type Heard,
  SILENT_DEVICE,
  topicName,
  variant,
} from "./device-profile.ts";
import { heardOutput, relayCarriesLease, relayKeys, relayOn } from "./relay.ts";

const NAME = "esphome";

/** ESPHome makes it of the component's name: small letters, digits and underscores. */
const objectId = z.string().regex(/^[a-z0-9_-]{1,64}$/, {
  error: "is no object id: the component's name in small letters, with _ for every space",
});

const switchParts = {
  profile: z.literal(NAME),
  /** The node's `topic_prefix`. */
  topic: topicName,
  ...relayKeys,
  /** The node holds the switch only for the seconds it is told on `<topic>/egress/<id>/hold`. */
  lease: z.boolean().default(false),
};

const switchKeys = z.strictObject({ ...switchParts, switch: objectId });
const holderKeys = switchKeys;
const lockKeys = z
  .strictObject({ ...switchParts, switch: objectId.optional(), lock: objectId.optional() })
  .refine((keys) => (keys.switch === undefined) !== (keys.lock === undefined), {
    error: "names neither a lock nor a switch of the node, or both",
    path: ["lock"],
  })
  .refine((keys) => keys.lock === undefined || !keys.invert, {
    error: "is for a switch: a lock is told in words",
    path: ["invert"],
  })
  .refine((keys) => keys.lock === undefined || !keys.lease, {
    error: "is for a switch: a lock of ESPHome takes words, and no time",
    path: ["lease"],
  });

type SwitchKeys = z.output<typeof switchKeys>;

export const esphome = defineProfile(NAME, [
  variant(
    ["lock"],
    "{ profile: esphome, topic: front-door, switch: maglock, lease: true } or { profile: esphome, topic: front-door, lock: front_lock }",
    lockKeys,
    ({ switch: output, lock, ...keys }) =>
      lock === undefined ? relay({ ...keys, switch: output ?? "" }) : wordLock(keys.topic, lock),
  ),
  variant(["holder"], "{ profile: esphome, topic: hall, switch: holder }", holderKeys, relay),
]);

/**
 * A switch with a lease has two ways in: `hold` with the seconds it may stay on, which only a node
 * whose YAML knows the lease obeys, and its plain command, which is used to switch it off.
 */
function relay(keys: SwitchKeys): Device {
  const base = `${keys.topic}/switch/${keys.switch}`;
  return {
    ...device(keys.topic, `${base}/state`, (word) =>
      word === "on" || word === "off" ? heardOutput(word === "on", keys, "esphome switch") : null,
    ),
    carriesLease: keys.lease && relayCarriesLease(keys),
    drives: "power",
    // Only a node with the lease answers; the others tell changes, and what they keep proves nothing.
    queries: keys.lease ? [{ topic: `${keys.topic}/egress/${keys.switch}/get`, payload: "" }] : [],
    encode: (command) => packets(keys, base, command),
  };
}

function packets(keys: SwitchKeys, base: string, command: CommandMessage): readonly DevicePacket[] {
  const on = relayOn(command, keys);
  if (on === null) return [];
  const { leaseSeconds } = command;
  if (on && leaseSeconds !== null && keys.lease && relayCarriesLease(keys))
    return [{ topic: `${keys.topic}/egress/${keys.switch}/hold`, payload: String(leaseSeconds) }];
  return [{ topic: `${base}/command`, payload: on ? "ON" : "OFF" }];
}

function wordLock(prefix: string, lock: string): Device {
  const base = `${prefix}/lock/${lock}`;
  return {
    ...device(prefix, `${base}/state`, (word) => {
      const bolt = BOLTS[word];
      return bolt === undefined ? null : { bolt, by: "esphome lock" };
    }),
    drives: "word",
    encode({ to }) {
      if (to !== "locked" && to !== "unlocked") return [];
      return [{ topic: `${base}/command`, payload: to === "locked" ? "LOCK" : "UNLOCK" }];
    },
  };
}

/** A bolt that moves is nowhere. */
const BOLTS: Readonly<Record<string, Bolt>> = {
  locked: "locked",
  unlocked: "unlocked",
  open: "unlocked",
  jammed: "jammed",
  locking: "unknown",
  unlocking: "unknown",
  opening: "unknown",
  none: "unknown",
};

function device(prefix: string, state: string, readState: (word: string) => Heard | null): Device {
  return {
    ...SILENT_DEVICE,
    topics: [
      { topic: state, carries: "state" },
      { topic: `${prefix}/status`, carries: "availability" },
    ],
    read(message: DeviceMessage) {
      const parsed = parseWordOrJson(message.payload);
      const word = parsed.ok ? asWord(parsed.value) : null;
      if (word === null) return null;
      if (message.topic === state) return readState(word);
      if (message.topic !== `${prefix}/status`) return null;
      if (word !== "online" && word !== "offline") return null;
      return { availability: word === "online" ? "up" : "down", by: "esphome status" };
    },
  };
}
