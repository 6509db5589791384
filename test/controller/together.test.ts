import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src/controller/ports.ts";
import { sameContent } from "../../src/controller/same-content.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import type { SiteChange } from "../../src/site-handle.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";
import { house, says } from "./house.ts";

/** Each of them written down alone would be more than a journal takes at once, on a large site. */
const DOORS = 1_000;

const many = (count: number) =>
  site({
    doors: Array.from({ length: count }, (_, index) =>
      maglockExit({ id: `door-${index}`, locks: [maglock(`lock-${index}`)] }),
    ),
  });

class CountingJournal extends MemoryJournal {
  readonly recorded: JournalEntry[] = [];
  override record(entry: JournalEntry): Promise<void> {
    this.recorded.push(entry);
    return super.record(entry);
  }
}

describe("inputs that came together", () => {
  it("are told once and written down once, however many", async () => {
    const journal = new CountingJournal();
    const { controller, told } = await house(many(DOORS), { journal });
    const changes: SiteChange[] = [];
    controller.listen({ changed: (change) => changes.push(change) });
    journal.recorded.length = 0;
    const ids = Array.from({ length: DOORS }, (_, index) => `lock-${index}`);
    controller.tellAll(ids.map((lock) => ({ type: "link", lock, value: "down" })));
    expect(changes.map(({ doors }) => doors.length)).toEqual([DOORS]);
    expect(journal.recorded).toHaveLength(1);
    expect(told("link-down")).toHaveLength(DOORS);
    expect(controller.door(`door-${DOORS - 1}`)?.troubles).toContain("no-link");
  });

  it("are decided in their order, and each order leaves before the next is decided", async () => {
    const journal = new CountingJournal();
    const { controller, news, told } = await house(many(2), { journal });
    news();
    controller.tellAll([says("lobby-smoke", "alarm"), says("lobby-smoke", "clear")]);
    expect(news()).toEqual(["lock-0 unlocked", "lock-1 unlocked"]);
    expect(controller.area("lobby")?.fire).toBe("latched");
    expect(told("fire-latched")).toHaveLength(1);
    const last = journal.recorded.at(-1);
    expect(last?.input).toMatchObject({ type: "together", inputs: [{ value: "alarm" }, {}] });
    expect(last?.changes?.areas).toHaveProperty("lobby");
  });

  it("that are one alone are written down as it is", async () => {
    const journal = new CountingJournal();
    const { controller } = await house(many(1), { journal });
    controller.tellAll([says("lobby-smoke", "alarm")]);
    expect(journal.recorded.at(-1)?.input).toEqual(says("lobby-smoke", "alarm"));
  });
});

describe("content", () => {
  it.each([
    [{ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }, true],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1 }, { a: 1, b: null }, false],
    [{ a: 1, b: null }, { a: 1 }, false],
    [{ a: [1, 2] }, { a: [2, 1] }, false],
    [{ a: [1] }, { a: [1, 2] }, false],
    [{ a: [] }, { a: {} }, false],
    [{ a: "1" }, { a: 1 }, false],
  ])("%j beside %j: the same is %s", (one, other, same) => {
    expect(sameContent(one, other)).toBe(same);
    expect(sameContent(other, one)).toBe(same);
  });
});
