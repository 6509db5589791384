/** What is kept of the bridges over a restart: who sits where, and each further bridge's setup code. */
import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { MAX_BRIDGES, type Places } from "./bridge-places.ts";

export interface BridgeBook {
  readonly places: Places;
  /** By the bridge's number; HomeKit's form XXX-XX-XXX. */
  readonly codes: Readonly<Record<string, string>>;
}

/** `damaged`: there was one, and it can't be read. */
export type KeptBook = BridgeBook | "damaged" | null;

/** HomeKit refuses these (HAP specification, section 4.2.1). */
const TRIVIAL = new Set([
  ...Array.from({ length: 10 }, (_, digit) => String(digit).repeat(8)),
  "12345678",
  "87654321",
]);

const bridge = z
  .int()
  .min(0)
  .max(MAX_BRIDGES - 1);
const book = z.strictObject({
  version: z.literal(1),
  places: z.record(z.string().max(100), bridge),
  codes: z.record(z.string().max(3), z.string().regex(/^\d{3}-\d{2}-\d{3}$/)),
});

export function bookPath(storage: string, siteId: string): string {
  return join(storage, "egress", siteId, "bridges.json");
}

export function readBook(path: string): KeptBook {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return null;
  }
  try {
    const { places, codes } = book.parse(JSON.parse(text));
    return { places, codes };
  } catch {
    return "damaged";
  }
}

/** Whole or not at all. The codes let people into the home, so nobody else may read them. */
export function writeBook(path: string, { places, codes }: BridgeBook): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const text = `${JSON.stringify({ version: 1, places, codes }, null, 1)}\n`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, path);
}

export function newSetupCode(): string {
  for (;;) {
    const digits = String(randomInt(100_000_000)).padStart(8, "0");
    if (TRIVIAL.has(digits)) continue;
    return `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`;
  }
}
