/** A UPS that NUT's `upsd` speaks for, asked over TCP. */
import { z } from "zod";
import type { SensorKind } from "../core/site.ts";
import { nut as family } from "../readings/ups.ts";
import {
  type BindingUse,
  type Device,
  defineProfile,
  type Heard,
  SILENT_DEVICE,
  variant,
} from "./device-profile.ts";
import { MAX_CREDENTIAL_LENGTH } from "./http-endpoint.ts";

const NAME = "nut";
export const UPSD_PORT = 3493;

/** A word of the protocol: nothing that could end a line or a quoted string. */
const protocolWord = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/, {
  error: "holds a blank, a quote or a backslash, or is empty",
});

const keysOf = z
  .strictObject({
    profile: z.literal(NAME),
    host: z.string().regex(/^[A-Za-z0-9:](?:[A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?$/, {
      error: "is no name or address of a host",
    }),
    port: z.int().min(1).max(65_535).default(UPSD_PORT),
    ups: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, { error: "is no name of a UPS" }),
    user: protocolWord.max(MAX_CREDENTIAL_LENGTH).optional(),
    password: protocolWord.max(MAX_CREDENTIAL_LENGTH).optional(),
    login: z.boolean().default(false),
    allowPlaintext: z.boolean().default(false),
    /** Seconds between two questions. */
    poll: z.number().min(1).max(60).default(5),
    /** Seconds that an answer may take. */
    timeout: z.number().min(0.5).max(30).default(5),
  })
  .refine((keys) => (keys.user === undefined) === (keys.password === undefined), {
    error: "and password go together",
    path: ["user"],
  })
  .refine((keys) => !keys.login || keys.user !== undefined, {
    error: "needs user and password",
    path: ["login"],
  })
  .refine((keys) => keys.password === undefined || keys.allowPlaintext || isHere(keys.host), {
    error: "would cross the network unencrypted; reading needs none, or say allowPlaintext: true",
    path: ["password"],
  });

export const nut = defineProfile(NAME, [
  variant(["ups", "power"], "{ profile: nut, host: 127.0.0.1, ups: myups }", keysOf, device),
]);

function device(keys: z.output<typeof keysOf>, use: BindingUse): Device {
  const { host, port, ups, user, password, login } = keys;
  return {
    ...SILENT_DEVICE,
    topics: [],
    read: () => null,
    upsd: {
      host,
      port,
      ups,
      credentials: user === undefined || password === undefined ? null : { user, password },
      login,
      pollMs: keys.poll * 1_000,
      timeoutMs: keys.timeout * 1_000,
      readVariables: (variables) => readVariables(use as SensorKind, variables),
    },
  };
}

/** Says `unknown` where NUT says no status that tells where the power comes from. */
function readVariables(kind: SensorKind, variables: Readonly<Record<string, string>>): Heard {
  const read = family.read(kind, variables);
  if (read !== null && read.value !== null) return { value: read.value, by: read.by };
  return { value: kind === "ups" ? { status: "unknown" } : "unknown", by: "nut ups.status" };
}

function isHere(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
