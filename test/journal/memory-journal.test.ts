import { expect, it } from "vitest";
import { MEMORY_JOURNAL_ENTRIES, MemoryJournal } from "../../src/journal/memory-journal.ts";
import { journalContract } from "./contract.ts";
import { entry } from "./entries.ts";

journalContract("the journal in memory", () => {
  const journal = new MemoryJournal();
  return Promise.resolve({ journal, again: () => Promise.resolve(journal) });
});

it("drops its oldest entries beyond its bound", async () => {
  const journal = new MemoryJournal();
  for (let at = 0; at <= MEMORY_JOURNAL_ENTRIES; at += 1) await journal.record(entry(at));
  expect(journal.entries).toHaveLength(MEMORY_JOURNAL_ENTRIES);
  expect(journal.entries[0]?.at).toBe(entry(1).at);
});
