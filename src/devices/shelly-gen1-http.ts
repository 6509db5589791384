/** Shelly of the first generation over HTTP, which is where its relays take a timer. */
import { z } from "zod";
import { own } from "../readings/reading.ts";
import { parseWordOrJson } from "./bounded-json.ts";
import {
  type Device,
  defineProfile,
  type Heard,
  SILENT_DEVICE,
  variant,
} from "./device-profile.ts";
import { authorization, credentialKeys, patienceKeys } from "./http-endpoint.ts";
import { isPlainPulse, NOT_PLAIN, OTHER_OUTPUT, pulsed, pulseLength } from "./pulse.ts";
import { heardOutput, relayCarriesLease, relayKeys, relayOn } from "./relay.ts";

const NAME = "shelly-gen1-http";

const holderKeys = z.strictObject({
  profile: z.literal(NAME),
  host: z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/, {
    error: "is no name or IPv4 address of a host",
  }),
  port: z.int().min(1).max(65_535).default(80),
  channel: z.int().min(0).max(3).default(0),
  user: credentialKeys.user,
  password: credentialKeys.password,
  ...relayKeys,
  ...patienceKeys,
});

const lockKeys = holderKeys
  .extend({
    /** `channel` unlocks for a moment, `lock` locks. */
    pulse: z.strictObject({ lock: z.int().min(0).max(3), for: pulseLength(1_000) }).optional(),
  })
  .refine(isPlainPulse, NOT_PLAIN)
  .refine(({ channel, pulse }) => pulse?.lock !== channel, OTHER_OUTPUT);

type Keys = z.output<typeof holderKeys> & Pick<z.output<typeof lockKeys>, "pulse">;

export const shellyGen1Http = defineProfile(NAME, [
  variant(
    ["lock"],
    "{ profile: shelly-gen1-http, host: 10.0.0.5 }, or for two pulses { profile: shelly-gen1-http, host: 10.0.0.5, channel: 0, pulse: { lock: 1, for: 1s } }",
    lockKeys,
    relay,
  ),
  variant(["holder"], "{ profile: shelly-gen1-http, host: 10.0.0.5 }", holderKeys, relay),
]);

/** `timer` goes only with `turn=on`: with `turn=off` it would switch the relay on again. */
function relay(keys: Keys): Device {
  const { pulse } = keys;
  const base = `http://${keys.host}:${keys.port}/relay/`;
  const headers = authorization(keys);
  const get = (query: string, channel = keys.channel) =>
    ({ method: "GET", url: `${base}${channel}${query}`, headers, body: null }) as const;
  return {
    ...SILENT_DEVICE,
    topics: [],
    read: () => null,
    drives: pulse === undefined ? "power" : "pulse",
    carriesLease: pulse === undefined && relayCarriesLease(keys),
    http: {
      order(command) {
        if (pulse !== undefined) {
          const channel = pulsed(command.to, { unlock: keys.channel, lock: pulse.lock });
          return channel === null ? null : get(`?turn=on&timer=${pulse.for}`, channel);
        }
        const on = relayOn(command, keys);
        if (on === null) return null;
        const { leaseSeconds } = command;
        const leased = on && leaseSeconds !== null && relayCarriesLease(keys);
        return get(`?turn=${on ? "on" : "off"}${leased ? `&timer=${leaseSeconds}` : ""}`);
      },
      status: get(""),
      readStatus: (body) => readStatus(keys, body),
      timeoutMs: keys.timeout * 1_000,
      pollMs: keys.poll * 1_000,
    },
  };
}

function readStatus(keys: Keys, body: Uint8Array): Heard | null {
  const parsed = parseWordOrJson(body);
  const on = parsed.ok ? own(parsed.value, "ison") : undefined;
  return typeof on === "boolean" ? heardOutput(on, keys, "shelly ison") : null;
}
