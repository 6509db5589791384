/** Any relay that is switched by HTTP requests. */
import { z } from "zod";
import { asWord } from "../readings/words.ts";
import type { CommandMessage } from "../site-handle.ts";
import { parseWordOrJson } from "./bounded-json.ts";
import {
  type Device,
  defineProfile,
  type Heard,
  type HttpCall,
  SILENT_DEVICE,
  variant,
} from "./device-profile.ts";
import { authorization, credentialKeys, patienceKeys, url } from "./http-endpoint.ts";
import { isPlainPulse, NOT_PLAIN, pulsed, pulseLength } from "./pulse.ts";
import { heardOutput, relayCarriesLease, relayKeys, relayOn } from "./relay.ts";
import { filling, fillUrl, hasHole, template } from "./template.ts";

const NAME = "http";

const request = z.strictObject({
  method: z.enum(["GET", "POST", "PUT"]).default("GET"),
  url: url.pipe(template),
  body: template.optional(),
});

const word = z.union([z.string().max(100), z.number(), z.boolean()]);

const holderKeys = z.strictObject({
  profile: z.literal(NAME),
  on: request,
  off: request,
  /** Asked again and again: that it answers says that the device is there. */
  status: z.strictObject({
    url,
    property: z
      .string()
      .regex(/^[^.\p{Cc}]{1,64}(\.[^.\p{Cc}]{1,64}){0,7}$/u)
      .optional(),
    on: word.default(true),
    off: word.default(false),
  }),
  ...relayKeys,
  ...credentialKeys,
  ...patienceKeys,
});

const lockKeys = holderKeys
  .extend({
    /** `on` unlocks for a moment, `off` locks for one; both tell the device for how long. */
    pulse: z.strictObject({ for: pulseLength(100) }).optional(),
  })
  .refine(isPlainPulse, NOT_PLAIN)
  .refine(({ on, off, pulse }) => pulse === undefined || (asksForLease(on) && asksForLease(off)), {
    error: "needs {{lease}} in on and in off, so that the device ends the pulse",
    path: ["pulse"],
  });

type Keys = z.output<typeof holderKeys> & Pick<z.output<typeof lockKeys>, "pulse">;

const EXAMPLE =
  "{ profile: http, on: { url: http://10.0.0.5/on }, off: { url: http://10.0.0.5/off }, status: { url: http://10.0.0.5/status, property: output } }";

const PULSE_EXAMPLE =
  "{ profile: http, on: { url: 'http://10.0.0.5/0?on={{lease}}' }, off: { url: 'http://10.0.0.5/1?on={{lease}}' }, status: { url: http://10.0.0.5/status }, pulse: { for: 1s } }";

export const http = defineProfile(NAME, [
  variant(["lock"], `${EXAMPLE}, or for two pulses ${PULSE_EXAMPLE}`, lockKeys, relay),
  variant(["holder"], EXAMPLE, holderKeys, relay),
]);

function relay(keys: Keys): Device {
  const headers = authorization(keys);
  return {
    ...SILENT_DEVICE,
    topics: [],
    read: () => null,
    drives: keys.pulse === undefined ? "power" : "pulse",
    carriesLease: keys.pulse === undefined && relayCarriesLease(keys) && asksForLease(keys.on),
    http: {
      order: (command) => callOf(keys, headers, command),
      status: { method: "GET", url: keys.status.url, headers, body: null },
      readStatus: (body) => readStatus(keys, body),
      timeoutMs: keys.timeout * 1_000,
      pollMs: keys.poll * 1_000,
    },
  };
}

function asksForLease({ url: address, body }: z.output<typeof request>): boolean {
  return hasHole(address, "lease") || (body !== undefined && hasHole(body, "lease"));
}

function callOf(
  keys: Keys,
  headers: Readonly<Record<string, string>>,
  order: CommandMessage,
): HttpCall | null {
  const { pulse } = keys;
  const command = pulse === undefined ? order : { ...order, leaseSeconds: pulse.for };
  const on =
    pulse === undefined ? relayOn(order, keys) : pulsed(order.to, { unlock: true, lock: false });
  if (on === null) return null;
  const { method, url: address, body } = on ? keys.on : keys.off;
  const filled =
    body === undefined
      ? null
      : filling(body)({ ...command, leaseSeconds: command.leaseSeconds ?? 0 });
  const type = filled?.trimStart().startsWith("{") === true ? "application/json" : "text/plain";
  return {
    method,
    url: fillUrl(address, command),
    headers: filled === null ? headers : { ...headers, "content-type": type },
    body: method === "GET" ? null : (filled ?? ""),
  };
}

function readStatus(keys: Keys, body: Uint8Array): Heard | null {
  const parsed = parseWordOrJson(body);
  if (!parsed.ok) return null;
  const said = asWord(follow(parsed.value, keys.status.property));
  const on = said === asWord(keys.status.on);
  if (said === null || (!on && said !== asWord(keys.status.off))) return null;
  return heardOutput(on, keys, "http status");
}

function follow(value: unknown, path: string | undefined): unknown {
  if (path === undefined) return value;
  return path.split(".").reduce<unknown>((at, key) => {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    return Reflect.get(at, key);
  }, value);
}
