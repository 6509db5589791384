/** JSON from strangers: bounded in size and depth, and without prototypes. */

/** A full status of a four-channel relay is about 5 KB; nothing that a device says is longer than this. */
export const MAX_DEVICE_PAYLOAD_BYTES = 16_384;

/** A message of Egress itself, on `request`, `reading` or `report`. */
export const MAX_MESSAGE_BYTES = 4_096;

export const MAX_JSON_DEPTH = 8;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/**
 * Parses UTF-8 JSON. Objects of the result have no prototype, so that no key of a message can be
 * mistaken for a method or change one. Never throws.
 */
export function parseBoundedJson(
  payload: Uint8Array,
  maxBytes: number = MAX_MESSAGE_BYTES,
  maxDepth: number = MAX_JSON_DEPTH,
): ParsedJson {
  if (payload.byteLength > maxBytes) {
    return { ok: false, reason: `the message is longer than ${maxBytes} bytes` };
  }
  let raw: unknown;
  try {
    raw = JSON.parse(textOf(payload));
  } catch {
    return { ok: false, reason: "the message is not JSON" };
  }
  const value = withoutPrototypes(raw, maxDepth);
  return value === REFUSED
    ? {
        ok: false,
        reason: `the message is nested deeper than ${maxDepth} levels, or names a __proto__`,
      }
    : { ok: true, value };
}

/** The value of JSON, or the trimmed text where it isn't JSON: devices say both `ON` and `"ON"`. */
export function parseWordOrJson(payload: Uint8Array): ParsedJson {
  const parsed = parseBoundedJson(payload, MAX_DEVICE_PAYLOAD_BYTES);
  if (parsed.ok || payload.byteLength > MAX_DEVICE_PAYLOAD_BYTES) return parsed;
  const text = textOf(payload).trim();
  return text.startsWith("{") || text.startsWith("[") ? parsed : { ok: true, value: text };
}

/** A decoder that sleeps between two alarms costs more than this many characters one by one. */
const SHORT_BYTES = 256;

export function textOf(payload: Uint8Array): string {
  const short = payload.byteLength <= SHORT_BYTES ? asciiOf(payload) : null;
  if (short !== null) return short;
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
}

/** Null where a byte is none of ASCII's. */
function asciiOf(payload: Uint8Array): string | null {
  let text = "";
  for (const byte of payload) {
    if (byte > 127) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}

const REFUSED = Symbol("refused");

function withoutPrototypes(value: unknown, depthLeft: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depthLeft === 0) return REFUSED;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item = withoutPrototypes(value[index], depthLeft - 1);
      if (item === REFUSED) return REFUSED;
      value[index] = item;
    }
    return value;
  }
  const bare: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) {
    const item = withoutPrototypes(inner, depthLeft - 1);
    if (item === REFUSED || key === "__proto__") return REFUSED;
    bare[key] = item;
  }
  return bare;
}
