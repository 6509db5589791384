/** Z-Wave locks through Z-Wave JS UI's MQTT gateway: Door Lock CC (98), target in, current out. */
import { z } from "zod";
import type { Bolt } from "../core/input.ts";
import { has, isFields, own } from "../readings/reading.ts";
import { parseWordOrJson } from "./bounded-json.ts";
import {
  type Device,
  type DeviceMessage,
  type DevicePacket,
  defineProfile,
  SILENT_DEVICE,
  topicName,
  variant,
} from "./device-profile.ts";

const NAME = "zwavejs-ui";
const DOOR_LOCK = 98;
const SECURED = 255;
const UNSECURED = 0;

/** `<node>/98/0` or `<node>/door_lock/endpoint_0`: as the gateway's topics are set up. */
const valueTopic = topicName.refine((topic) => topic.split("/").length >= 3, {
  error: "is no topic of a value: it ends with the command class and the endpoint",
});

const keysOf = z
  .strictObject({
    profile: z.literal(NAME),
    topic: valueTopic,
    /** The gateway's own topic and the node's number: orders then go by its `writeValue`. */
    gateway: topicName.optional(),
    node: z.int().min(1).max(4_000).optional(),
    endpoint: z.int().min(0).max(127).default(0),
  })
  .refine((keys) => (keys.gateway === undefined) === (keys.node === undefined), {
    error: "and node go together: writeValue needs both",
    path: ["gateway"],
  });

type Keys = z.output<typeof keysOf>;

export const zwaveJsUi = defineProfile(NAME, [
  variant(
    ["lock"],
    "{ profile: zwavejs-ui, topic: zwave/front_door/98/0, gateway: zwave/_CLIENTS/ZWAVE_GATEWAY-home, node: 5 }",
    keysOf,
    lock,
  ),
]);

function lock(keys: Keys): Device {
  const node = keys.topic.split("/").slice(0, -2).join("/");
  const gatewayStatus = keys.gateway === undefined ? [] : [`${keys.gateway}/status`];
  return {
    ...SILENT_DEVICE,
    drives: "word",
    topics: [
      { topic: `${keys.topic}/currentMode`, carries: "state" },
      ...[`${node}/status`, ...gatewayStatus].map((topic) => ({
        topic,
        carries: "availability" as const,
      })),
    ],
    queries: api(keys, "pollValue", []),
    read(message) {
      const value = saidValue(message);
      if (value === undefined) return null;
      if (message.topic === `${keys.topic}/currentMode`) return { bolt: boltOf(value), by: BY };
      if (message.topic !== `${node}/status` && !gatewayStatus.includes(message.topic)) return null;
      return typeof value === "boolean"
        ? { availability: value ? "up" : "down", by: "zwavejs-ui status" }
        : null;
    },
    encode({ to }) {
      if (to !== "locked" && to !== "unlocked") return [];
      const mode = to === "locked" ? SECURED : UNSECURED;
      if (keys.gateway !== undefined) return api(keys, "writeValue", [mode]);
      return [{ topic: `${keys.topic}/targetMode/set`, payload: JSON.stringify({ value: mode }) }];
    },
  };
}

const BY = "zwavejs-ui currentMode";

/** The modes of the Door Lock CC. Timed and one-sided ones let somebody in, so they are unlocked. */
function boltOf(mode: unknown): Bolt {
  if (mode === SECURED) return "locked";
  return typeof mode === "number" && [UNSECURED, 1, 16, 17, 32, 33].includes(mode)
    ? "unlocked"
    : "unknown";
}

/** `{"time":...,"value":255}`, the whole value object, or the bare value: as the gateway is set up. */
function saidValue(message: DeviceMessage): unknown {
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok) return undefined;
  if (!isFields(parsed.value)) return Array.isArray(parsed.value) ? undefined : parsed.value;
  return has(parsed.value, "value") ? own(parsed.value, "value") : undefined;
}

function api(keys: Keys, name: string, rest: readonly number[]): readonly DevicePacket[] {
  if (keys.gateway === undefined) return [];
  const property = name === "writeValue" ? "targetMode" : "currentMode";
  const id = { nodeId: keys.node, commandClass: DOOR_LOCK, endpoint: keys.endpoint, property };
  const payload = JSON.stringify({ args: [id, ...rest] });
  return [{ topic: `${keys.gateway}/api/${name}/set`, payload }];
}
