/** The key that seals a journal. Who can't read it can't write a history that verifies. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeWhole } from "./files.ts";

const KEY_BYTES = 32;

/** Null when there is none, or what is there is no key. */
export function readKey(path: string): Buffer | null {
  try {
    const text = readFileSync(path, "latin1").trim();
    return /^[0-9a-f]{64}$/.test(text) ? Buffer.from(text, "hex") : null;
  } catch {
    return null;
  }
}

export function makeKey(path: string): Buffer {
  const key = randomBytes(KEY_BYTES);
  writeWhole(path, `${key.toString("hex")}\n`, 0o600);
  return key;
}
