/** The platform's configuration: checked whole, every problem with its path and its mend. */
import { z } from "zod";
import type { Problem } from "../src/errors.ts";
import type { BrokerChoice, ExternalBroker } from "../src/open-site.ts";
import { HOME_CONTROLS, type HomeControl } from "./home-controls.ts";
import { isUntouched } from "./untouched.ts";

export interface AuthorityConfig {
  readonly mode: "authority";
  /** A file, or the site itself as an object or as YAML text. */
  readonly site: { readonly file: string } | { readonly inline: unknown };
  readonly broker: BrokerChoice | null;
  readonly homeControls: readonly HomeControl[];
}

export interface MirrorConfig {
  readonly mode: "mirror";
  readonly siteId: string;
  readonly broker: ExternalBroker;
  /** Signs what Home asks, where the site wants that. */
  readonly key?: { readonly id: string; readonly secret: string };
  readonly homeControls: readonly HomeControl[];
}

export type EgressConfig = AuthorityConfig | MirrorConfig;

export type ConfigResult =
  | { readonly state: "configured"; readonly config: EgressConfig }
  /** Installed and not set up yet: nothing is wrong, and nothing starts. */
  | { readonly state: "not-configured" }
  | { readonly state: "invalid"; readonly problems: readonly Problem[] };

/** Longest text that any one setting may have: a certificate fits, a pasted log file doesn't. */
export const MAX_TEXT = 65_536;
/** Longest site that may stand in the configuration as YAML text. */
export const MAX_SITE_TEXT = 4_194_304;

/** Longest path of the site file: what Linux opens. */
export const MAX_PATH = 4_096;

const text = z.string().min(1).max(MAX_TEXT);
const url = text.refine((value) => isBrokerUrl(value), {
  error: "must be mqtt://, mqtts://, ws:// or wss:// with a host",
});
const siteId = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, "must be a site id: a-z, 0-9 and -, at most 64");
const listen = z.string().refine((value) => isHostPort(value), { error: "must be HOST:PORT" });
const homebridgeKeys = {
  platform: z.string().optional(),
  name: z.string().optional(),
  _bridge: z.unknown().optional(),
};
/** Homebridge's settings form leaves an empty text where a person cleared a field. */
const cleared = z.literal("").transform(() => undefined);
const optionalText = text.or(cleared).optional();
const access = {
  username: optionalText,
  password: optionalText,
  ca: optionalText,
  allowPlaintext: z.boolean().optional(),
};
const common = {
  ...homebridgeKeys,
  homeControls: z.array(z.enum(HOME_CONTROLS)).max(HOME_CONTROLS.length).default([]),
};

const brokerKinds = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("embedded"),
    port: z.int().min(0).max(65_535).optional(),
    listen: listen.or(cleared).optional(),
  }),
  z.strictObject({ kind: z.literal("external"), url, ...access }),
  z.strictObject({ kind: z.literal("none") }),
]);

/** The settings form leaves an empty object where nothing was chosen: embedded, as when it is missing. */
const broker = z.preprocess(
  (value) => (isObject(value) && !("kind" in value) ? { ...value, kind: "embedded" } : value),
  brokerKinds,
);

const authority = z
  .strictObject({
    ...common,
    mode: z.literal("authority"),
    siteFile: z.string().min(1).max(MAX_PATH).or(cleared).optional(),
    site: z
      .union([z.string().min(1).max(MAX_SITE_TEXT), z.record(z.string(), z.unknown())])
      .optional(),
    broker: broker.default({ kind: "embedded" }),
  })
  .refine((config) => (config.siteFile === undefined) !== (config.site === undefined), {
    path: ["siteFile"],
    error: "give either siteFile or site, and not both",
  });

const mirror = z
  .strictObject({
    ...common,
    mode: z.literal("mirror"),
    siteId,
    url,
    ...access,
    requestKey: optionalText,
    requestSecret: optionalText,
  })
  .refine((config) => (config.requestKey === undefined) === (config.requestSecret === undefined), {
    path: ["requestSecret"],
    error: "give requestKey and requestSecret together",
  });

const schema = z.discriminatedUnion("mode", [authority, mirror]);

export function readConfig(raw: unknown): ConfigResult {
  if (isUntouched(raw)) return { state: "not-configured" };
  const parsed = schema.safeParse(raw);
  if (!parsed.success)
    return { state: "invalid", problems: parsed.error.issues.flatMap(problemsOf) };
  return { state: "configured", config: toConfig(parsed.data) };
}

function toConfig(parsed: z.infer<typeof schema>): EgressConfig {
  const homeControls = [...new Set(parsed.homeControls)];
  if (parsed.mode === "mirror") {
    const { siteId, requestKey: id, requestSecret: secret } = parsed;
    const key = id === undefined || secret === undefined ? {} : { key: { id, secret } };
    return { mode: "mirror", siteId, broker: external(parsed), homeControls, ...key };
  }
  const site = parsed.siteFile === undefined ? { inline: parsed.site } : { file: parsed.siteFile };
  return { mode: "authority", site, broker: brokerOf(parsed.broker), homeControls };
}

function brokerOf(parsed: z.infer<typeof broker>): BrokerChoice | null {
  if (parsed.kind === "none") return null;
  if (parsed.kind === "external") return external(parsed);
  const { port, listen } = parsed;
  return {
    kind: "embedded",
    ...(port === undefined ? {} : { port }),
    ...(listen === undefined ? {} : { listen }),
  };
}

interface Access {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
  ca?: string | undefined;
  allowPlaintext?: boolean | undefined;
}

function external({ url, username, password, ca, allowPlaintext }: Access): ExternalBroker {
  return {
    kind: "external",
    url,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(allowPlaintext === undefined ? {} : { allowPlaintext }),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBrokerUrl(value: string): boolean {
  const parsed = URL.parse(value);
  return parsed !== null && /^(mqtts?|wss?):$/.test(parsed.protocol) && parsed.hostname !== "";
}

function isHostPort(value: string): boolean {
  const port = Number(/^(?:[\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})$/.exec(value)?.[1]);
  return port >= 1 && port <= 65_535;
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = pathOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: path === "" ? key : `${path}.${key}`,
      message: "unknown key",
      mend: "Remove it, or look for a slip of the pen in its name.",
    }));
  }
  return [{ path, message: issue.message, mend: mendOf(path) }];
}

const MENDS: Readonly<Record<string, string>> = {
  mode: 'Set "mode" to "authority" (this Homebridge runs the doors) or "mirror" (another process does).',
  siteFile:
    'Set "siteFile" to the site file\'s path, relative to the Homebridge storage folder, or "site" to the site itself.',
  site: "Give the site as an object, or as YAML text.",
  siteId: "Use the id at the top of the site file.",
  url: "Write it like mqtt://192.168.1.10:1883.",
  requestSecret: "Both stand in the key file that `egress keys` writes.",
  "broker.url": "Write it like mqtt://192.168.1.10:1883.",
  "broker.kind": 'Set "kind" to "embedded", "external" or "none".',
  "broker.port": "Use a port from 1 to 65535, or 0 for a free one.",
  "broker.listen": "Write it like 192.168.1.10:1885.",
};

function mendOf(path: string): string {
  if (path.startsWith("homeControls")) return `Choose from ${HOME_CONTROLS.join(", ")}.`;
  return MENDS[path] ?? "See the settings in Homebridge's plugin page for what goes here.";
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
