import { describe, expect, it } from "vitest";
import { calendarOf } from "../../src/calendar/calendar.ts";
import { Controller } from "../../src/controller/controller.ts";
import { ManualClock } from "../../src/controller/manual-clock.ts";
import type {
  Journal,
  JournalEntry,
  JournalState,
  OpeningHours,
} from "../../src/controller/ports.ts";
import type { Action, Request, SiteDescription } from "../../src/core/index.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import type { CommandMessage } from "../../src/site-handle.ts";
import { handleDoor, holder, maglock, maglockExit, site } from "../core/sites.ts";

const smoke = { type: "reading", sensor: "lobby-smoke", value: "alarm" } as const;
const clear = { type: "reading", sensor: "lobby-smoke", value: "clear" } as const;
const ask = (action: Action): Request => ({ type: "request", by: "alice", via: "cli", ...action });

const NO_HOURS: OpeningHours = { at: () => new Map() };

/** A controller with every door of parts that a test may watch. */
async function house(
  description: SiteDescription,
  options: {
    journal?: Journal;
    clock?: ManualClock;
    drives?: readonly string[];
    hours?: OpeningHours;
  } = {},
) {
  const clock = options.clock ?? new ManualClock(1_000);
  const log: string[] = [];
  const driven: CommandMessage[][] = [];
  const story: string[] = [];
  const controller = await Controller.open({
    site: description,
    clock,
    hours: options.hours ?? NO_HOURS,
    journal: options.journal ?? new MemoryJournal(),
    linkDown: new Set(),
    log: (_, message) => log.push(message),
  });
  controller.attach({
    targets: new Set(options.drives ?? ["front-maglock", "side-strike", "side-holder"]),
    drive: (commands) => {
      driven.push([...commands]);
      story.push("drive");
    },
  });
  controller.listen({
    changed: () => story.push("changed"),
    happened: () => story.push("happened"),
    commanded: () => story.push("commanded"),
  });
  controller.begin();
  controller.inputsRead();
  story.length = 0;
  return { controller, clock, driven, story, log };
}

class BrokenJournal extends MemoryJournal {
  broken = true;
  override record(entry: JournalEntry): Promise<void> {
    return this.broken ? Promise.reject(new Error("disk full")) : super.record(entry);
  }
}

describe("a decision", () => {
  it("sends all its orders in one write, before anything is told", async () => {
    const { controller, driven, story } = await house(
      site({ doors: [maglockExit(), handleDoor({ holder: holder("side-holder") })] }),
    );
    controller.tell(smoke);
    expect(driven).toHaveLength(1);
    expect(driven[0]?.map(({ target, to }) => [target, to])).toEqual([
      ["front-maglock", "unlocked"],
      ["side-holder", "released"],
    ]);
    expect(story).toEqual(["drive", "changed", "happened"]);
  });

  it("dresses an order with its reason, an id and an end", async () => {
    const { controller, driven, clock } = await house(site({ doors: [maglockExit()] }));
    await controller.request(ask({ action: "lock", door: "front" }));
    controller.tell(smoke);
    const [first, second] = driven.flat();
    expect(second).toMatchObject({
      target: "front-maglock",
      door: "front",
      to: "unlocked",
      energise: false,
      because: "Released for fire: lobby-smoke raised the alarm.",
      leaseSeconds: null,
      expires: new Date(clock.wall().getTime() + 10_000).toISOString(),
    });
    expect(first?.id).not.toBe(second?.id);
  });

  it("gives orders that nobody drives to the shell", async () => {
    const { controller, driven, story } = await house(site({ doors: [maglockExit()] }), {
      drives: [],
    });
    controller.tell(smoke);
    expect(driven).toEqual([]);
    expect(story).toEqual(["commanded", "changed", "happened"]);
  });

  it("that changes nothing is not told", async () => {
    const { controller, story } = await house(site({ doors: [maglockExit()] }));
    controller.tell(smoke);
    story.length = 0;
    controller.tell({ type: "link", lock: "front-maglock", value: "up" });
    expect(story).toEqual([]);
  });

  it("outlives a listener that throws", async () => {
    const { controller, driven, log } = await house(site({ doors: [maglockExit()] }));
    controller.listen({
      changed: () => {
        throw new Error("broken shell");
      },
    });
    controller.tell(smoke);
    expect(driven).toHaveLength(1);
    expect(log).toContainEqual(expect.stringContaining("broken shell"));
  });
});

describe("record and release", () => {
  it("a release for life does not wait for the journal, everything else is refused without it", async () => {
    const journal = new BrokenJournal();
    const { controller, driven, log } = await house(site({ doors: [maglockExit()] }), { journal });
    expect(await controller.request(ask({ action: "lock", door: "front" }))).toMatchObject({
      ok: false,
      code: "not-recorded",
    });
    expect(driven).toEqual([]);
    controller.tell(smoke);
    expect(driven.flat()).toMatchObject([{ target: "front-maglock", to: "unlocked" }]);
    controller.tell(clear);
    expect(await controller.request(ask({ action: "reset" }))).toMatchObject({
      code: "not-recorded",
    });
    journal.broken = false;
    expect(await controller.request(ask({ action: "reset" }))).toEqual({ ok: true });
    expect(log).toContainEqual(expect.stringContaining("disk full"));
  });

  it("an alarm that comes while a request is being written down is not kept waiting", async () => {
    let kept: () => void = () => {};
    class SlowJournal extends MemoryJournal {
      override async record(entry: JournalEntry): Promise<void> {
        if ((entry.input as { type: string }).type === "request")
          await new Promise<void>((resolve) => {
            kept = resolve;
          });
      }
    }
    const { controller, driven } = await house(site({ doors: [maglockExit()] }), {
      journal: new SlowJournal(),
    });
    const asked = controller.request(ask({ action: "lock", door: "front" }));
    controller.tell(smoke);
    expect(driven.flat()).toMatchObject([{ to: "unlocked" }]);
    kept();
    expect(await asked).toMatchObject({ ok: false, code: "fire-latched" });
    expect(driven).toHaveLength(1);
  });
});

describe("time", () => {
  it("ends an access by one timer, and leaves none behind", async () => {
    const { controller, clock, driven } = await house(site({ doors: [handleDoor()] }));
    await controller.request(ask({ action: "access", door: "side" }));
    clock.advance(4_999);
    expect(driven).toHaveLength(1);
    clock.advance(1);
    expect(driven.flat().map(({ to }) => to)).toEqual(["unlocked", "locked"]);
    await controller.close();
    expect(clock.waiting).toBe(0);
  });

  it("keeps isolations longer than a Node timer can count", async () => {
    const { controller, clock } = await house(site({ doors: [maglockExit()] }));
    const week = 7 * 24 * 3_600_000;
    await controller.request(ask({ action: "isolate", sensor: "lobby-smoke", forMs: week }));
    clock.advance(week - 1);
    expect(controller.sensor("lobby-smoke")?.isolated).toBe(true);
    clock.advance(1);
    expect(controller.sensor("lobby-smoke")?.isolated).toBe(false);
  });

  it("does not move with the wall clock", async () => {
    const { controller, clock, driven } = await house(site({ doors: [handleDoor()] }));
    await controller.request(ask({ action: "access", door: "side" }));
    clock.stepWall(10 * 365 * 24 * 3_600_000);
    clock.advance(4_999);
    expect(driven).toHaveLength(1);
    clock.advance(1);
    expect(driven).toHaveLength(2);
  });
});

describe("a lease", () => {
  const leased = site({
    doors: [maglockExit({ locks: [maglock("front-maglock", { controllerLoss: "release" })] })],
  });

  it("goes out with the order and again on every beat, until the lock is released", async () => {
    const { controller, clock, driven } = await house(leased);
    await controller.request(ask({ action: "lock", door: "front" }));
    expect(driven.flat()).toMatchObject([{ to: "locked", leaseSeconds: 60 }]);
    clock.advance(60_000);
    expect(driven).toHaveLength(5);
    expect(
      driven.flat().every(({ to, leaseSeconds }) => to === "locked" && leaseSeconds === 60),
    ).toBe(true);
    controller.tell(smoke);
    expect(driven.flat().at(-1)).toMatchObject({ to: "unlocked", leaseSeconds: null });
    clock.advance(120_000);
    expect(driven).toHaveLength(6);
  });

  it("is not renewed while the way is shut, and at once when it opens in time", async () => {
    const { controller, clock, driven } = await house(leased);
    await controller.request(ask({ action: "lock", door: "front" }));
    controller.tell({ type: "link", lock: "front-maglock", value: "down" });
    clock.advance(30_000);
    expect(driven).toHaveLength(1);
    controller.tell({ type: "link", lock: "front-maglock", value: "up" });
    expect(driven.flat().at(-1)).toMatchObject({ to: "locked", leaseSeconds: 60 });
  });

  it("of a controller that ended is told with its end", async () => {
    const { controller, clock } = await house(leased);
    await controller.request(ask({ action: "lock", door: "front" }));
    expect(controller.leases()).toEqual([
      { lock: "front-maglock", endsAt: new Date(clock.wall().getTime() + 60_000).toISOString() },
    ]);
  });
});

describe("a start after an end", () => {
  it("orders nothing, keeps the latch, and says unknown until the inputs were read", async () => {
    const journal = new MemoryJournal();
    const clock = new ManualClock(1_000);
    const before = await house(site({ doors: [maglockExit()] }), { journal, clock });
    await before.controller.request(ask({ action: "lock", door: "front" }));
    before.controller.tell(smoke);
    await before.controller.close();

    const after = new ManualClock(5);
    after.stepWall(clock.wall().getTime() - after.wall().getTime() + 60_000);
    const driven: CommandMessage[] = [];
    const again = await Controller.open({
      site: site({ doors: [maglockExit()] }),
      clock: after,
      hours: NO_HOURS,
      journal,
      linkDown: new Set(),
      log: () => {},
    });
    again.attach({
      targets: new Set(["front-maglock"]),
      drive: (orders) => driven.push(...orders),
    });
    again.begin();
    again.inputsRead();
    after.advance(60_000);
    expect(driven).toEqual([]);
    expect(again.door("front")).toMatchObject({ outside: "unlocked", demand: { slot: 2 } });
    expect(again.area("lobby")?.fire).toBe("latched");
    expect(await again.request(ask({ action: "lock", door: "front" }))).toMatchObject({
      code: "fire-latched",
    });
  });

  it("counts the time nobody ran: an access that ended meanwhile is ended", async () => {
    const journal = new MemoryJournal();
    const first = await house(site({ doors: [handleDoor()] }), { journal });
    await first.controller.request(ask({ action: "access", door: "side" }));
    await first.controller.close();
    const clock = new ManualClock(0);
    clock.stepWall(60_000);
    const second = await house(site({ doors: [handleDoor()] }), { journal, clock });
    expect(second.driven.flat()).toMatchObject([{ target: "side-strike", to: "locked" }]);
  });

  it("with another site file keeps what still has a name, and orders nothing", async () => {
    const journal = new MemoryJournal();
    const first = await house(site({ doors: [maglockExit(), handleDoor()] }), { journal });
    await first.controller.request(ask({ action: "unlock", door: "front" }));
    await first.controller.close();
    const second = await house(site({ doors: [maglockExit({ rest: "released" })] }), { journal });
    expect(second.driven).toEqual([]);
    expect(second.controller.door("front")).toMatchObject({
      outside: "unlocked",
      demand: { slot: 8 },
    });
  });
});

describe("an end", () => {
  it("orders nothing and answers no-link from then on", async () => {
    const { controller, driven } = await house(site({ doors: [maglockExit()] }));
    await controller.close();
    expect(controller.tell(smoke)).toMatchObject({ ok: false, code: "no-link" });
    expect(await controller.request(ask({ action: "unlock", door: "front" }))).toMatchObject({
      code: "no-link",
    });
    expect(driven).toEqual([]);
  });

  it("keeps its memory for the next start", async () => {
    const kept: JournalState[] = [];
    class WatchedJournal extends MemoryJournal {
      override keep(state: JournalState): Promise<void> {
        kept.push(state);
        return super.keep(state);
      }
    }
    const { controller } = await house(site({ doors: [maglockExit()] }), {
      journal: new WatchedJournal(),
    });
    controller.tell(smoke);
    expect(kept).toHaveLength(1);
    await controller.close();
    await controller.close();
    expect(kept).toHaveLength(2);
    expect(kept[1]?.memory.areas["lobby"]?.fire?.sensors).toEqual(["lobby-smoke"]);
  });
});

describe("opening hours", () => {
  const office = {
    id: "office-hours",
    doors: ["side"],
    opens: "0 8 * * 1-5",
    closes: "0 18 * * 1-5",
    timezone: "Europe/Berlin",
    firstPersonIn: false,
  } as const;
  /** A Friday in winter, ten minutes before the office opens: Berlin is an hour ahead. */
  const before = new Date("2026-01-09T06:50:00Z");
  const hours = (firstPersonIn: boolean) => calendarOf([{ ...office, firstPersonIn }]);
  const HOUR = 3_600_000;

  it("unlock and lock the door on the minute", async () => {
    const clock = new ManualClock(0, before);
    const { driven } = await house(site({ doors: [handleDoor()] }), { clock, hours: hours(false) });
    clock.advance(10 * 60_000 - 1);
    expect(driven).toEqual([]);
    clock.advance(1);
    expect(driven.flat()).toMatchObject([{ target: "side-strike", to: "unlocked" }]);
    clock.advance(10 * HOUR);
    expect(driven.flat().map(({ to }) => to)).toEqual(["unlocked", "locked"]);
  });

  it("that have begun when the controller starts order nothing, and end in time", async () => {
    const clock = new ManualClock(0, new Date("2026-01-09T10:00:00Z"));
    const { driven, controller } = await house(site({ doors: [handleDoor()] }), {
      clock,
      hours: hours(false),
    });
    expect(driven).toEqual([]);
    expect(controller.door("side")?.demand).toMatchObject({ slot: 10, wants: "released" });
    clock.advance(8 * HOUR);
    expect(driven.flat()).toMatchObject([{ to: "locked" }]);
  });

  it("wait for the first person in where they should, and forget who came when they end", async () => {
    const clock = new ManualClock(0, before);
    const { driven, controller } = await house(site({ doors: [handleDoor()] }), {
      clock,
      hours: hours(true),
    });
    clock.advance(HOUR);
    expect(driven).toEqual([]);
    await controller.request(ask({ action: "access", door: "side" }));
    clock.advance(HOUR);
    expect(driven.flat().map(({ to }) => to)).toEqual(["unlocked"]);
    expect(controller.door("side")?.demand).toMatchObject({ slot: 10 });
    clock.advance(9 * HOUR);
    expect(driven.flat().at(-1)).toMatchObject({ to: "locked" });
    clock.advance(3 * 24 * HOUR);
    expect(driven.flat().at(-1)).toMatchObject({ to: "locked" });
  });

  it("are asked again after a step of the wall clock, and what lay in it is not replayed", async () => {
    const clock = new ManualClock(0, before);
    const { driven } = await house(site({ doors: [handleDoor()] }), { clock, hours: hours(false) });
    clock.stepWall(365 * 24 * HOUR);
    clock.advance(60_000);
    expect(driven).toEqual([]);
    clock.stepWall(4 * HOUR - 365 * 24 * HOUR);
    clock.advance(60_000);
    expect(driven.flat().map(({ to }) => to)).toEqual(["unlocked"]);
  });

  it("that passed while fire stood are not replayed: the stack is asked once, at the reset", async () => {
    const clock = new ManualClock(0, before);
    const { driven, controller } = await house(
      site({ doors: [handleDoor({ onFire: "release" })] }),
      {
        clock,
        hours: hours(false),
      },
    );
    controller.tell(smoke);
    clock.advance(24 * HOUR);
    controller.tell(clear);
    await controller.request(ask({ action: "reset" }));
    expect(driven.flat().map(({ to }) => to)).toEqual(["unlocked", "locked"]);
  });
});

describe("a holder that was never told anything", () => {
  const held = site({ doors: [handleDoor({ holder: holder("side-holder") })] });

  it("is told nothing by a start, and holds when somebody asks something of its door", async () => {
    const { controller, driven } = await house(held);
    expect(driven).toEqual([]);
    await controller.request(ask({ action: "lock", door: "side" }));
    expect(driven.flat()).toContainEqual(
      expect.objectContaining({ target: "side-holder", to: "held" }),
    );
    expect(controller.door("side")?.holder).toBe("held");
  });

  it("does not hold while fire stands, whoever asks", async () => {
    const { controller, driven } = await house(held);
    controller.tell(smoke);
    await controller.request(ask({ action: "unlock", door: "side" }));
    expect(driven.flat().filter(({ to }) => to === "held")).toEqual([]);
  });
});
