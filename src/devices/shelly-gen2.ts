/** Shelly Plus, Pro and later, over their own MQTT: JSON-RPC in, full states and partial notices out. */
import { z } from "zod";
import type { SensorKind } from "../core/site.ts";
import { readProperty } from "../readings/property.ts";
import { has, own } from "../readings/reading.ts";
import { asWord } from "../readings/words.ts";
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
import { heardOutput, relayCarriesLease, relayKeys, relayOn } from "./relay.ts";

const SWITCH = "shelly-gen2-switch";
const INPUT = "shelly-gen2-input";

/** Where a Shelly answers our calls; nobody needs to listen, its own notices tell the state. */
const RPC_SOURCE = "egress";

const component = z.int().min(0).max(15).default(0);

const holderKeys = z.strictObject({
  profile: z.literal(SWITCH),
  topic: topicName,
  id: component,
  ...relayKeys,
});

const lockKeys = holderKeys
  .extend({
    /** `id` unlocks for a moment, `lock` locks. */
    pulse: z.strictObject({ lock: z.int().min(0).max(15), for: pulseLength(100) }).optional(),
  })
  .refine(isPlainPulse, NOT_PLAIN)
  .refine(({ id, pulse }) => pulse?.lock !== id, OTHER_OUTPUT);

const inputKeys = z.strictObject({
  profile: z.literal(INPUT),
  topic: topicName,
  id: component,
  invert: z.boolean().default(false),
});

const INPUT_USES = [
  "contact",
  "release-contact",
  "exit-request",
  "call-point",
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "intrusion",
  "power",
] as const satisfies readonly SensorKind[];

export const shellyGen2Switch = defineProfile(SWITCH, [
  variant(
    ["lock"],
    "{ profile: shelly-gen2-switch, topic: shellyplus1-front }, or for two pulses { profile: shelly-gen2-switch, topic: shellyplus2pm-front, id: 0, pulse: { lock: 1, for: 1s } }",
    lockKeys,
    relay,
  ),
  variant(
    ["holder"],
    "{ profile: shelly-gen2-switch, topic: shellyplus1-front }",
    holderKeys,
    relay,
  ),
]);

type SwitchKeys = z.output<typeof holderKeys> & Pick<z.output<typeof lockKeys>, "pulse">;

export const shellyGen2Input = defineProfile(INPUT, [
  variant(
    INPUT_USES,
    "{ profile: shelly-gen2-input, topic: shellyplusi4-hall, id: 0 }",
    inputKeys,
    input,
  ),
]);

function relay(keys: SwitchKeys): Device {
  const name = `switch:${keys.id}`;
  return {
    ...device(keys.topic, name, "state", (status) => {
      const output = own(status, "output");
      return typeof output === "boolean" ? heardOutput(output, keys, `shelly ${name}`) : null;
    }),
    carriesLease: keys.pulse === undefined && relayCarriesLease(keys),
    drives: keys.pulse === undefined ? "power" : "pulse",
    encode: (command) => switchSet(keys, command),
  };
}

/** `toggle_after` goes only with `on: true`: with `on: false` it would switch the relay on again. */
function switchSet(keys: SwitchKeys, command: CommandMessage): readonly DevicePacket[] {
  if (keys.pulse !== undefined) {
    const id = pulsed(command.to, { unlock: keys.id, lock: keys.pulse.lock });
    if (id === null) return [];
    return [call(keys.topic, command, { id, on: true, toggle_after: keys.pulse.for })];
  }
  const on = relayOn(command, keys);
  if (on === null) return [];
  const leased = on && command.leaseSeconds !== null && relayCarriesLease(keys);
  const params = { id: keys.id, on, ...(leased ? { toggle_after: command.leaseSeconds } : {}) };
  return [call(keys.topic, command, params)];
}

function call(base: string, command: CommandMessage, params: object): DevicePacket {
  const said = { id: callId(command.id), src: RPC_SOURCE, method: "Switch.Set", params };
  return { topic: `${base}/rpc`, payload: JSON.stringify(said) };
}

/** A number for the call, the same for the same order (FNV-1a). */
function callId(order: string): number {
  let hash = 0x811c9dc5;
  for (const character of order) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 1;
}

function input(keys: z.output<typeof inputKeys>, use: BindingUse): Device {
  const name = `input:${keys.id}`;
  const kind = use as SensorKind;
  // A closed circuit is a closed door, a pressed button, mains that are there.
  const inverted = keys.invert !== (kind === "contact");
  const state = device(keys.topic, name, kind === "contact" ? "state" : "alarm", (status) =>
    has(status, "state")
      ? readProperty(kind, own(status, "state"), `shelly ${name}`, inverted)
      : null,
  );
  if (kind !== "exit-request") return state;
  return { ...state, read: (message) => state.read(message) ?? button(keys.topic, name, message) };
}

/** An input set up as a button has no state and tells its edges instead. */
function button(base: string, name: string, message: DeviceMessage): Heard | null {
  if (message.topic !== `${base}/events/rpc`) return null;
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok || own(parsed.value, "method") !== "NotifyEvent") return null;
  const events = own(own(parsed.value, "params"), "events");
  if (!Array.isArray(events)) return null;
  const edges = events
    .filter((event) => own(event, "component") === name)
    .map((event) => own(event, "event"))
    .filter((event) => event === "btn_down" || event === "btn_up");
  if (edges.length === 0) return null;
  const by = `shelly ${name} event`;
  return { value: edges.includes("btn_down") ? "alarm" : "clear", by };
}

function device(
  base: string,
  name: string,
  carries: "alarm" | "state",
  readStatus: (status: unknown) => Heard | null,
): Device {
  return {
    ...SILENT_DEVICE,
    topics: [
      { topic: `${base}/status/${name}`, carries },
      { topic: `${base}/events/rpc`, carries },
      { topic: `${base}/online`, carries: "availability" },
    ],
    queries: [{ topic: `${base}/command`, payload: "status_update" }],
    read(message) {
      const parsed = parseWordOrJson(message.payload);
      if (!parsed.ok) return null;
      if (message.topic === `${base}/online`) return online(parsed.value);
      if (message.topic === `${base}/status/${name}`) return readStatus(parsed.value);
      if (message.topic !== `${base}/events/rpc`) return null;
      const method = own(parsed.value, "method");
      if (method !== "NotifyStatus" && method !== "NotifyFullStatus") return null;
      const params = own(parsed.value, "params");
      // A notice holds what changed; a component that isn't in it said nothing.
      return has(params, name) ? readStatus(own(params, name)) : null;
    },
  };
}

function online(value: unknown): Heard | null {
  const word = asWord(value);
  if (word !== "true" && word !== "false") return null;
  return { availability: word === "true" ? "up" : "down", by: "shelly online" };
}
