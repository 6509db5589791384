/** Journals that were torn, flipped, cut or taken away: each is seen, or has lost nothing. */
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { entryText, pictureText } from "../../src/journal/body.ts";
import { START } from "../../src/journal/chain.ts";
import { writeEpoch } from "../../src/journal/epoch-file.ts";
import { type JournalFiles, journalFiles } from "../../src/journal/files.ts";
import { readKey } from "../../src/journal/install-key.ts";
import { LIMITS } from "../../src/journal/pruning.ts";
import { putAside } from "../../src/journal/quarantine.ts";
import { JournalStore } from "../../src/journal/store.ts";
import { entry, fireAt, folder, lockOrdered, picture } from "./entries.ts";

/** A journal as a killed process leaves it: history, a picture, entries after it, a latch among them. */
function killed(): { readonly dataDir: string; readonly files: JournalFiles } {
  const live = folder();
  const { store } = JournalStore.open(journalFiles(live, "office"), LIMITS);
  if (store === null) throw new Error("the journal can't be opened");
  const whole = (at: number) =>
    pictureText({ state: picture({ at }), unanswered: [], doubt: null });
  const row = (one: ReturnType<typeof entry>) => ({
    kind: "entry" as const,
    at: one.at,
    body: entryText(one),
  });
  store.append([{ kind: "memory", at: entry(0).at, body: whole(0) }]);
  for (let at = 1; at < 25; at += 1) store.append([row(entry(at))]);
  store.append([{ kind: "memory", at: entry(25).at, body: whole(25) }]);
  store.append([row(lockOrdered(26, "front-lock", "locked")), row(fireAt(27))]);
  for (let at = 28; at < 50; at += 1) store.append([row(lockOrdered(at, `lock-${at}`, "locked"))]);
  const dataDir = folder();
  cpSync(live, dataDir, { recursive: true });
  store.close();
  return { dataDir, files: journalFiles(dataDir, "office") };
}

/** What a start makes of it, and whether the rest of the history verifies. */
function started(files: JournalFiles) {
  const { store, recalled, failure } = JournalStore.open(files, LIMITS);
  if (store === null) throw new Error(failure ?? "not opened");
  let broken: string | null;
  try {
    const check = store.verify();
    let step = check.next();
    while (step.done !== true) step = check.next();
    broken = step.value;
  } catch (error) {
    broken = String(error);
  }
  store.close();
  return { ...recalled, broken };
}

const base = killed();
const intact = started(copyOf(base.dataDir));

function copyOf(dataDir: string): JournalFiles {
  const copy = folder("memory");
  cpSync(dataDir, copy, { recursive: true });
  return journalFiles(copy, "office");
}

/** A number that looks random and is the same each time. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const DAMAGES: readonly (readonly [
  string,
  (bytes: Buffer, roll: (n: number) => number) => Buffer,
])[] = [
  ["a flipped bit", (bytes, roll) => flip(bytes, roll(bytes.length), 1 << roll(8))],
  ["a torn end", (bytes, roll) => bytes.subarray(0, roll(bytes.length))],
  ["a sector of zeros", (bytes, roll) => bytes.fill(0, ...sector(bytes, roll))],
  ["a sector of noise", (bytes, roll) => bytes.fill(0x5a, ...sector(bytes, roll))],
];

function flip(bytes: Buffer, at: number, mask: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ mask;
  return bytes;
}

function sector(bytes: Buffer, roll: (n: number) => number): [number, number] {
  const at = roll(Math.ceil(bytes.length / 512)) * 512;
  return [at, Math.min(at + 512, bytes.length)];
}

/** Of each damage; `EGRESS_IMAGES=2500` is the long form. */
const IMAGES = Number(process.env["EGRESS_IMAGES"] ?? 125);

describe("an image of a journal with", () => {
  it("no damage at all is trusted, and knows the latch", () => {
    expect(intact).toMatchObject({ doubt: null, broken: null });
    expect(intact.state?.memory.areas["lobby"]?.fire).not.toBeNull();
  });

  it.each(DAMAGES)(
    `%s is seen, or has lost nothing (${IMAGES} images)`,
    (_, damage) => {
      const seen = { doubt: 0, broken: 0, harmless: 0 };
      for (let number = 0; number < IMAGES; number += 1) {
        const roll = dice(number + 1);
        const files = copyOf(base.dataDir);
        const victims = [files.database, `${files.database}-wal`, files.epoch, files.key];
        const path = victims[number % 4] ?? files.database;
        writeFileSync(path, damage(readFileSync(path), roll));
        const after = started(files);
        rmSync(files.dataDir, { recursive: true });
        if (after.doubt !== null) seen.doubt += 1;
        else {
          expect(after.state, `image ${number}`).toEqual(intact.state);
          seen[after.broken === null ? "harmless" : "broken"] += 1;
        }
      }
      expect(seen.doubt).toBeGreaterThan(10);
    },
    60_000 + IMAGES * 500,
  );
});

describe("a journal", () => {
  it.each([
    ["without its database", (files: JournalFiles) => takeDatabase(files), "missing"],
    ["with an empty database", emptyDatabase, "the database is empty"],
    ["with an older database", cutTail, "were written"],
    ["without its epoch file", (files) => rmSync(files.epoch), "epoch file is missing"],
    [
      "with an empty epoch file",
      (files) => writeFileSync(files.epoch, ""),
      "epoch file is damaged",
    ],
    ["without its key", (files) => rmSync(files.key), "key of the journal is missing"],
    ["with another key", (files) => writeFileSync(files.key, "ab".repeat(32)), "verif"],
  ] satisfies [string, (files: JournalFiles) => void, string][])(
    "%s is suspect, at that start and at the next ones that nobody kept anything in",
    (_, harm, why) => {
      const files = copyOf(base.dataDir);
      harm(files);
      expect(started(files).doubt).toContain(why);
      const again = started(files);
      expect(again.doubt).toContain(why);
      expect(again.broken).toBeNull();
    },
  );

  it("with a row altered by somebody is suspect from that row on, whoever has not the key", () => {
    const files = copyOf(base.dataDir);
    const database = new DatabaseSync(files.database);
    // Row 28 says that fire latched; without it the doors would be secured.
    database.exec("UPDATE rows SET body = replace(body, 'lobby', 'attic') WHERE seq = 28");
    database.close();
    const { doubt, state } = started(files);
    expect(doubt).toBe("row 28 was altered");
    expect(Object.keys(state?.memory.locks ?? {})).toEqual(["front-lock"]);
  });

  it("says that it is in doubt before its database leaves, and after the old epoch file is saved", () => {
    const files = copyOf(base.dataDir);
    const seen: boolean[] = [];
    putAside(files, () => {
      const names = readdirSync(files.dataDir);
      seen.push(
        existsSync(files.database),
        names.some((name) => name.includes("epoch.suspect-")),
      );
    });
    expect(seen).toEqual([true, true]);
    expect(existsSync(files.database)).toBe(false);
  });

  it("that lost its tail still knows what lay before it", () => {
    const files = copyOf(base.dataDir);
    cutTail(files);
    const { state } = started(files);
    expect(state?.memory.areas["lobby"]?.fire).not.toBeNull();
    expect(Object.keys(state?.memory.locks ?? {})).not.toContain("lock-49");
  });

  it("that is suspect stays so when the power goes while it is put aside", () => {
    const files = copyOf(base.dataDir);
    const key = readKey(files.key);
    if (key === null) throw new Error("no key");
    takeDatabase(files);
    writeEpoch(files.epoch, key, { ...START, epoch: 2, alive: null, doubt: "it was torn" });
    expect(started(files).doubt).not.toBeNull();
    const begun = journalFiles(folder(), "office");
    started(begun);
    const newKey = readKey(begun.key) ?? key;
    writeEpoch(begun.epoch, newKey, { ...START, epoch: 2, alive: null, doubt: "it was torn" });
    expect(started(begun).doubt).toBe("it was torn");
  });

  it("that was just being made when the power went is new", () => {
    const files = journalFiles(folder(), "office");
    const { store } = JournalStore.open(files, LIMITS);
    store?.close();
    truncateSync(files.database, 0);
    expect(started(files)).toMatchObject({ state: null, doubt: null });
  });

  it("that is put aside loses no file", () => {
    const files = copyOf(base.dataDir);
    const before = [`${files.database}`, `${files.database}-wal`].map((path) => readFileSync(path));
    rmSync(files.epoch);
    started(files);
    const aside = readdirSync(files.dataDir).filter((name) => name.includes("suspect-"));
    const contents = aside.map((name) => readFileSync(`${files.dataDir}/${name}`));
    for (const bytes of before) expect(contents.some((one) => one.equals(bytes))).toBe(true);
  });
});

function takeDatabase(files: JournalFiles): void {
  for (const ending of ["", "-wal", "-shm"])
    if (existsSync(`${files.database}${ending}`)) rmSync(`${files.database}${ending}`);
}

function emptyDatabase(files: JournalFiles): void {
  takeDatabase(files);
  writeFileSync(files.database, "");
}

/** The write-ahead log ends early, as after a power cut on a disk that lied about its cache. */
function cutTail(files: JournalFiles): void {
  const wal = `${files.database}-wal`;
  truncateSync(wal, readFileSync(wal).length - 3 * (4096 + 24));
  rmSync(`${files.database}-shm`);
}
