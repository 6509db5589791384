/** The journal's layout, its limits, and that only one program writes it. */
import { rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { entryText, pictureText } from "../../src/journal/body.ts";
import { START, sealed } from "../../src/journal/chain.ts";
import { writeEpoch } from "../../src/journal/epoch-file.ts";
import { type JournalFiles, journalFiles } from "../../src/journal/files.ts";
import { makeKey } from "../../src/journal/install-key.ts";
import { Keeper, MAX_BACKLOG, PICTURE_EVERY } from "../../src/journal/keeper.ts";
import { LAYOUT, MIGRATIONS, versionOf } from "../../src/journal/migrations.ts";
import { LIMITS, type Limits } from "../../src/journal/pruning.ts";
import { type Draft, JournalStore } from "../../src/journal/store.ts";
import { entry, fireAt, folder, picture, START_MS } from "./entries.ts";

const whole = (at: number): Draft => ({
  kind: "memory",
  at: entry(at).at,
  body: pictureText({ state: picture({ at }), unanswered: [], doubt: null }),
});
const row = (one = entry(1)): Draft => ({ kind: "entry", at: one.at, body: entryText(one) });

function opened(files: JournalFiles, limits: Partial<Limits> = {}) {
  const { store, recalled, failure } = JournalStore.open(files, { ...LIMITS, ...limits });
  if (store === null) throw new Error(failure ?? "not opened");
  return { store, recalled };
}

function broken(store: JournalStore): string | null {
  const check = store.verify();
  for (;;) {
    const step = check.next();
    if (step.done === true) return step.value;
  }
}

function rowsOf({ database: path }: JournalFiles): number {
  const database = new DatabaseSync(path, { readOnly: true });
  const count = database.prepare("SELECT count(*) AS n FROM rows").get();
  database.close();
  return Number(count?.["n"]);
}

describe("a journal of an older layout", () => {
  it.each(MIGRATIONS.slice(0, -1))(
    "$version is brought to the present one with all its rows",
    ({ version }) => {
      const files = journalFiles(folder("memory"), "office");
      const key = makeKey(files.key);
      const database = new DatabaseSync(files.database);
      database.exec("PRAGMA journal_mode = WAL");
      for (const one of MIGRATIONS.filter((step) => step.version <= version))
        database.exec(one.sql);
      database.exec(`PRAGMA user_version = ${version}`);
      let last = START;
      for (const draft of [whole(0), row(), row(fireAt(2))]) {
        const { seq } = last;
        const made = sealed(key, { ...draft, seq: seq + 1, epoch: 1 }, last.hash);
        database
          .prepare("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?)")
          .run(made.seq, 1, made.at, made.kind, made.body, made.prev, made.hash);
        last = made;
      }
      database.close();
      const { seq, hash } = last;
      writeEpoch(files.epoch, key, { epoch: 1, seq, hash, alive: null, doubt: null });

      const { store, recalled } = opened(files);
      expect(recalled.doubt).toBeNull();
      expect(recalled.state?.memory.areas["lobby"]?.fire).not.toBeNull();
      store.append([row()]);
      expect(broken(store)).toBeNull();
      store.close();
      const after = new DatabaseSync(files.database, { readOnly: true });
      expect(versionOf(after)).toBe(LAYOUT);
      after.close();
    },
  );

  it("is never a newer one: that is put aside", () => {
    const files = journalFiles(folder("memory"), "office");
    const first = opened(files);
    first.store.append([whole(0)]);
    first.store.close();
    const database = new DatabaseSync(files.database);
    database.exec(`PRAGMA user_version = ${LAYOUT + 1}`);
    database.close();
    const { store, recalled } = opened(files);
    expect(recalled.doubt).toContain("newer than this program");
    store.close();
  });
});

describe("pruning", () => {
  const files = () => journalFiles(folder("memory"), "office");

  it.each([
    ["by count", { maxRows: 50 }, 51],
    // Rows are a second apart, and the first hundred of them are too old.
    ["by age", { maxAgeMs: Date.now() - START_MS - 99_500 }, 102],
  ])("%s leaves a chain that verifies, from an anchor on", (_, limits, left) => {
    const place = files();
    const { store } = opened(place, { ...limits, pruneEvery: 1_000_000 });
    for (let at = 0; at < 200; at += 1) store.append([row(entry(at * 1_000))]);
    store.append([whole(200_000)]);
    store.prune();
    expect(rowsOf(place)).toBe(left);
    expect(broken(store)).toBeNull();
    for (let at = 201; at < 220; at += 1) store.append([row(entry(at))]);
    store.prune();
    expect(broken(store)).toBeNull();
    expect(store.last.seq).toBe(220);
    store.close();
  });

  it("never drops the newest whole picture, nor what came after it", () => {
    const place = files();
    const { store } = opened(place, { maxRows: 5 });
    store.append([row(), row(), whole(3)]);
    for (let at = 4; at < 100; at += 1) store.append([row(entry(at))]);
    expect(store.prune()).toBe(2);
    store.close();
    expect(opened(place).recalled).toMatchObject({ doubt: null, state: { memory: { at: 3 } } });
  });

  it("by somebody without the key shows", () => {
    const place = files();
    const { store } = opened(place);
    for (let at = 0; at < 20; at += 1) store.append([row(entry(at))]);
    store.append([whole(20)]);
    const database = new DatabaseSync(place.database);
    database.exec("DELETE FROM rows WHERE seq < 8");
    database.close();
    expect(broken(store)).toBe("rows before row 8 are missing");
    store.close();
  });
});

describe("a journal that another program writes", () => {
  it("takes nothing more from the first", () => {
    const place = journalFiles(folder("memory"), "office");
    const one = opened(place);
    one.store.append([whole(0)]);
    const other = opened(place);
    other.store.append([whole(1)]);
    expect(() => one.store.append([row()])).toThrow("another program writes this journal");
    other.store.append([row()]);
    expect(broken(other.store)).toBeNull();
    one.store.close();
    other.store.close();
  });
});

describe("the keeper", () => {
  const write = (one = entry(1)) => ({ kind: "entry", at: one.at, body: entryText(one) }) as const;

  it("takes a whole picture every so often, so that a start never reads far", () => {
    const place = journalFiles(folder("memory"), "office");
    const keeper = new Keeper(place, LIMITS);
    keeper.open();
    keeper.write([{ kind: "memory", state: picture() }]);
    keeper.write(Array.from({ length: PICTURE_EVERY + 10 }, (_, at) => write(entry(at))));
    keeper.write([write(fireAt(9_000))]);
    keeper.close();
    const database = new DatabaseSync(place.database, { readOnly: true });
    const pictures = database.prepare("SELECT count(*) AS n FROM rows WHERE kind = 'memory'").get();
    database.close();
    expect(pictures?.["n"]).toBe(2);
    const { recalled } = opened(place);
    expect(recalled.state?.memory.areas["lobby"]?.fire?.since).toBe(9_000);
  });

  it("writes what a failing disk did not take, and for what it had to drop a whole picture", () => {
    const dataDir = `${folder("memory")}/data`;
    writeFileSync(dataDir, "a file where the folder should be");
    const place = journalFiles(dataDir, "office");
    const keeper = new Keeper(place, LIMITS);
    expect(keeper.open().failure).not.toBeNull();
    expect(keeper.write([{ kind: "memory", state: picture() }])).not.toBeNull();
    expect(keeper.write([write(fireAt(5))])).not.toBeNull();
    for (let at = 10; at < MAX_BACKLOG + 20; at += 1_000)
      keeper.write(Array.from({ length: 1_000 }, (_, more) => write(entry(at + more))));
    expect(keeper.waiting).toBe(MAX_BACKLOG);
    rmSync(dataDir);
    expect(keeper.write([])).toBeNull();
    expect(keeper.waiting).toBe(0);
    keeper.close();
    expect(rowsOf(place)).toBeGreaterThan(MAX_BACKLOG);
    expect(opened(place).recalled.state?.memory.areas["lobby"]?.fire?.since).toBe(5);
  });

  it("does not write later what was refused", () => {
    const keeper = new Keeper(journalFiles(`${folder("memory")}/x\0`, "office"), LIMITS);
    keeper.open();
    expect(keeper.write([write(entry(1, { ask: "one" }))])).not.toBeNull();
    expect(keeper.waiting).toBe(0);
  });
});
