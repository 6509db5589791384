/** How a program proves that a request is its own: HMAC with SHA-256 over everything the request says. */
import { createHmac, timingSafeEqual } from "node:crypto";

/** A request as it goes over the wire: no key twice, values of JSON. */
export type RequestFields = Readonly<Record<string, unknown>>;

/** 32 bytes in base64url, without padding. */
export const SIGNATURE_LENGTH = 43;

/**
 * What is signed: three lines, the first a fixed word, the second the site's id, the third the request
 * without its `signature` as a JSON list of `[key, value]`, in the order of the keys' code points. The
 * site's id keeps a request from being told to another site, the challenge (or `at`) and the id inside
 * it keep it from being told twice.
 */
export function signedText(siteId: string, fields: RequestFields): string {
  const said = Object.entries(fields)
    .filter(([key, value]) => key !== "signature" && value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return ["egress-request-1", siteId, JSON.stringify(said)].join("\n");
}

/** @param secret the key's secret as it stands in its file; its characters are the key's bytes. */
export function signatureOf(secret: string, siteId: string, fields: RequestFields): string {
  return createHmac("sha256", secret).update(signedText(siteId, fields)).digest("base64url");
}

export function isSignedWith(secret: string, siteId: string, fields: RequestFields): boolean {
  const given = fields["signature"];
  if (typeof given !== "string") return false;
  const wanted = Buffer.from(signatureOf(secret, siteId, fields));
  const found = Buffer.from(given);
  return found.byteLength === wanted.byteLength && timingSafeEqual(found, wanted);
}
