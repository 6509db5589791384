/** What is kept of the bridges over a restart: who sits where, and each further bridge's setup code. */
import { randomInt } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

const MAX_PLACE = 100;
const MAX_NUMBER = 3;
const CODE = /^\d{3}-\d{2}-\d{3}$/;

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
    return bookOf(JSON.parse(text)) ?? "damaged";
  } catch {
    return "damaged";
  }
}

/** Checked by hand: a schema library would be loaded with the plugin for this alone. */
function bookOf(value: unknown): BridgeBook | null {
  if (!isRecord(value) || Object.keys(value).toSorted().join() !== "codes,places,version")
    return null;
  const { version, places, codes } = value;
  if (version !== 1 || !isRecord(places) || !isRecord(codes)) return null;
  const kept: BridgeBook = {
    places: Object.fromEntries(Object.entries(places).filter(isPlace)),
    codes: Object.fromEntries(Object.entries(codes).filter(isCode)),
  };
  const whole =
    Object.keys(kept.places).length === Object.keys(places).length &&
    Object.keys(kept.codes).length === Object.keys(codes).length;
  return whole ? kept : null;
}

function isPlace(entry: [string, unknown]): entry is [string, number] {
  const [key, bridge] = entry;
  if (typeof bridge !== "number" || !Number.isInteger(bridge)) return false;
  return key.length <= MAX_PLACE && bridge >= 0 && bridge < MAX_BRIDGES;
}

function isCode(entry: [string, unknown]): entry is [string, string] {
  const [number, code] = entry;
  return number.length <= MAX_NUMBER && typeof code === "string" && CODE.test(code);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
