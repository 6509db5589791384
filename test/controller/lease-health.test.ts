/** Who may hold a door shut: a controller that keeps up, hears its alarms and can remember. */
import { describe, expect, it } from "vitest";
import { MAX_LAG_MS, PATIENCE_MS } from "../../src/controller/lease-keeper.ts";
import type { JournalEntry, JournalState } from "../../src/controller/ports.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import { handleDoor, maglockExit, site } from "../core/sites.ts";
import { type HouseOptions, house, leased, says } from "./house.ts";

const RENEW_MS = 15_000;
const TTL_MS = 60_000;

class FailingJournal extends MemoryJournal {
  broken = false;
  override record(entry: JournalEntry): Promise<void> {
    return this.broken ? Promise.reject(new Error("disk full")) : super.record(entry);
  }
  override keep(state: JournalState): Promise<void> {
    return this.broken ? Promise.reject(new Error("disk full")) : super.keep(state);
  }
}

/** A door that is held shut, and what its controller could suffer from. */
async function held(options: HouseOptions = {}) {
  const all = await house(leased, options);
  await all.ask({ action: "lock", door: "front" });
  all.news();
  return all;
}
type Held = Awaited<ReturnType<typeof held>>;

/** Lets time pass as a whole site does, with what waits on promises getting its turn. */
async function pass({ clock }: Held, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5_000) {
    clock.advance(Math.min(5_000, left));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const weaknesses = [
  {
    reason: "loop-lag",
    begin: ({ clock }: Held) => {
      clock.late = MAX_LAG_MS + 1;
    },
    end: ({ clock }: Held) => {
      clock.late = MAX_LAG_MS;
    },
  },
  {
    reason: "alarm-link",
    begin: ({ controller }: Held) => controller.alarmLink("down"),
    end: ({ controller }: Held) => controller.alarmLink("up"),
  },
] as const;

describe.each(weaknesses)("a controller with $reason", ({ reason, begin, end }) => {
  it("that passes keeps its leases", async () => {
    const all = await held();
    begin(all);
    await pass(all, PATIENCE_MS[reason] - 1_000);
    end(all);
    await pass(all, 3 * TTL_MS);
    expect(all.told("leases-withheld")).toEqual([]);
    expect(all.told("lease-lost")).toEqual([]);
    expect(all.news().length).toBeGreaterThan(10);
  });

  it("that lasts renews nothing, says why, and lets go after the TTL", async () => {
    const all = await held();
    begin(all);
    await pass(all, PATIENCE_MS[reason] + 2 * RENEW_MS);
    expect(all.told("leases-withheld")).toMatchObject([{ reason }]);
    expect(all.controller.door("front")).toMatchObject({ outside: "locked" });
    expect(all.controller.door("front")?.troubles).toContain("lease-withheld");
    all.news();
    await pass(all, TTL_MS);
    expect(all.news()).toEqual([]);
    expect(all.told("lease-lost")).toMatchObject([{ lock: "front-maglock" }]);
    expect(all.controller.door("front")).toMatchObject({ outside: "unlocked", egress: "free" });
  });

  it("that is well in time renews at once, and nothing was lost", async () => {
    const all = await held();
    begin(all);
    await pass(all, PATIENCE_MS[reason] + 2 * RENEW_MS);
    all.news();
    end(all);
    await pass(all, RENEW_MS);
    expect(new Set(all.news())).toEqual(new Set(["front-maglock locked"]));
    expect(all.told("leases-resumed")).toHaveLength(1);
    expect(all.told("lease-lost")).toEqual([]);
    expect(all.controller.door("front")?.troubles).not.toContain("lease-withheld");
  });

  it("that is well too late locks again by the rules of a link that comes back", async () => {
    const all = await held();
    begin(all);
    await pass(all, PATIENCE_MS[reason] + TTL_MS + 2 * RENEW_MS);
    all.news();
    end(all);
    await pass(all, RENEW_MS);
    expect(all.news()).toEqual(["front-maglock locked"]);
    expect(all.controller.door("front")).toMatchObject({ outside: "locked" });
  });

  it("that lasts still releases for fire", async () => {
    const all = await held();
    begin(all);
    await pass(all, PATIENCE_MS[reason] + 2 * RENEW_MS);
    all.news();
    all.controller.tell(says("lobby-smoke", "alarm"));
    expect(all.news()).toEqual(["front-maglock unlocked"]);
  });
});

describe("a journal", () => {
  it("that is merely slow drops no lease; one that fails for long does, and comes back by itself", async () => {
    const journal = new FailingJournal();
    const all = await held({ journal });
    journal.broken = true;
    await all.ask({ action: "unlock", door: "front" });
    expect(all.told("journal-failing")).toHaveLength(1);
    await pass(all, PATIENCE_MS.journal - RENEW_MS);
    expect(all.told("leases-withheld")).toEqual([]);
    await pass(all, 2 * RENEW_MS);
    expect(all.told("leases-withheld")).toMatchObject([{ reason: "journal" }]);
    await pass(all, TTL_MS);
    expect(all.told("lease-lost")).toHaveLength(1);
    journal.broken = false;
    await pass(all, 2 * RENEW_MS);
    expect(all.told("journal-recovered")).toHaveLength(1);
    expect(all.told("leases-resumed")).toHaveLength(1);
    expect(all.controller.door("front")).toMatchObject({ outside: "locked" });
  });

  it("that fails and works again within its patience drops none", async () => {
    const journal = new FailingJournal();
    const all = await held({ journal });
    journal.broken = true;
    await all.ask({ action: "unlock", door: "front" });
    await pass(all, PATIENCE_MS.journal - 2 * RENEW_MS);
    journal.broken = false;
    await pass(all, 5 * TTL_MS);
    expect(all.told("leases-withheld")).toEqual([]);
    expect(all.told("lease-lost")).toEqual([]);
  });
});

describe("what leases do not hang on", () => {
  it("an alarm link, where a site has none", async () => {
    const all = await held();
    await pass(all, 10 * TTL_MS);
    expect(all.told("leases-withheld")).toEqual([]);
  });

  it("a site without leases does not care how well it is", async () => {
    const all = await house(site({ doors: [maglockExit(), handleDoor()] }));
    await all.ask({ action: "lock", door: "front" });
    all.controller.alarmLink("down");
    all.clock.late = 60_000;
    await pass(all, 10 * TTL_MS);
    expect(all.told("leases-withheld")).toEqual([]);
    expect(all.controller.door("front")).toMatchObject({ outside: "locked", troubles: [] });
  });
});

describe("an order while leases are withheld", () => {
  it("of a person goes out, and lets go by itself", async () => {
    const all = await held();
    all.controller.alarmLink("down");
    await pass(all, PATIENCE_MS["alarm-link"] + TTL_MS + 2 * RENEW_MS);
    all.news();
    expect(await all.ask({ action: "lock", door: "front" })).toEqual({ ok: true });
    expect(all.news()).toEqual(["front-maglock locked"]);
    await pass(all, TTL_MS);
    expect(all.news()).toEqual([]);
    expect(all.controller.door("front")).toMatchObject({ outside: "unlocked" });
  });

  it("is not given again by a link that comes back, or it would be a renewal", async () => {
    const all = await held();
    all.controller.alarmLink("down");
    await pass(all, PATIENCE_MS["alarm-link"] + 2 * RENEW_MS);
    all.news();
    all.controller.tell({ type: "link", lock: "front-maglock", value: "down" });
    all.controller.tell({ type: "link", lock: "front-maglock", value: "up" });
    expect(all.news()).toEqual([]);
    all.controller.alarmLink("up");
    await pass(all, RENEW_MS);
    expect(new Set(all.news())).toEqual(new Set(["front-maglock locked"]));
  });
});

describe("a lease that ran out while nobody ran", () => {
  it("is an event of the next start, once", async () => {
    const journal = new MemoryJournal();
    const first = await held({ journal });
    await first.controller.close();
    const clock = first.clock;
    clock.advance(10 * TTL_MS);
    const second = await house(leased, { journal, clock });
    expect(second.told("lease-lost")).toMatchObject([{ lock: "front-maglock" }]);
    await second.controller.close();
    clock.advance(TTL_MS);
    const third = await house(leased, { journal, clock });
    expect(third.told("lease-lost").length).toBeLessThanOrEqual(1);
  });
});
