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
import { heardOutput, relayCarriesLease, relayKeys, relayOn } from "./relay.ts";
import { filling, fillUrl, hasHole, template } from "./template.ts";

const NAME = "http";

const request = z.strictObject({
  method: z.enum(["GET", "POST", "PUT"]).default("GET"),
  url: url.pipe(template),
  body: template.optional(),
});

const word = z.union([z.string().max(100), z.number(), z.boolean()]);

const keysOf = z.strictObject({
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

type Keys = z.output<typeof keysOf>;

const EXAMPLE =
  "{ profile: http, on: { url: http://10.0.0.5/on }, off: { url: http://10.0.0.5/off }, status: { url: http://10.0.0.5/status, property: output } }";

export const http = defineProfile(NAME, [variant(["lock", "holder"], EXAMPLE, keysOf, relay)]);

function relay(keys: Keys): Device {
  const headers = authorization(keys);
  return {
    ...SILENT_DEVICE,
    topics: [],
    read: () => null,
    drives: "power",
    carriesLease: relayCarriesLease(keys) && asksForLease(keys.on),
    http: {
      order: (command) => order(keys, headers, command),
      status: { method: "GET", url: keys.status.url, headers, body: null },
      readStatus: (body) => readStatus(keys, body),
      timeoutMs: keys.timeout * 1_000,
      pollMs: keys.poll * 1_000,
    },
  };
}

function asksForLease({ url: address, body }: Keys["on"]): boolean {
  return hasHole(address, "lease") || (body !== undefined && hasHole(body, "lease"));
}

function order(
  keys: Keys,
  headers: Readonly<Record<string, string>>,
  command: CommandMessage,
): HttpCall | null {
  const on = relayOn(command, keys);
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
