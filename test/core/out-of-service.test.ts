/** Isolation, drills and walk tests: what they say, how long they may last, and what they touch. */
import { describe, expect, it } from "vitest";
import { ask, given, HOUR, MINUTE, reading, SECOND } from "./given.ts";
import { maglock, maglockExit, sensor, site, supply, withSensors } from "./sites.ts";

const alice = { kind: "request", by: "alice", via: "cli", at: 0 };
const house = site({ doors: [maglockExit()] });
const isolate = (id: string, forMs: number) => ask({ action: "isolate", sensor: id, forMs });
const restore = (id: string) => ask({ action: "restore", sensor: id });
const WEEK = 7 * 24 * HOUR;
const smoke = reading("lobby-smoke", "alarm");

describe("an isolation", () => {
  it("says who, for how long, and when it is over", () => {
    given(site())
      .when(isolate("lobby-smoke", MINUTE))
      .thenAccepted()
      .thenEvents({ type: "sensor-isolated", sensor: "lobby-smoke", by: "alice", forMs: MINUTE })
      .after(MINUTE)
      .thenEvents({ type: "isolation-ended", sensor: "lobby-smoke" });
  });

  it("lasts a week at most, and says so", () => {
    const reason = "`forMs` must be more than 0 and at most a week (604800000 ms).";
    given(site())
      .when(isolate("lobby-smoke", WEEK))
      .thenAccepted()
      .when(isolate("lobby-smoke", WEEK + 1))
      .thenRefused("bad-input", reason)
      .when(isolate("lobby-smoke", Number.NaN))
      .thenRefused("bad-input", reason);
  });

  it("of a way out is refused by its name", () => {
    given(withSensors(house, sensor("rex", "exit-request", { door: "front" })))
      .when(isolate("rex", MINUTE))
      .thenRefused("not-permitted", "rex is a way out and can't be isolated.");
  });

  it.each([
    ["power", "off"],
    ["ups", { status: "off" }],
  ] as const)("of a supply's %s sensor leaves the supply to what else is known", (kind, lost) => {
    const powered = site({
      supplies: [supply("grid"), supply("box", { fedBy: "grid" })],
      sensors: [sensor("box-sensor", kind, { supply: "box" })],
      doors: [maglockExit({ locks: [maglock("front-maglock", { supply: "box" })] })],
    });
    const story = given(powered).when(reading("box-sensor", lost));
    story.thenSupply("box", { status: "lost" });
    const isolated = story.when(isolate("box-sensor", MINUTE)).line.supplies["box"]?.status;
    expect(isolated).not.toBe("lost");
    story.after(MINUTE).thenSupply("box", { status: "lost" });
  });

  it("of a door contact makes the leaf unknown, and no other door's", () => {
    const doors = [
      maglockExit({ contact: "leaf" }),
      maglockExit({ id: "back", contact: "other", locks: [maglock("back-maglock")] }),
    ];
    given(withSensors(site({ doors }), sensor("leaf", "contact"), sensor("other", "contact")))
      .when(reading("leaf", "closed"), reading("other", "closed"), isolate("leaf", MINUTE))
      .thenDoor("front", { position: "unknown" })
      .thenDoor("back", { position: "closed" })
      .when(reading("leaf", "open"))
      .thenDoor("front", { position: "unknown" })
      .when(restore("leaf"), reading("leaf", "open"))
      .thenDoor("front", { position: "open" });
  });

  it("ends a wait that only its detector was the reason for", () => {
    const verifying = {
      ...house,
      alarms: [{ area: "lobby", vote: "any" as const, verifyMs: MINUTE }],
    };
    given(verifying)
      .when(smoke)
      .thenArea("lobby", { fire: "pre-alarm" })
      .when(isolate("lobby-smoke", HOUR))
      .thenArea("lobby", { fire: "normal" })
      .after(5 * MINUTE)
      .when(restore("lobby-smoke"))
      .thenArea("lobby", { fire: "normal" });
  });

  it("of a detector that is quiet does not excuse the alarm after it", () => {
    const voting = {
      ...withSensors(house, sensor("heat", "heat", { area: "lobby" })),
      alarms: [{ area: "lobby", vote: { need: 2, of: 2, withinMs: MINUTE }, verifyMs: null }],
    };
    given(voting)
      .when(isolate("lobby-smoke", MINUTE), restore("lobby-smoke"), smoke)
      .thenArea("lobby", { fire: "pre-alarm" })
      .when(reading("heat", "alarm"))
      .thenArea("lobby", { fire: "latched" });
  });

  it("once over looks after a critical detector again", () => {
    const hall = sensor("hall", "smoke", {
      area: "lobby",
      supervision: { everyMs: MINUTE, critical: true },
    });
    given(site({ sensors: [hall], doors: [maglockExit()] }))
      .when(reading("hall", "clear"), isolate("hall", 10 * MINUTE))
      .after(5 * MINUTE)
      .thenArea("lobby", { fire: "normal" })
      .when(restore("hall"))
      .thenArea("lobby", { fire: "latched" })
      .thenDoor("front", { outside: "unlocked" });
  });
});

describe("a drill", () => {
  const started = (area: string | null, at = 0) => ({
    type: "drill-started",
    area,
    cause: { ...alice, kind: "drill", at },
  });

  it("says where it began and where it ended", () => {
    given(site())
      .when(ask({ action: "drill-start", area: "workshop" }))
      .thenAccepted()
      .thenEvents(started("workshop"))
      .thenArea("workshop", { drill: true })
      .after(30 * MINUTE)
      .thenEvents({ type: "drill-ended", area: "workshop" });
    given(site())
      .when(ask({ action: "drill-start" }))
      .thenEvents(started(null))
      .when(ask({ action: "drill-end" }))
      .thenEvents({ type: "drill-ended", area: null })
      .when(ask({ action: "drill-end" }))
      .thenEvents();
  });

  it("begun again in the same place has the new time, and does not end another place's", () => {
    given(house)
      .when(
        ask({ action: "drill-start", area: "lobby", forMs: MINUTE }),
        ask({ action: "drill-start", area: "workshop", forMs: 3 * MINUTE }),
        ask({ action: "drill-start", area: "lobby", forMs: 2 * MINUTE }),
      )
      .after(MINUTE)
      .thenEvents()
      .after(MINUTE)
      .thenEvent("drill-ended", { area: "lobby" })
      .thenDoor("front", { outside: "unlocked" })
      .after(MINUTE)
      .thenEvent("drill-ended", { area: "workshop" })
      .thenDoor("front", { outside: "locked" });
  });

  it("of one area moves the doors of that area and no other", () => {
    const one = (id: string, from: string) =>
      maglockExit({ id, from, exit: false, locks: [maglock(`${id}-lock`)] });
    given(site({ doors: [one("a", "lobby"), one("b", "workshop")] }))
      .when(ask({ action: "drill-start", area: "workshop" }))
      .thenCommands({ lock: "b-lock", to: "unlocked" })
      .when(ask({ action: "drill-end" }))
      .thenCommands({ lock: "b-lock", to: "locked" })
      .when(ask({ action: "drill-start" }))
      .thenCommands({ lock: "a-lock" }, { lock: "b-lock" });
  });
});

describe("a walk test", () => {
  it("says where it began, and that it ended, once", () => {
    given(site())
      .when(ask({ action: "walk-test-start", area: "lobby" }))
      .thenAccepted()
      .thenEvents({ type: "walk-test-started", area: "lobby", cause: alice })
      .when(ask({ action: "walk-test-end" }))
      .thenEvents({ type: "walk-test-ended" })
      .when(ask({ action: "walk-test-end" }))
      .thenEvents();
  });
});

describe("half an hour", () => {
  const reason = "`forMs` must be more than 0 and at most 30 minutes (1800000 ms).";

  it.each(["drill-start", "walk-test-start"] as const)("is the most for %s", (action) => {
    given(house)
      .when(ask({ action, forMs: 30 * MINUTE }))
      .thenAccepted();
    for (const forMs of [30 * MINUTE + 1, 0, -SECOND, Number.NaN, Number.POSITIVE_INFINITY])
      given(house).when(ask({ action, forMs })).thenRefused("bad-input", reason);
  });
});
