/** Small journal entries and memories, and folders that go away. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { JournalEntry, JournalState } from "../../src/controller/ports.ts";
import type { Memory, Request } from "../../src/core/index.ts";

export const START_MS = Date.parse("2026-01-01T00:00:00.000Z");

const folders: string[] = [];
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** In memory where that exists: what a test does to a journal hundreds of times spares the disk. */
const QUICK = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export function folder(on: "disk" | "memory" = "disk"): string {
  const path = mkdtempSync(join(on === "disk" ? tmpdir() : QUICK, "egress-journal-test-"));
  folders.push(path);
  return path;
}

export function picture(over: Partial<Memory> = {}): JournalState {
  const memory: Memory = {
    at: 0,
    suspicion: null,
    lockdown: null,
    walkTest: null,
    drills: [],
    areas: { lobby: { fire: null, gas: null, lockdown: null } },
    doors: {},
    locks: {},
    sensors: {},
    ...over,
  };
  return { memory, wallMs: START_MS };
}

export function entry(at: number, over: Partial<JournalEntry> = {}): JournalEntry {
  return {
    at: new Date(START_MS + at).toISOString(),
    input: { type: "tick" },
    ask: null,
    result: null,
    events: [],
    commands: [],
    changes: null,
    ...over,
  };
}

/** The moment at which the lobby's fire latched. */
export function fireAt(at: number): JournalEntry {
  const cause = { kind: "sensor", sensor: "lobby-smoke", at } as const;
  const fire = { since: at, cause, sensors: ["lobby-smoke"] };
  return entry(at, {
    input: { type: "reading", sensor: "lobby-smoke", value: "alarm" },
    events: [{ type: "fire-latched", area: "lobby" }],
    changes: { at, areas: { lobby: { fire, gas: null, lockdown: null } } },
  });
}

export function lockOrdered(
  at: number,
  lock: string,
  ordered: "locked" | "unlocked",
): JournalEntry {
  const one = { ordered, orderedAt: at, onLease: false, leaseEndsAt: null };
  return entry(at, { changes: { at, locks: { [lock]: one } } });
}

export const unlock: Request = {
  type: "request",
  action: "unlock",
  door: "front",
  by: "alice",
  via: "cli",
};
