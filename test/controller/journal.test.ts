/** What the controller asks of its journal, and what it makes of one that failed it. */
import { describe, expect, it } from "vitest";
import { Controller } from "../../src/controller/controller.ts";
import { RECORD_WITHIN_MS } from "../../src/controller/journal-desk.ts";
import { ManualClock } from "../../src/controller/manual-clock.ts";
import type { Journal, JournalEntry, Recalled } from "../../src/controller/ports.ts";
import type { Action, Request, SiteDescription } from "../../src/core/index.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import type { CommandMessage, PublishedEvent } from "../../src/site-handle.ts";
import { handleDoor, maglock, maglockExit, sensor, site, withSensors } from "../core/sites.ts";

const ask = (action: Action): Request => ({ type: "request", by: "alice", via: "cli", ...action });
const says = (value: "alarm" | "clear") =>
  ({ type: "reading", sensor: "lobby-smoke", value }) as const;
const office = site({ doors: [maglockExit(), handleDoor()] });
const leased = site({
  doors: [maglockExit({ locks: [maglock("front-maglock", { controllerLoss: "release" })] })],
});

const NO_HOURS = { at: () => new Map() };

/** One run of a controller. It is never closed unless a test does, as a killed one is not. */
async function run(description: SiteDescription, journal: Journal, clock = new ManualClock(1_000)) {
  const sent: CommandMessage[] = [];
  const events: PublishedEvent[] = [];
  const controller = await Controller.open({
    site: description,
    clock,
    journal,
    hours: NO_HOURS,
    linkDown: new Set(),
    log: () => {},
  });
  controller.listen({
    commanded: (orders) => sent.push(...orders),
    happened: (news) => events.push(...news),
  });
  controller.begin();
  controller.inputsRead();
  const told = (type: string) => events.filter((event) => event.type === type);
  return { controller, clock, sent, told };
}

/** A clock that starts anew, `later` ms after the other by the wall. */
function afterwards(clock: ManualClock, later: number): ManualClock {
  const next = new ManualClock(7);
  next.stepWall(clock.wall().getTime() + later - next.wall().getTime());
  return next;
}

class Doubtful extends MemoryJournal {
  readonly #doubt: string;
  readonly #lost: boolean;
  constructor(doubt: string, lost = false) {
    super();
    this.#doubt = doubt;
    this.#lost = lost;
  }
  override async restore(): Promise<Recalled> {
    const recalled = await super.restore();
    return { ...recalled, ...(this.#lost ? { state: null } : {}), doubt: this.#doubt };
  }
}

class Failing extends MemoryJournal {
  broken = true;
  override record(entry: JournalEntry): Promise<void> {
    return this.broken ? Promise.reject(new Error("disk full")) : super.record(entry);
  }
}

describe("a controller that is killed", () => {
  it("keeps its latch, its isolations and its operators' wishes, and orders nothing at its return", async () => {
    const journal = new MemoryJournal();
    const first = await run(office, journal);
    await first.controller.request(ask({ action: "unlock", door: "side" }));
    await first.controller.request(ask({ action: "isolate", sensor: "lobby-co", forMs: 600_000 }));
    first.controller.tell(says("alarm"));
    const second = await run(office, journal, afterwards(first.clock, 5_000));
    expect(second.sent).toEqual([]);
    expect(second.controller.area("lobby")?.fire).toBe("latched");
    expect(second.controller.sensor("lobby-co")?.isolated).toBe(true);
    expect(second.controller.door("side")?.demand).toMatchObject({ slot: 8, wants: "released" });
  });

  it("ends what ran out meanwhile, and nothing before its time", async () => {
    const journal = new MemoryJournal();
    const first = await run(office, journal);
    await first.controller.request(ask({ action: "isolate", sensor: "lobby-co", forMs: 60_000 }));
    const soon = await run(office, journal, afterwards(first.clock, 59_999));
    expect(soon.controller.sensor("lobby-co")?.isolated).toBe(true);
    const later = await run(office, journal, afterwards(soon.clock, 1));
    expect(later.controller.sensor("lobby-co")?.isolated).toBe(false);
  });

  it("knows that a lease was renewed long after it was given", async () => {
    const journal = new MemoryJournal();
    const first = await run(leased, journal);
    await first.controller.request(ask({ action: "lock", door: "front" }));
    first.clock.advance(3_600_000);
    const second = await run(leased, journal, afterwards(first.clock, 10_000));
    expect(second.controller.door("front")?.troubles).not.toContain("lease-lost");
    expect(second.sent).toEqual([]);
  });

  it("takes a lease that nobody renewed for ended", async () => {
    const journal = new MemoryJournal();
    const first = await run(leased, journal);
    await first.controller.request(ask({ action: "lock", door: "front" }));
    first.clock.advance(3_600_000);
    const second = await run(leased, journal, afterwards(first.clock, 70_000));
    expect(second.sent).toMatchObject([{ target: "front-maglock", to: "locked" }]);
  });

  it("does not claim to know a lock that it may have told something else", async () => {
    const journal = new MemoryJournal();
    const first = await run(office, journal);
    await first.controller.request(ask({ action: "lock", door: "side" }));
    await first.controller.request(ask({ action: "lock", door: "front" }));
    // Written down, and killed before what came of it was.
    await journal.record({
      at: first.clock.wall().toISOString(),
      input: ask({ action: "unlock", door: "side" }),
      ask: "the-last",
      result: null,
      events: [],
      commands: [],
      changes: null,
    });
    const second = await run(office, journal, afterwards(first.clock, 1_000));
    expect(second.controller.door("side")).toMatchObject({ outside: "unknown" });
    expect(second.controller.door("front")).toMatchObject({ outside: "locked" });
    expect(second.sent).toEqual([]);
  });

  /** What a second run makes of a request that was written down, and of which nothing else was. */
  async function restartedAfter(description: SiteDescription, before: Action[], last: Action) {
    const journal = new MemoryJournal();
    const first = await run(description, journal);
    for (const action of before) await first.controller.request(ask(action));
    const at = first.clock.wall().toISOString();
    const nothing = { result: null, events: [], commands: [], changes: null };
    await journal.record({ at, input: ask(last), ask: "the-last", ...nothing });
    return run(description, journal, afterwards(first.clock, 1_000));
  }

  it("takes a door for locked by a person who may have been told so, and no unlock that stood before", async () => {
    const unlock: Action = { action: "unlock", door: "side" };
    const second = await restartedAfter(office, [unlock], { action: "lock", door: "side" });
    expect(second.controller.door("side")?.demand).toMatchObject({ slot: 8, wants: "secured" });
    expect(second.sent).toEqual([]);
  });

  it("but not by one who may not lock it", async () => {
    const unlock: Action = { action: "unlock", door: "side" };
    const strict = { ...office, roles: { lock: ["bob"] } };
    const second = await restartedAfter(strict, [unlock], { action: "lock", door: "side" });
    expect(second.controller.door("side")?.demand).toMatchObject({ slot: 8, wants: "released" });
  });

  it.each<[string, Action]>([
    ["of the site", { action: "lockdown" }],
    ["of an area", { action: "lockdown", area: "lobby" }],
  ])("lets a lockdown %s stand that somebody may rely on", async (_, last) => {
    const second = await restartedAfter(office, [], last);
    expect(second.controller.area("lobby")?.lockdown).toBe(true);
    expect(second.sent).toEqual([]);
  });

  it("keeps a lockdown whose release may not have come about", async () => {
    const second = await restartedAfter(office, [{ action: "lockdown" }], {
      action: "lockdown-release",
    });
    expect(second.controller.area("lobby")?.lockdown).toBe(true);
  });

  it("hears every detector again that somebody may have put back to work", async () => {
    const test = await restartedAfter(office, [{ action: "walk-test-start" }], {
      action: "walk-test-end",
    });
    test.controller.tell(says("alarm"));
    expect(test.controller.area("lobby")?.fire).toBe("latched");
    const isolate: Action = { action: "isolate", sensor: "lobby-smoke", forMs: 600_000 };
    const back = await restartedAfter(office, [isolate], {
      action: "restore",
      sensor: "lobby-smoke",
    });
    expect(back.controller.sensor("lobby-smoke")?.isolated).toBe(false);
  });
});

describe("a wall clock that went back", () => {
  it("ends a granted access, and lets an isolation keep what it had left", async () => {
    const journal = new MemoryJournal();
    const first = await run(office, journal);
    await first.controller.request(ask({ action: "isolate", sensor: "lobby-co", forMs: 60_000 }));
    await first.controller.request(ask({ action: "access", door: "side" }));
    const second = await run(office, journal, afterwards(first.clock, -86_400_000));
    expect(second.sent).toMatchObject([{ target: "side-strike", to: "locked" }]);
    expect(second.controller.sensor("lobby-co")?.isolated).toBe(true);
    second.clock.advance(60_000);
    expect(second.controller.sensor("lobby-co")?.isolated).toBe(false);
  });

  it("ends a walk test, so that detectors count again, and a lease", async () => {
    const journal = new MemoryJournal();
    const first = await run(leased, journal);
    await first.controller.request(ask({ action: "lock", door: "front" }));
    await first.controller.request(ask({ action: "walk-test-start" }));
    const second = await run(leased, journal, afterwards(first.clock, -1));
    expect(second.told("walk-test-ended")).toHaveLength(1);
    expect(second.sent).toMatchObject([{ target: "front-maglock", to: "locked" }]);
  });

  it("never ends a latch", async () => {
    const journal = new MemoryJournal();
    const first = await run(office, journal);
    first.controller.tell(says("alarm"));
    const second = await run(office, journal, afterwards(first.clock, -86_400_000));
    expect(second.controller.area("lobby")?.fire).toBe("latched");
  });
});

describe("a suspect journal", () => {
  it("of which nothing can be read tells no lock anything until a person resets", async () => {
    const { controller, sent, told, clock } = await run(office, new Doubtful("torn", true));
    clock.advance(3_600_000);
    expect(sent).toEqual([]);
    expect(told("journal-suspect")).toMatchObject([{ reason: "torn" }]);
    expect(controller.door("front")).toMatchObject({
      outside: "unknown",
      demand: { slot: 2, wants: "released", cause: { kind: "suspicion" } },
      troubles: ["suspect-journal"],
      because: expect.stringContaining("a release may stand that the journal lost"),
    });
    expect(controller.area("lobby")).toMatchObject({ fire: "normal", suspect: true });
    expect(await controller.request(ask({ action: "lock", door: "front" }))).toMatchObject({
      code: "fire-latched",
    });
    expect(await controller.request(ask({ action: "reset" }))).toEqual({ ok: true });
    expect(sent.map(({ target, to }) => [target, to])).toEqual([
      ["front-maglock", "locked"],
      ["side-strike", "locked"],
    ]);
    expect(controller.door("front")?.troubles).toEqual([]);
    expect(controller.area("lobby")).not.toHaveProperty("suspect");
  });

  it("never stands in the way of a release", async () => {
    const rex = sensor("rex", "exit-request", { door: "front" });
    const { controller, sent } = await run(withSensors(office, rex), new Doubtful("torn", true));
    controller.tell({ type: "reading", sensor: "rex", value: "alarm" });
    expect(sent).toMatchObject([{ target: "front-maglock", to: "unlocked" }]);
    sent.length = 0;
    const other = await run(office, new Doubtful("torn", true));
    other.controller.tell(says("alarm"));
    expect(other.sent).toMatchObject([{ target: "front-maglock", to: "unlocked" }]);
    expect(other.controller.door("front")?.demand.cause).toMatchObject({ kind: "sensor" });
  });

  it("keeps the latch that can still be read, and releases its doors", async () => {
    const before = new MemoryJournal();
    const first = await run(office, before);
    first.controller.tell(says("alarm"));
    const journal = new Doubtful("its tail is lost");
    const { state } = await before.restore();
    if (state !== null) await journal.keep(state);
    const { controller, sent } = await run(office, journal, afterwards(first.clock, 1_000));
    expect(controller.area("lobby")).toMatchObject({ fire: "latched", suspect: true });
    expect(sent).toMatchObject([{ target: "front-maglock", to: "unlocked" }]);
  });

  it("never gives an old unlock again, after the reset either", async () => {
    const before = new MemoryJournal();
    const first = await run(
      site({ doors: [maglockExit({ onRestore: "keep" }), handleDoor({ onRestore: "keep" })] }),
      before,
    );
    await first.controller.request(ask({ action: "unlock", door: "front" }));
    await first.controller.request(ask({ action: "unlock", door: "side" }));
    const journal = new Doubtful("its tail is lost");
    const { state } = await before.restore();
    if (state !== null) await journal.keep(state);
    const { controller, sent } = await run(office, journal, afterwards(first.clock, 1_000));
    expect(sent).toEqual([]);
    await controller.request(ask({ action: "reset" }));
    expect(sent.map(({ to }) => to)).toEqual(["locked", "locked"]);
  });

  it("is still suspect after another restart", async () => {
    const journal = new Doubtful("torn", true);
    await run(office, journal);
    const trusted = new MemoryJournal();
    const { state } = await MemoryJournal.prototype.restore.call(journal);
    if (state !== null) await trusted.keep(state);
    const again = await run(office, trusted, new ManualClock(9_000));
    expect(again.controller.door("front")?.troubles).toEqual(["suspect-journal"]);
    expect(again.sent).toEqual([]);
  });

  it("is reset area by area", async () => {
    const { controller, sent } = await run(
      site({ doors: [maglockExit({ exit: false }), handleDoor()] }),
      new Doubtful("torn", true),
    );
    await controller.request(ask({ action: "reset", area: "workshop" }));
    expect(controller.door("front")?.troubles).toEqual(["suspect-journal"]);
    expect(sent).toEqual([]);
    await controller.request(ask({ action: "reset", area: "lobby" }));
    expect(controller.door("front")?.troubles).toEqual([]);
    expect(sent).toContainEqual(expect.objectContaining({ target: "front-maglock", to: "locked" }));
  });
});

describe("a journal that fails", () => {
  it("is said once, and once more when it works again", async () => {
    const journal = new Failing();
    const { controller, told } = await run(office, journal);
    for (let time = 0; time < 20; time += 1) {
      controller.tell(says(time % 2 === 0 ? "alarm" : "clear"));
      await controller.request(ask({ action: "lock", door: "side" }));
    }
    expect(told("journal-failing")).toHaveLength(1);
    journal.broken = false;
    expect(await controller.request(ask({ action: "lock", door: "side" }))).toEqual({ ok: true });
    expect(told("journal-recovered")).toHaveLength(1);
    expect(told("journal-failing")).toHaveLength(1);
  });

  it("that works again knows what happened meanwhile", async () => {
    const journal = new Failing();
    const first = await run(office, journal);
    first.controller.tell(says("alarm"));
    await first.controller.request(ask({ action: "lock", door: "side" }));
    journal.broken = false;
    await first.controller.request(ask({ action: "lock", door: "side" }));
    const second = await run(office, journal, afterwards(first.clock, 1_000));
    expect(second.controller.area("lobby")?.fire).toBe("latched");
  });

  it("releases exactly as one that works", async () => {
    const works = await run(office, new MemoryJournal());
    const fails = await run(office, new Failing());
    for (const { controller } of [works, fails]) controller.tell(says("alarm"));
    const orders = (sent: readonly CommandMessage[]) => sent.map(({ target, to }) => [target, to]);
    expect(orders(fails.sent)).toEqual(orders(works.sent));
    expect(fails.sent).toHaveLength(1);
  });
});

describe("a journal on a stalled disk", () => {
  class Stalled extends MemoryJournal {
    override record(): Promise<void> {
      return new Promise(() => {});
    }
  }

  it("holds up no release, and refuses a request after a while", async () => {
    const { controller, sent, clock, told } = await run(office, new Stalled());
    const asked = controller.request(ask({ action: "unlock", door: "side" }));
    controller.tell(says("alarm"));
    expect(sent).toMatchObject([{ target: "front-maglock", to: "unlocked" }]);
    clock.advance(RECORD_WITHIN_MS);
    expect(await asked).toMatchObject({ code: "not-recorded" });
    expect(told("journal-failing")).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });
});
