/** Time in which nothing ran, and a wall clock that steps: the first ages everything, the second nothing. */
import { describe, expect, it } from "vitest";
import { calendarOf } from "../../src/calendar/calendar.ts";
import { ManualClock } from "../../src/controller/manual-clock.ts";
import { AFTER_GAP_MS } from "../../src/controller/request-time.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import {
  deadbolt,
  device,
  door,
  handleDoor,
  maglock,
  maglockExit,
  sensor,
  site,
  strike,
  withSensors,
} from "../core/sites.ts";
import { house, leased, says } from "./house.ts";

const HOUR = 3_600_000;
const TEN_YEARS = 10 * 365 * 24 * HOUR;
const office = site({ doors: [maglockExit(), handleDoor()] });

describe("a gap", () => {
  it("is an event with its length, and a wall clock that steps is none", async () => {
    const { clock, told } = await house(office);
    clock.stepWall(TEN_YEARS);
    clock.advance(60_000);
    clock.stepWall(-2 * TEN_YEARS);
    clock.advance(60_000);
    expect(told("clock-gap")).toEqual([]);
    clock.freeze(42_500);
    clock.advance(0);
    expect(told("clock-gap")).toMatchObject([{ seconds: 42.5 }]);
  });

  it("is told to the engine before what came with it, so that a first message does not hide it", async () => {
    const { clock, controller, events } = await house(office);
    clock.freeze(60_000);
    controller.tell(says("lobby-smoke", "alarm"));
    const types = events.map(({ type }) => type);
    expect(types.indexOf("clock-gap")).toBeLessThan(types.indexOf("fire-latched"));
    expect(types).toContain("fire-latched");
  });

  it("releases for an alarm that waited in it, at once", async () => {
    const { clock, controller, ask, news } = await house(office);
    await ask({ action: "lock", door: "front" });
    news();
    clock.freeze(HOUR);
    controller.tell(says("lobby-smoke", "alarm"));
    expect(news()).toEqual(["front-maglock unlocked"]);
  });

  it("makes a door unknown until its inputs were read, and the present wish is then told again", async () => {
    const { clock, controller, ask, news } = await house(office);
    await ask({ action: "lock", door: "side" });
    expect(controller.door("side")?.outside).toBe("locked");
    news();
    clock.freeze(30_000);
    clock.advance(0);
    expect(news()).toEqual([]);
    expect(controller.door("side")?.outside).toBe("unknown");
    controller.inputsRead();
    expect(news()).toEqual(["side-strike locked"]);
    expect(controller.door("side")?.outside).toBe("locked");
  });

  it("waits for inputs that do not come for ten seconds, and no longer", async () => {
    const { clock, ask, news } = await house(office);
    await ask({ action: "lock", door: "side" });
    news();
    clock.freeze(30_000);
    clock.advance(9_999);
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(news()).toEqual(["side-strike locked"]);
  });

  it("throws no bolt at a door that opened meanwhile", async () => {
    const bolted = withSensors(
      site({
        doors: [
          door("back", {
            contact: "back-contact",
            egressDevices: [device("thumbturn")],
            locks: [deadbolt("back-bolt")],
          }),
        ],
      }),
      sensor("back-contact", "contact"),
    );
    const { clock, controller, ask, news } = await house(bolted);
    controller.tell(says("back-contact", "closed"));
    await ask({ action: "lock", door: "back" });
    expect(news()).toEqual(["back-bolt locked"]);
    clock.freeze(30_000);
    controller.tell(says("back-contact", "open"));
    controller.inputsRead();
    expect(news()).toEqual([]);
    controller.tell(says("back-contact", "closed"));
    expect(news()).toEqual(["back-bolt locked"]);
  });

  it("believes a lock that reports only when it has reported anew", async () => {
    const monitored = site({
      doors: [maglockExit({ locks: [maglock("front-maglock", { monitor: true })] })],
    });
    const { clock, controller, ask } = await house(monitored);
    const report = { type: "report", lock: "front-maglock", bolt: "locked" } as const;
    await ask({ action: "lock", door: "front" });
    controller.tell(report);
    expect(controller.door("front")?.outside).toBe("locked");
    clock.freeze(30_000);
    controller.inputsRead();
    expect(controller.door("front")?.outside).toBe("unknown");
    controller.tell(report);
    expect(controller.door("front")?.outside).toBe("locked");
  });

  it("ends an access that ran out in it, and leaves one that did not its rest", async () => {
    const { clock, controller, ask, told } = await house(office);
    await ask({ action: "access", door: "side", extended: true });
    clock.freeze(10_000);
    clock.advance(0);
    expect(controller.door("side")?.demand.name).toBe("access");
    clock.freeze(6_000);
    clock.advance(0);
    expect(controller.door("side")?.demand.name).toBe("rest");
    expect(told("access-ended")).toHaveLength(1);
  });

  it("counts as silence for a supervised sensor, and releases for a critical one", async () => {
    const watched = (critical: boolean) =>
      withSensors(
        office,
        sensor("hall-smoke", "smoke", {
          area: "lobby",
          supervision: { everyMs: 60_000, critical },
        }),
      );
    for (const critical of [false, true]) {
      const { clock, controller } = await house(watched(critical));
      controller.tell(says("hall-smoke", "clear"));
      clock.freeze(10 * 60_000);
      clock.advance(0);
      expect(controller.sensor("hall-smoke")?.silent).toBe(true);
      expect(controller.area("lobby")?.fire).toBe(critical ? "latched" : "normal");
    }
  });
});

describe("a request and a gap", () => {
  it("that is read just after it is refused, and a moment later obeyed", async () => {
    const { clock, ask, news } = await house(office);
    clock.freeze(60_000);
    expect(await ask({ action: "unlock", door: "side" })).toMatchObject({ code: "stale" });
    clock.advance(AFTER_GAP_MS - 1);
    expect(await ask({ action: "unlock", door: "side" })).toMatchObject({ code: "stale" });
    expect(news()).toEqual([]);
    clock.advance(1);
    expect(await ask({ action: "unlock", door: "side" })).toEqual({ ok: true });
    expect(news()).toEqual(["side-strike unlocked"]);
  });

  it("that was being written down when it began is over", async () => {
    let kept: () => void = () => undefined;
    class SlowJournal extends MemoryJournal {
      override async record(entry: Parameters<MemoryJournal["record"]>[0]): Promise<void> {
        if (entry.ask !== null && entry.result === null)
          await new Promise<void>((resolve) => {
            kept = resolve;
          });
        await super.record(entry);
      }
    }
    const { clock, ask, news } = await house(office, { journal: new SlowJournal() });
    const slow = ask({ action: "unlock", door: "side" });
    clock.advance(5_000);
    kept();
    expect(await slow).toEqual({ ok: true });
    expect(news()).toEqual(["side-strike unlocked"]);
    const lost = ask({ action: "unlock", door: "front" });
    clock.freeze(6_000);
    kept();
    expect(await lost).toMatchObject({ ok: false, code: "stale" });
    expect(news()).toEqual([]);
  });
});

describe("a lease and a gap", () => {
  it("that it outlived is renewed at once; nothing else is told before the inputs", async () => {
    const { clock, controller, ask, news, told } = await house(leased);
    await ask({ action: "lock", door: "front" });
    news();
    clock.freeze(30_000);
    clock.advance(0);
    expect(new Set(news())).toEqual(new Set(["front-maglock locked"]));
    expect(told("lease-lost")).toEqual([]);
    expect(controller.door("front")?.troubles).not.toContain("lease-lost");
  });

  it("is not renewed before a release that waited in the gap, nor after it", async () => {
    const green = sensor("front-green", "release-contact");
    const front = maglockExit({
      emergencyRelease: { hardwired: true, sensor: "front-green", latching: true },
      locks: [maglock("front-maglock", { controllerLoss: "release" })],
    });
    const { clock, controller, ask, news } = await house(
      withSensors(site({ doors: [front] }), green),
    );
    await ask({ action: "lock", door: "front" });
    news();
    clock.freeze(30_000);
    controller.tell(says("front-green", "alarm"));
    expect(news()).toEqual(["front-maglock unlocked"]);
    clock.advance(60_000);
    expect(news()).toEqual([]);
  });

  it("is not renewed for an access that ended in the gap: no strike is told to open for nobody", async () => {
    const side = handleDoor({ locks: [strike("side-strike", { controllerLoss: "release" })] });
    const { clock, controller, ask, news } = await house(site({ doors: [side] }));
    await ask({ action: "access", door: "side" });
    expect(news()).toEqual(["side-strike unlocked"]);
    clock.freeze(30_000);
    clock.advance(0);
    expect(news()).toEqual([]);
    controller.inputsRead();
    expect(news()).toEqual(["side-strike locked"]);
  });

  it("that it did not outlive has let go: told so, and locked again only after the inputs", async () => {
    const { clock, controller, ask, news, told } = await house(leased);
    await ask({ action: "lock", door: "front" });
    news();
    clock.freeze(61_000);
    clock.advance(0);
    expect(news()).toEqual([]);
    expect(told("lease-lost")).toMatchObject([{ lock: "front-maglock", door: "front" }]);
    expect(controller.door("front")).toMatchObject({
      outside: "unknown",
      troubles: ["lease-lost"],
    });
    controller.inputsRead();
    expect(news()).toEqual(["front-maglock locked"]);
    expect(controller.door("front")?.troubles).not.toContain("lease-lost");
  });
});

describe("opening hours and time", () => {
  const hours = () =>
    calendarOf([
      {
        id: "office-hours",
        doors: ["side"],
        opens: "0 8 * * 1-5",
        closes: "0 18 * * 1-5",
        timezone: "UTC",
        firstPersonIn: false,
      },
    ]);
  const friday = (time: string) => new Date(`2026-01-09T${time}Z`);

  it("that began in a gap are asked at its end; those that began and ended in it are not replayed", async () => {
    const morning = await house(office, {
      hours: hours(),
      clock: new ManualClock(0, friday("07:00:00")),
    });
    morning.clock.freeze(2 * HOUR);
    // No timer has fired yet: what arrives first finds the hours asked.
    morning.controller.inputsRead();
    expect(morning.news()).toEqual(["side-strike unlocked"]);

    const day = await house(office, {
      hours: hours(),
      clock: new ManualClock(0, friday("07:00:00")),
    });
    day.clock.freeze(12 * HOUR);
    day.clock.advance(0);
    day.controller.inputsRead();
    expect(day.news()).toEqual([]);
  });

  it.each([
    ["ten years on", TEN_YEARS],
    ["ten years back", -TEN_YEARS],
  ])(
    "a wall clock that steps %s moves no latch, no access, no lease, and the hours are right after",
    async (_, step) => {
      const clock = new ManualClock(0, friday("07:00:00"));
      const both = site({ doors: [...leased.doors, handleDoor()] });
      const { controller, ask, news, told } = await house(both, { hours: hours(), clock });
      await ask({ action: "lock", door: "front" });
      controller.tell(says("lobby-co", "alarm"));
      await ask({ action: "isolate", sensor: "workshop-smoke", forMs: HOUR });
      news();
      // To a night of the week's end, whatever the year.
      const there = clock.wall().getTime() + step;
      const saturday = new Date(there);
      saturday.setUTCDate(saturday.getUTCDate() + ((6 - saturday.getUTCDay() + 7) % 7));
      clock.stepWall(saturday.getTime() - clock.wall().getTime());
      clock.advance(10 * 60_000);
      expect(news()).toEqual([]);
      expect(controller.area("lobby")?.gas).toBe("latched");
      expect(controller.sensor("workshop-smoke")?.isolated).toBe(true);
      expect(told("clock-gap")).toEqual([]);
      expect(told("lease-lost")).toEqual([]);
      const monday = new Date(clock.wall());
      monday.setUTCDate(monday.getUTCDate() + ((1 - monday.getUTCDay() + 7) % 7 || 7));
      monday.setUTCHours(7, 59, 0, 0);
      clock.stepWall(monday.getTime() - clock.wall().getTime());
      clock.advance(60_000);
      expect(news()).toEqual(["side-strike unlocked"]);
    },
  );
});
