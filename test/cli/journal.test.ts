/** `egress journal` on the journal of a real site. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { SqliteJournal } from "../../src/journal/sqlite-journal.ts";
import { entry, folder, picture } from "../journal/entries.ts";
import { tellStory } from "../journal/story.ts";
import { type Ended, startEgress } from "./cli-run.ts";

const dataDir = folder();
beforeAll(() => tellStory(dataDir));

const journal = (...args: string[]): Promise<Ended> => startEgress(["journal", ...args]).ended;
const file = (dir: string) => join(dir, "test.journal.sqlite");

function damaged(harm: (database: DatabaseSync) => void): string {
  const copy = folder();
  cpSync(dataDir, copy, { recursive: true });
  const database = new DatabaseSync(file(copy));
  harm(database);
  database.close();
  return copy;
}

describe("egress journal", () => {
  it("tells the newest rows in sentences, oldest first", async () => {
    const { code, out } = await journal(dataDir);
    expect(code).toBe(0);
    expect(out).toContain("bob (cli) asks: unlock side.");
    expect(out).toContain("lobby-smoke says: alarm.");
    expect(out).toContain("front-maglock is told: unlocked.");
    expect(out).toContain("Refused (still-in-alarm): reset, for alice (cli).");
    const numbers = out
      .split("\n")
      .flatMap((line) => (line === "" ? [] : Number(line.slice(0, 6))));
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });

  it("tells no more than was asked for", async () => {
    expect((await journal(dataDir, "list", "--last", "3")).out.trim().split("\n")).toHaveLength(3);
  });

  it("takes the file as well as its folder", async () => {
    expect((await journal(file(dataDir))).out).toBe((await journal(dataDir)).out);
  });

  it.each([
    [["nowhere"], "can't be read"],
    [[], "DIR|FILE is missing"],
    [[dataDir, "verfy"], "did you mean `verify`?"],
    [[dataDir, "incident", "0"], "is no number"],
    [[dataDir, "export", "--format", "xml"], "give jsonl, csv"],
    [[dataDir, "list", "3"], "one word too many"],
  ])("%j is misuse", async (args, words) => {
    const { code, err } = await journal(...args);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  it("says that a folder holds no journal, or more than one", async () => {
    expect(await journal(folder())).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no journal/),
    });
    const two = damaged(() => {});
    cpSync(file(two), join(two, "other.journal.sqlite"));
    expect(await journal(two)).toMatchObject({ code: 2, err: expect.stringMatching(/name one/) });
  });
});

describe("egress journal verify", () => {
  it("finds a whole chain whole", async () => {
    const { code, out } = await journal(dataDir, "verify");
    expect(out).toMatch(/^Whole: \d+ rows verify/);
    expect(code).toBe(0);
  });

  it.each([
    [
      "a word was changed",
      "UPDATE rows SET body = replace(body, 'cli', 'mqtt') WHERE seq = 6",
      "row 6 was altered",
    ],
    ["a row is gone", "DELETE FROM rows WHERE seq = 4", "rows before row 5 are missing"],
    ["the newest rows are gone", "DELETE FROM rows WHERE seq > 9", "it ends at row 9"],
    [
      "the time was changed",
      "UPDATE rows SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 3",
      "row 3 was altered",
    ],
  ])("says where: %s", async (_, sql, where) => {
    const { code, out } = await journal(
      damaged((database) => database.exec(sql)),
      "verify",
    );
    expect(code).toBe(1);
    expect(out).toContain(where);
  });

  it("needs the key", async () => {
    const copy = damaged(() => {});
    rmSync(join(copy, "journal.key"));
    expect(await journal(copy, "verify")).toMatchObject({ code: 2 });
  });

  it("works on a file that is no database", async () => {
    const copy = damaged(() => {});
    writeFileSync(
      file(copy),
      "this is no database, though it is long enough to be read as one".repeat(99),
    );
    expect(await journal(copy, "verify")).toMatchObject({ code: 1 });
    expect(await journal(copy, "list")).toMatchObject({ code: 2 });
  });
});

describe("egress journal export", () => {
  it("gives every row as JSON, one a line", async () => {
    const { out } = await journal(dataDir, "export");
    const rows = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(rows[0]).toMatchObject({ kind: "memory", epoch: 1, prev: "0".repeat(64) });
  });

  it("gives no spreadsheet a formula", async () => {
    const { out } = await journal(dataDir, "export", "--format", "csv");
    expect(out.split("\n")[0]).toBe("seq,epoch,at,kind,sentences,body,hash");
    expect(out).toContain(`"'=cmd() (cli) asks: lock front."`);
  });
});

describe("egress journal follow", () => {
  it("prints what comes, until it is stopped", async () => {
    const live = folder();
    const site = { dataDir: live, siteId: "test", authority: "a test", log: () => {} };
    const writer = await SqliteJournal.open(site);
    onTestFinished(() => writer.close());
    await writer.keep(picture());
    const following = startEgress(["journal", live, "follow"]);
    await expect
      .poll(async () => {
        await writer.record(
          entry(5, { input: { type: "report", lock: "strike", bolt: "jammed" } }),
        );
        return following.out();
      })
      .toContain("strike reports: jammed.");
    following.stop();
    expect((await following.ended).code).toBe(0);
  });
});

describe("egress journal incident", () => {
  it("tells the newest alarm from its first detector to its reset", async () => {
    const { code, out } = await journal(dataDir, "incident", "--format", "json");
    expect(code).toBe(0);
    const told = JSON.parse(out);
    expect(told).toMatchObject({
      drill: false,
      ended: expect.any(String),
      areas: ["lobby"],
      detectors: ["lobby-smoke"],
      people: ["=cmd() (cli)", "alice (cli)"],
      confirmations: 1,
    });
    expect(told.doors).toContain("front");
    const texts = told.lines.map(
      ({ kind, text }: { kind: string; text: string }) => `${kind}: ${text}`,
    );
    expect(texts[0]).toMatch(/^detector: lobby-smoke/);
    const order = [
      "order: front-maglock is told: unlocked.",
      "person: =cmd() (cli) asks: lock front: refused (fire-latched)",
      "person: alice (cli) asks: reset: refused (still-in-alarm)",
      "person: alice (cli) asks: reset: done.",
      "order: front-maglock is told: locked.",
    ].map((start) => texts.findIndex((text: string) => text.startsWith(start)));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  it("marks a drill, and knows that there were two incidents", async () => {
    const second = JSON.parse((await journal(dataDir, "incident", "2", "--format", "json")).out);
    expect(second).toMatchObject({ drill: true, people: ["dora (cli)"], detectors: [] });
    expect((await journal(dataDir, "incident", "2")).out).toMatch(/^DRILL/);
    expect(await journal(dataDir, "incident", "3")).toMatchObject({
      code: 1,
      err: expect.stringContaining("there are 2 incidents"),
    });
  });

  it("is one page of HTML that runs nothing", async () => {
    const { out } = await journal(dataDir, "incident", "2", "--format", "html");
    expect(out).toMatch(/^<!doctype html>/);
    expect(out).toContain("Drill: the outputs were real, the fire was not.");
    expect(out).not.toMatch(/<script|src=|href=/);
  });

  it("that still stands says so", async () => {
    const copy = damaged((database) =>
      database.exec("DELETE FROM rows WHERE body LIKE '%fire-reset%'"),
    );
    expect((await journal(copy, "incident")).out).toContain("Ended: it still stands");
  });
});

it("never writes what it reads", async () => {
  const before = readFileSync(file(dataDir));
  for (const what of ["list", "verify", "export", "incident"]) await journal(dataDir, what);
  expect(readFileSync(file(dataDir)).equals(before)).toBe(true);
});
