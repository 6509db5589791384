import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { journalFiles } from "../../src/journal/files.ts";
import type { Limits } from "../../src/journal/pruning.ts";
import { SqliteJournal } from "../../src/journal/sqlite-journal.ts";
import { journalContract } from "./contract.ts";
import { entry, fireAt, folder, picture } from "./entries.ts";

async function open(dataDir: string, limits: Partial<Limits> = {}, log: string[] = []) {
  const journal = await SqliteJournal.open({
    dataDir,
    siteId: "office",
    authority: "a test",
    log: (_, message) => log.push(message),
    limits,
  });
  onTestFinished(() => journal.close());
  return journal;
}

journalContract("the journal on disk", async () => {
  const dataDir = folder();
  const journal = await open(dataDir);
  return {
    journal,
    again: async () => {
      await journal.close();
      return open(dataDir);
    },
  };
});

describe("the journal on disk", () => {
  it("keeps its key to its owner", async () => {
    const dataDir = folder();
    await open(dataDir);
    expect(statSync(journalFiles(dataDir, "office").key).mode & 0o777).toBe(0o600);
  });

  it("makes its folder, and every record of one turn is one commit", async () => {
    const dataDir = join(folder(), "not", "yet", "there");
    const journal = await open(dataDir);
    await journal.keep(picture());
    const records = Array.from({ length: 500 }, (_, at) => journal.record(entry(at)));
    await Promise.all(records);
    const epoch = JSON.parse(readFileSync(journalFiles(dataDir, "office").epoch, "utf8"));
    expect(JSON.parse(epoch.content)).toMatchObject({ epoch: 1, seq: 501, doubt: null });
  });

  it("counts its starts", async () => {
    const dataDir = folder();
    for (const start of [1, 2, 3]) {
      const journal = await open(dataDir);
      await journal.keep(picture());
      await journal.close();
      const epoch = JSON.parse(readFileSync(journalFiles(dataDir, "office").epoch, "utf8"));
      expect(JSON.parse(epoch.content).epoch).toBe(start);
    }
  });

  it("puts a journal that it can't trust aside, whole, and says so", async () => {
    const dataDir = folder();
    const files = journalFiles(dataDir, "office");
    const first = await open(dataDir);
    await first.keep(picture());
    await first.record(fireAt(10));
    await first.close();
    const damaged = readFileSync(files.database);
    damaged.fill(0xa5, 4096);
    writeFileSync(files.database, damaged);
    const log: string[] = [];
    const second = await open(dataDir, {}, log);
    expect((await second.restore()).doubt).toContain("the database is damaged");
    const aside = log.find((line) => line.includes("is kept as"))?.split("kept as ")[1] ?? "";
    expect(readFileSync(aside)).toEqual(damaged);
    expect(existsSync(files.database)).toBe(true);
  });

  it("tells of older history that does not verify, after it has started", async () => {
    const dataDir = folder();
    const first = await open(dataDir);
    await first.keep(picture());
    for (let at = 1; at < 50; at += 1) await first.record(entry(at));
    await first.keep(picture({ at: 50 }));
    await first.close();
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(journalFiles(dataDir, "office").database);
    database.exec("UPDATE rows SET body = replace(body, 'tick', 'tock') WHERE seq = 7");
    database.close();
    const second = await open(dataDir);
    expect(await second.restore()).toMatchObject({ doubt: null, state: { memory: { at: 50 } } });
    expect(await second.damage).toBe("row 7 was altered");
  });

  it("that is full drops what is old, and goes on", async () => {
    const dataDir = folder();
    const journal = await open(dataDir, { maxBytes: 400 * 1024, pruneEvery: 10 });
    const body = { type: "reading", note: "x".repeat(2_000) };
    for (let round = 0; round < 60; round += 1) {
      await journal.keep(picture({ at: round * 10 }));
      await Promise.all(
        Array.from({ length: 10 }, (_, at) => journal.record(entry(at, { input: body }))),
      );
    }
    expect(statSync(journalFiles(dataDir, "office").database).size).toBeLessThanOrEqual(400 * 1024);
    await journal.close();
    expect((await (await open(dataDir)).restore()).doubt).toBeNull();
  });

  it("that is full of what it may not drop refuses, and recovers when there is room", async () => {
    const dataDir = folder();
    const journal = await open(dataDir, { maxBytes: 64 * 1024 });
    await journal.keep(picture());
    const huge = { type: "reading", note: "x".repeat(200_000) };
    await expect(journal.record(entry(1, { input: huge, ask: "a" }))).rejects.toThrow(/full/);
    await journal.record(fireAt(2));
    await journal.close();
    const { state, doubt } = await (await open(dataDir)).restore();
    expect(doubt).toBeNull();
    expect(state?.memory.areas["lobby"]?.fire).not.toBeNull();
  });

  it("whose folder was taken away refuses, and goes on when it is back", async () => {
    const parent = folder();
    const dataDir = join(parent, "data");
    writeFileSync(dataDir, "a file where the folder should be");
    const log: string[] = [];
    const journal = await open(dataDir, {}, log);
    expect(await journal.restore()).toMatchObject({ state: null });
    expect(log.join()).toContain("can't be written");
    await expect(journal.keep(picture())).rejects.toThrow();
    await expect(journal.record(fireAt(10))).rejects.toThrow();
    rmSync(dataDir);
    await journal.record(entry(11));
    await journal.close();
    const { state } = await (await open(dataDir)).restore();
    expect(state?.memory.areas["lobby"]?.fire?.since).toBe(10);
  });
});

describe("a journal in a folder that became read-only", () => {
  /** Runs as somebody who may not write, for who may do everything is refused nothing. */
  async function asNobody<T>(work: () => Promise<T>): Promise<T> {
    const { geteuid, seteuid } = process;
    if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return work();
    seteuid(65_534);
    try {
      return await work();
    } finally {
      seteuid(0);
    }
  }

  it("still knows what it knew, and refuses what is new", async () => {
    const dataDir = folder();
    const first = await open(dataDir);
    await first.keep(picture());
    await first.record(fireAt(10));
    await first.close();
    for (const name of readdirSync(dataDir)) chmodSync(join(dataDir, name), 0o444);
    chmodSync(dataDir, 0o555);
    const log: string[] = [];
    await asNobody(async () => {
      const second = await open(dataDir, {}, log);
      const { state, doubt } = await second.restore();
      expect(doubt).toBeNull();
      expect(state?.memory.areas["lobby"]?.fire?.since).toBe(10);
      await expect(second.record(entry(11))).rejects.toThrow();
      await second.close();
    });
    expect(log.join()).toContain("can't be written");
    chmodSync(dataDir, 0o755);
  });
});

describe("one authority", () => {
  it("is had by who comes first; the second hears who that is", async () => {
    const dataDir = folder();
    await open(dataDir);
    await expect(open(dataDir)).rejects.toMatchObject({
      name: "EgressError",
      code: "site-locked",
      message: expect.stringContaining(`a test (process ${process.pid}`),
    });
  });

  it("is free again after its end", async () => {
    const dataDir = folder();
    await (await open(dataDir)).close();
    await expect(open(dataDir)).resolves.toBeDefined();
  });

  it("is not kept by what a dead process left, though its number lives", async () => {
    const dataDir = folder();
    const { holder, lock } = journalFiles(dataDir, "office");
    writeFileSync(lock, "");
    writeFileSync(holder, JSON.stringify({ pid: process.pid, started: "1", authority: "gone" }));
    await expect(open(dataDir)).resolves.toBeDefined();
  });
});
