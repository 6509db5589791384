/** The secrets behind a site's `requests`: keys that programs sign with, and hashes of people's PINs. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import type { RequestRules, SiteDescription } from "../core/site.ts";
import { EgressError } from "../errors.ts";
import type { Log } from "../open-site.ts";
import { openPinTries, type PinTries, pinTriesPath } from "./pin-tries.ts";
import { isPinHash } from "./pins.ts";
import { readSecretFile, writeSecretFile } from "./secret-file.ts";

const KEY_BYTES = 32;

export interface RequestSecrets {
  /** By key id. */
  readonly keys: ReadonlyMap<string, string>;
  /** scrypt hashes, by name. */
  readonly pins: ReadonlyMap<string, string>;
  /** Where wrong PINs are counted; in this process only where it is left out. */
  readonly tries?: PinTries;
}

export const NO_SECRETS: RequestSecrets = { keys: new Map(), pins: new Map() };

const shape = z.strictObject({
  keys: z.record(z.string().max(64), z.string().min(32).max(200)).default({}),
  pins: z.record(z.string().max(128), z.string().refine(isPinHash)).default({}),
});

export function requestSecretsPath(dataDir: string, siteId: string): string {
  return join(dataDir, `${siteId}.request-credentials.json`);
}

/**
 * Reads the file and makes the keys that are missing. Keys and PINs that the site doesn't name stay in
 * the file and count for nothing.
 *
 * @param pin a PIN to keep, hashed already.
 * @returns the secrets that count, and the ids of the keys made now. Never log the former.
 * @throws {EgressError} `options-invalid` for a file that isn't ours to use.
 */
export async function requestSecrets(
  path: string,
  rules: RequestRules,
  pin: { readonly name: string; readonly hash: string } | null = null,
): Promise<{ readonly secrets: RequestSecrets; readonly made: readonly string[] }> {
  const kept = await keptSecrets(path);
  const made = rules.keys.map(({ id }) => id).filter((id) => !kept.keys.has(id));
  const keys = new Map(kept.keys);
  for (const id of made) keys.set(id, randomBytes(KEY_BYTES).toString("base64url"));
  const pins = new Map(kept.pins);
  if (pin !== null) pins.set(pin.name, pin.hash);
  if (made.length > 0 || pin !== null) {
    const all = { keys: Object.fromEntries(keys), pins: Object.fromEntries(pins) };
    await writeSecretFile(path, `${JSON.stringify(all, null, 2)}\n`);
  }
  const named = new Set(rules.keys.map(({ id }) => id));
  const secrets = {
    keys: new Map([...keys].filter(([id]) => named.has(id))),
    pins: new Map([...pins].filter(([name]) => rules.pins.includes(name))),
  };
  return { secrets, made };
}

/**
 * The secrets of a site that is opened; none for one without `requests`.
 *
 * @throws {EgressError} `options-invalid` where there is no place for them.
 */
export async function openRequestSecrets(
  { id, requests }: Pick<SiteDescription, "id" | "requests">,
  dataDir: string | null,
  log: Log,
): Promise<RequestSecrets> {
  if (requests === undefined) return NO_SECRETS;
  if (dataDir === null) {
    const mend = "Name a data directory: the keys and PINs of `requests` are kept there.";
    throw new EgressError("options-invalid", `Signed requests need a place for secrets. ${mend}`, {
      problems: [{ path: "dataDir", message: "is missing", mend }],
    });
  }
  const path = requestSecretsPath(dataDir, id);
  const { secrets, made } = await requestSecrets(path, requests);
  if (made.length > 0) log("info", `Made the secrets of ${made.join(", ")}; they are in ${path}`);
  for (const name of requests.pins.filter((each) => !secrets.pins.has(each)))
    log("warn", `${name} has no PIN yet: give one by \`egress keys\``);
  if (secrets.pins.size === 0) return secrets;
  const tries = await openPinTries(pinTriesPath(dataDir, id), secrets.pins.keys(), log);
  return { ...secrets, tries };
}

async function keptSecrets(path: string): Promise<RequestSecrets> {
  try {
    const text = await readSecretFile(path);
    if (text === null) return NO_SECRETS;
    const { keys, pins } = shape.parse(JSON.parse(text));
    return { keys: new Map(Object.entries(keys)), pins: new Map(Object.entries(pins)) };
  } catch {
    // What zod and JSON say may quote the file, and the file is secrets.
    const mend =
      "Put it back from a copy, or delete it and make keys and PINs anew by `egress keys`.";
    throw new EgressError(
      "options-invalid",
      `The request credentials in ${path} can't be read. ${mend}`,
      {
        problems: [{ path: "dataDir", message: "has unusable request credentials", mend }],
      },
    );
  }
}
