/** Tasmota relays: `cmnd`, `stat` and `tele` topics with plain words and small objects. */
import { z } from "zod";
import { own } from "../readings/reading.ts";
import { asWord } from "../readings/words.ts";
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
import { isPlainPulse, NOT_PLAIN, OTHER_OUTPUT, pulsed, pulseLength } from "./pulse.ts";
import { heardOutput, relayCarriesLease, relayKeys, relayOn } from "./relay.ts";

const NAME = "tasmota-relay";

const holderKeys = z.strictObject({
  profile: z.literal(NAME),
  /** The device's own topic, without `cmnd`, `stat` or `tele`. */
  topic: topicName,
  channel: z.int().min(1).max(8).default(1),
  ...relayKeys,
});

const lockKeys = holderKeys
  .extend({
    /** `channel` unlocks for a moment, `lock` locks. */
    pulse: z.strictObject({ lock: z.int().min(1).max(8), for: pulseLength(100) }).optional(),
  })
  .refine(isPlainPulse, NOT_PLAIN)
  .refine(({ channel, pulse }) => pulse?.lock !== channel, OTHER_OUTPUT);

type Keys = z.output<typeof holderKeys> & Pick<z.output<typeof lockKeys>, "pulse">;

export const tasmotaRelay = defineProfile(NAME, [
  variant(
    ["lock"],
    "{ profile: tasmota-relay, topic: front-relay }, or for two pulses { profile: tasmota-relay, topic: front-relay, channel: 1, pulse: { lock: 2, for: 1s } }",
    lockKeys,
    relay,
  ),
  variant(["holder"], "{ profile: tasmota-relay, topic: front-relay }", holderKeys, relay),
]);

function relay(keys: Keys): Device {
  const { topic, channel, pulse } = keys;
  const leased = pulse === undefined && relayCarriesLease(keys);
  return {
    ...SILENT_DEVICE,
    carriesLease: leased,
    drives: pulse === undefined ? "power" : "pulse",
    topics: [
      ...powerNames(keys).map((name) => ({
        topic: `stat/${topic}/${name}`,
        carries: "state" as const,
      })),
      { topic: `stat/${topic}/RESULT`, carries: "state" },
      { topic: `tele/${topic}/STATE`, carries: "state" },
      { topic: `tele/${topic}/LWT`, carries: "availability" },
    ],
    // STATE, and never a POWER without a value: asking that way stops the pulse that is the lease.
    queries: [{ topic: `cmnd/${topic}/STATE`, payload: "" }],
    read: (message) => read(keys, message),
    prepare: (leaseSeconds): readonly DevicePacket[] =>
      leased
        ? [
            {
              topic: `cmnd/${topic}/PulseTime${channel}`,
              payload: leaseSeconds === null ? NO_PULSE : String(pulseTime(leaseSeconds)),
            },
          ]
        : [],
    encode(command) {
      if (pulse !== undefined) {
        const output = pulsed(command.to, { unlock: channel, lock: pulse.lock });
        if (output === null) return [];
        // One message, so that no output is ever switched on without its end.
        const steps = `PulseTime${output} ${pulseTime(pulse.for)}; POWER${output} ON`;
        return [{ topic: `cmnd/${topic}/Backlog`, payload: steps }];
      }
      const on = relayOn(command, keys);
      if (on === null) return [];
      return [{ topic: `cmnd/${topic}/POWER${channel}`, payload: on ? "ON" : "OFF" }];
    },
  };
}

/** PulseTime lies in flash and ends every ON after it: only this lets one stand. */
const NO_PULSE = "0";

/** Tasmota counts tenths of a second up to 111, and from 112 on whole seconds plus 100. */
export function pulseTime(seconds: number): number {
  if (seconds <= 11.1) return Math.max(1, Math.round(seconds * 10));
  return Math.min(64_900, Math.max(112, Math.ceil(seconds) + 100));
}

function read(keys: Keys, message: DeviceMessage): Heard | null {
  const parsed = parseWordOrJson(message.payload);
  if (!parsed.ok) return null;
  const { topic } = keys;
  if (message.topic === `tele/${topic}/LWT`) return will(parsed.value);
  const names = powerNames(keys);
  for (const name of names) {
    if (message.topic === `stat/${topic}/${name}`) return output(keys, parsed.value, name);
  }
  if (message.topic !== `stat/${topic}/RESULT` && message.topic !== `tele/${topic}/STATE`)
    return null;
  for (const name of names) {
    const said = output(keys, own(parsed.value, name), name);
    if (said !== null) return said;
  }
  return null;
}

function output(keys: Keys, value: unknown, name: string): Heard | null {
  const word = asWord(value);
  return word === "on" || word === "off"
    ? heardOutput(word === "on", keys, `tasmota ${name}`)
    : null;
}

function will(value: unknown): Heard | null {
  const word = asWord(value);
  if (word !== "online" && word !== "offline") return null;
  return { availability: word === "online" ? "up" : "down", by: "tasmota LWT" };
}

/** A device with one relay calls it POWER, one with several POWER1, POWER2, ... */
function powerNames({ channel }: Keys): readonly string[] {
  return channel === 1 ? ["POWER", "POWER1"] : [`POWER${channel}`];
}
