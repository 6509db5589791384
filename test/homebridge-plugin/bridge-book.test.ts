import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  bookPath,
  newSetupCode,
  readBook,
  writeBook,
} from "../../homebridge-plugin/bridge-book.ts";
import { MAX_BRIDGES } from "../../homebridge-plugin/bridge-places.ts";

const BOOK = { places: { "door:front": 0, "door:back": 1 }, codes: { 1: "031-45-154" } };
let folder = "";
let path = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "egress-book-"));
  path = bookPath(folder, "office");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the book of bridges", () => {
  it("reads back what was written, for nobody else's eyes", () => {
    expect(readBook(path)).toBeNull();
    writeBook(path, BOOK);
    writeBook(path, BOOK);
    expect(readBook(path)).toEqual(BOOK);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it.each([
    ["nothing", ""],
    ["half of it", '{"version":1,"places":{"door:front":0'],
    ["another version", JSON.stringify({ version: 2, ...BOOK })],
    ["an unknown key", JSON.stringify({ version: 1, ...BOOK, more: 1 })],
    ["a bridge too many", JSON.stringify({ version: 1, places: { a: MAX_BRIDGES }, codes: {} })],
    ["no code", JSON.stringify({ version: 1, places: {}, codes: { 1: "12345678" } })],
    ["a list", "[]"],
  ])("says that it is damaged when it holds %s", (_, text) => {
    writeBook(path, BOOK);
    writeFileSync(path, text);
    expect(readBook(path)).toBe("damaged");
  });

  it("makes codes in HomeKit's form, not the same twice", () => {
    const codes = Array.from({ length: 200 }, newSetupCode);
    for (const code of codes) expect(code).toMatch(/^\d{3}-\d{2}-\d{3}$/);
    expect(new Set(codes).size).toBeGreaterThan(190);
  });
});
