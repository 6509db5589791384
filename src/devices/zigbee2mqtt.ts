/** Zigbee devices through zigbee2mqtt: one topic a device, one object with all its values. */
import { z } from "zod";
import type { SensorKind } from "../core/site.ts";
import { companionsOf } from "../readings/property.ts";
import { has, isFields, own } from "../readings/reading.ts";
import { asWord } from "../readings/words.ts";
import { zigbee2mqtt as family, readNamed } from "../readings/zigbee2mqtt.ts";
import type { CommandMessage } from "../site-handle.ts";
import { parseWordOrJson } from "./bounded-json.ts";
import {
  type BindingUse,
  type Device,
  type DeviceMessage,
  type DevicePacket,
  defineProfile,
  type Heard,
  SILENT_DEVICE,
  topicName,
  variant,
} from "./device-profile.ts";
import { isPlainPulse, NOT_PLAIN, OTHER_OUTPUT, pulsed, pulseLength } from "./pulse.ts";
import { heardOutput, type RelayWiring, relayCarriesLease, relayKeys, relayOn } from "./relay.ts";
import { withoutValue } from "./without-value.ts";

const NAME = "zigbee2mqtt";

const topic = topicName.refine((value) => value.includes("/"), {
  error: "is a bare name; zigbee2mqtt's topics are <base>/<name>",
});

const sensorKeys = z.strictObject({
  profile: z.literal(NAME),
  topic,
  /** The property to read, where it isn't the kind's usual one. */
  property: z.string().min(1).max(64).optional(),
  invert: z.boolean().default(false),
});

const endpoint = z.string().regex(/^[a-z0-9_]{1,32}$/, { error: "is no name of an endpoint" });

const lockKeys = z
  .strictObject({
    profile: z.literal(NAME),
    topic,
    /** A lock is told LOCK and UNLOCK, a relay ON and OFF. */
    as: z.enum(["lock", "relay"]).default("lock"),
    /** The device's endpoints that unlock and lock for a moment, as `l1` and `l2`. */
    pulse: z.strictObject({ unlock: endpoint, lock: endpoint, for: pulseLength(100) }).optional(),
    ...relayKeys,
  })
  .refine(isPlainPulse, NOT_PLAIN)
  .refine(({ pulse }) => pulse === undefined || pulse.unlock !== pulse.lock, OTHER_OUTPUT)
  .refine((keys) => keys.as === "relay" || keys.pulse === undefined, {
    error: "is for a relay (as: relay): a lock is told in words",
    path: ["pulse"],
  })
  .refine((keys) => keys.as === "relay" || !keys.invert, {
    error: "is for a relay (as: relay): a lock is told in words",
    path: ["invert"],
  });

const holderKeys = z.strictObject({ profile: z.literal(NAME), topic, ...relayKeys });

const SENSORS = [
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "call-point",
  "intrusion",
  "release-contact",
  "exit-request",
  "power",
  "contact",
] as const satisfies readonly SensorKind[];

const ALARMS: ReadonlySet<BindingUse> = new Set(SENSORS.filter((kind) => kind !== "contact"));

export const zigbee2mqtt = defineProfile(NAME, [
  variant(SENSORS, "{ profile: zigbee2mqtt, topic: zigbee2mqtt/hall-smoke }", sensorKeys, sensor),
  variant(["lock"], "{ profile: zigbee2mqtt, topic: zigbee2mqtt/front-lock }", lockKeys, (keys) =>
    keys.as === "relay" ? relayOf(keys) : wordLock(keys.topic),
  ),
  variant(["holder"], "{ profile: zigbee2mqtt, topic: zigbee2mqtt/holder }", holderKeys, relay),
]);

function sensor(keys: z.output<typeof sensorKeys>, use: BindingUse): Device {
  return {
    ...device(keys.topic, (value) => read(keys, use as SensorKind, value)),
    topics: topics(keys.topic, ALARMS.has(use) ? "alarm" : "state"),
  };
}

function read(keys: z.output<typeof sensorKeys>, kind: SensorKind, value: unknown): Heard | null {
  if (!isFields(value)) return null;
  if (keys.property !== undefined && !has(value, keys.property))
    return withoutValue(companionsOf(value), NAME);
  const said =
    keys.property === undefined
      ? family.read(kind, value)
      : { ...readNamed(kind, keys.property, value), ...companionsOf(value) };
  if (said === null) return null;
  if (said.value === null) return withoutValue(said, NAME);
  return keys.invert ? { ...said, value: opposite(said.value) } : said;
}

function wordLock(base: string): Device {
  return {
    ...device(base, (value) => {
      const said = family.readBolt?.(value) ?? null;
      return said === null || said.bolt === null ? null : { bolt: said.bolt, by: said.by };
    }),
    drives: "word",
    queries: [packet(`${base}/get`, { state: "" })],
    encode: ({ to }) => {
      if (to !== "locked" && to !== "unlocked") return [];
      return [packet(`${base}/set`, { state: to === "locked" ? "LOCK" : "UNLOCK" })];
    },
  };
}

function relayOf(keys: z.output<typeof lockKeys>): Device {
  const { pulse, topic: base } = keys;
  if (pulse === undefined) return relay(keys);
  return {
    ...device(base, () => null),
    drives: "pulse",
    encode({ to }) {
      const at = pulsed(to, pulse);
      if (at === null) return [];
      return [packet(`${base}/${at}/set`, { state: "ON", on_time: pulse.for, off_wait_time: 0 })];
    },
  };
}

function relay(keys: RelayWiring & { readonly topic: string }): Device {
  return {
    ...device(keys.topic, (value) => {
      const state = asWord(own(value, "state"));
      return state === "on" || state === "off"
        ? heardOutput(state === "on", keys, "zigbee2mqtt state")
        : null;
    }),
    carriesLease: relayCarriesLease(keys),
    drives: "power",
    queries: [packet(`${keys.topic}/get`, { state: "" })],
    encode: (command) => relayPackets(keys, command),
  };
}

function relayPackets(
  keys: RelayWiring & { readonly topic: string },
  command: CommandMessage,
): readonly DevicePacket[] {
  const on = relayOn(command, keys);
  if (on === null) return [];
  if (!on) return [packet(`${keys.topic}/set`, { state: "OFF" })];
  const lease =
    command.leaseSeconds === null || !relayCarriesLease(keys)
      ? {}
      : { on_time: command.leaseSeconds, off_wait_time: 0 };
  return [packet(`${keys.topic}/set`, { state: "ON", ...lease })];
}

function device(base: string, readState: (value: unknown) => Heard | null): Device {
  return {
    ...SILENT_DEVICE,
    topics: [...topics(base, "state"), { topic: bridgeState(base), carries: "availability" }],
    read(message) {
      if (message.topic === `${base}/availability`) return availability(message);
      if (message.topic === bridgeState(base)) return availability(message);
      if (message.topic !== base) return null;
      const parsed = parseWordOrJson(message.payload);
      return parsed.ok ? readState(parsed.value) : null;
    },
  };
}

/** `{"state":"online"}`, or the bare word of zigbee2mqtt before 2.0. */
function availability(message: DeviceMessage): Heard | null {
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok) return null;
  const word = asWord(isFields(parsed.value) ? own(parsed.value, "state") : parsed.value);
  if (word !== "online" && word !== "offline") return null;
  return { availability: word === "online" ? "up" : "down", by: "zigbee2mqtt availability" };
}

function topics(base: string, carries: "alarm" | "state"): Device["topics"] {
  return [
    { topic: base, carries },
    { topic: `${base}/availability`, carries: "availability" },
  ];
}

/** zigbee2mqtt's own will: when it dies, no device says that it is gone. */
function bridgeState(base: string): string {
  return `${base.slice(0, base.indexOf("/"))}/bridge/state`;
}

const OPPOSITES: Readonly<Record<string, Heard["value"]>> = {
  alarm: "clear",
  clear: "alarm",
  open: "closed",
  closed: "open",
  on: "off",
  off: "on",
};

function opposite(value: NonNullable<Heard["value"]>): NonNullable<Heard["value"]> {
  return typeof value === "string" ? (OPPOSITES[value] ?? value) : value;
}

function packet(to: string, payload: object): DevicePacket {
  return { topic: to, payload: JSON.stringify(payload) };
}
