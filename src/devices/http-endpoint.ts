/** What devices on HTTP have in common: addresses, credentials, patience. */
import { z } from "zod";

const MAX_URL_LENGTH = 500;
export const MAX_CREDENTIAL_LENGTH = 200;

/** An address that names one device and holds no credentials, which the site's descriptor would publish. */
export const url = z.string().max(MAX_URL_LENGTH).refine(isHttpUrl, {
  error: "is no http:// or https:// address without user, password or fragment",
});

export const patienceKeys = {
  /** How long an answer may take, in seconds. */
  timeout: z.number().min(0.2).max(10).default(3),
  /** How often the device is asked how it is, in seconds. */
  poll: z.number().min(1).max(60).default(5),
};

export const credentialKeys = {
  user: z.string().max(MAX_CREDENTIAL_LENGTH).optional(),
  password: z.string().max(MAX_CREDENTIAL_LENGTH).optional(),
  /** Sent as a bearer token. */
  token: z
    .string()
    .max(MAX_CREDENTIAL_LENGTH)
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
};

export interface Credentials {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** The headers that log in, by RFC 7617 or RFC 6750; none without credentials. */
export function authorization({ user, password, token }: Credentials): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  if (user === undefined) return {};
  const pair = Buffer.from(`${user}:${password ?? ""}`, "utf8").toString("base64");
  return { authorization: `Basic ${pair}` };
}

function isHttpUrl(text: string): boolean {
  // A hole stands for one word of the address, never for its host.
  const filled = text.replaceAll(/\{\{\s*[a-z]+\s*\}\}/g, "x");
  if (!/^https?:\/\/[^{}]+$/.test(filled) || /^https?:\/\/[^/]*\{/.test(text)) return false;
  if (!URL.canParse(filled)) return false;
  const { username, password, hash } = new URL(filled);
  return username === "" && password === "" && hash === "";
}
