import { describe, expect, it } from "vitest";
import { ask, given, HOUR, MINUTE, reading, restarted, SECOND } from "./given.ts";
import { handleDoor, maglockExit, sensor, site, withSensors } from "./sites.ts";

const smoke = (n: number, value: "alarm" | "clear" | "fault" | "unknown" | "test" = "alarm") =>
  reading(`smoke-${n}`, value);
const detectors = [1, 2, 3].map((n) => sensor(`smoke-${n}`, "smoke", { area: "lobby" }));
const house = withSensors(
  site({ sensors: [], doors: [maglockExit()] }),
  ...detectors,
  sensor("call", "call-point", { area: "lobby" }),
);

describe("two of three within a minute", () => {
  const voting = {
    ...house,
    alarms: [{ area: "lobby", vote: { need: 2, of: 3, withinMs: MINUTE }, verifyMs: null }],
  };

  it("one is a pre-alarm, two are fire", () => {
    given(voting)
      .when(smoke(1))
      .thenArea("lobby", { fire: "pre-alarm" })
      .thenNoCommand()
      .after(30 * SECOND)
      .when(smoke(2))
      .thenArea("lobby", { fire: "latched" })
      .thenCommands({ to: "unlocked" });
  });

  it("counts one that cleared within the window, and not after it", () => {
    given(voting)
      .when(smoke(1), smoke(1, "clear"))
      .after(30 * SECOND)
      .when(smoke(2))
      .thenArea("lobby", { fire: "latched" });
    given(voting)
      .when(smoke(1), smoke(1, "clear"))
      .after(MINUTE)
      .thenArea("lobby", { fire: "normal" })
      .when(smoke(2))
      .thenArea("lobby", { fire: "pre-alarm" });
  });

  it("counts the voice of a detector for no longer over a restart", () => {
    given(voting)
      .after(SECOND)
      .when(smoke(1), smoke(1, "clear"))
      .after(30 * SECOND)
      .when(restarted)
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(29 * SECOND)
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(SECOND)
      .thenArea("lobby", { fire: "normal" });
  });

  it.each([
    [1, 3],
    [3, 1],
  ])("names the detector that spoke first, %i before %i", (early, late) => {
    given(voting)
      .after(SECOND)
      .when(smoke(early))
      .after(SECOND)
      .when(smoke(late))
      .thenEvent("fire-latched", { sensor: `smoke-${early}` });
  });

  it("never makes a call point wait", () => {
    given(voting).when(reading("call", "alarm")).thenArea("lobby", { fire: "latched" });
  });

  it.each([
    ["faulty", [smoke(2, "fault"), smoke(3, "fault")]],
    ["unknown", [smoke(2, "unknown"), smoke(3, "unknown")]],
    ["isolated", [2, 3].map((n) => ask({ action: "isolate", sensor: `smoke-${n}`, forMs: HOUR }))],
  ])("falls back to any one when it could no longer be reached: %s", (_, inputs) => {
    given(voting)
      .when(...inputs, smoke(1))
      .thenArea("lobby", { fire: "latched" });
  });

  it("falls back also for an alarm that already waits", () => {
    given(voting)
      .when(smoke(1))
      .thenArea("lobby", { fire: "pre-alarm" })
      .when(smoke(2, "fault"), smoke(3, "fault"))
      .thenArea("lobby", { fire: "latched" });
  });
});

describe("a minute to verify", () => {
  const verifying = {
    ...house,
    alarms: [{ area: "lobby", vote: "any" as const, verifyMs: MINUTE }],
  };

  it("burnt toast that clears in time is no fire", () => {
    given(verifying)
      .when(smoke(1))
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(50 * SECOND)
      .when(smoke(1, "clear"))
      .after(10 * MINUTE)
      .thenArea("lobby", { fire: "normal" })
      .thenDoor("front", { outside: "locked" });
  });

  it("smoke that stays is", () => {
    given(verifying)
      .when(smoke(1))
      .after(59 * SECOND)
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(SECOND)
      .thenArea("lobby", { fire: "latched" });
  });

  it("smoke that comes back in the window after it is", () => {
    given(verifying)
      .when(smoke(1), smoke(1, "clear"))
      .after(70 * SECOND)
      .when(smoke(1))
      .thenArea("lobby", { fire: "latched" });
  });

  it("a second detector confirms at once, and a call point needs none", () => {
    given(verifying).when(smoke(1), smoke(2)).thenArea("lobby", { fire: "latched" });
    given(verifying).when(reading("call", "alarm")).thenArea("lobby", { fire: "latched" });
  });

  it("a detector that falls silent while it waits is not taken for clear", () => {
    given(verifying)
      .when(smoke(1), smoke(1, "unknown"))
      .after(MINUTE)
      .thenArea("lobby", { fire: "latched" });
  });
});

describe("supervision", () => {
  const watched = (critical: boolean, everyMs = MINUTE) =>
    withSensors(
      site({ sensors: [], doors: [maglockExit(), handleDoor()] }),
      sensor("hall", "smoke", { area: "lobby", supervision: { everyMs, critical } }),
    );
  const clear = reading("hall", "clear");

  it("silence is trouble on the doors it speaks for, and never an alarm", () => {
    given(watched(false))
      .when(clear)
      .after(MINUTE)
      .thenEvent("sensor-silent", { sensor: "hall" })
      .thenDoor("front", { outside: "locked", troubles: ["fire-source-silent"] })
      .after(24 * HOUR)
      .thenDoor("front", { outside: "locked" })
      .when(clear)
      .thenDoor("front", { troubles: [] });
  });

  it("silence of a critical detector releases after two minutes, latched like fire", () => {
    given(watched(true))
      .when(clear)
      .after(2 * MINUTE - 1)
      .thenDoor("front", { outside: "locked" })
      .after(1)
      .thenDoor("front", {
        outside: "unlocked",
        demand: { slot: 2, cause: { kind: "supervision", sensor: "hall" } },
      })
      .thenDoor("side", { outside: "locked" })
      .when(ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(clear)
      .thenDoor("front", { outside: "unlocked" })
      .when(ask({ action: "reset" }))
      .thenAccepted()
      .thenDoor("front", { outside: "locked" });
  });

  it.each(["unknown", "fault"] as const)("so does a critical detector that says %s", (word) => {
    given(watched(true, 4 * HOUR))
      .when(clear, reading("hall", word))
      .after(2 * MINUTE - 1)
      .thenDoor("front", { outside: "locked" })
      .after(1)
      .thenDoor("front", { outside: "unlocked" });
  });

  it("counts from the start for one that never spoke, and not for one that keeps speaking", () => {
    given(watched(true))
      .after(2 * MINUTE)
      .thenDoor("front", { outside: "unlocked" });
    const story = given(watched(true));
    for (let n = 0; n < 60; n += 1) story.after(50 * SECOND).when(clear);
    story.thenDoor("front", { outside: "locked" });
  });

  it("an isolated critical detector releases nothing", () => {
    given(watched(true))
      .when(ask({ action: "isolate", sensor: "hall", forMs: HOUR }))
      .after(30 * MINUTE)
      .thenDoor("front", { outside: "locked" });
  });
});

describe("isolation", () => {
  it("keeps a detector from raising anything, ends by itself, and then counts by the next message", () => {
    given(house)
      .when(ask({ action: "isolate", sensor: "smoke-1", forMs: MINUTE }), smoke(1))
      .thenArea("lobby", { fire: "normal" })
      .after(MINUTE)
      .thenEvent("isolation-ended")
      .thenArea("lobby", { fire: "normal" })
      .when(smoke(1))
      .thenArea("lobby", { fire: "latched" });
  });

  it("survives a restart", () => {
    given(house)
      .when(ask({ action: "isolate", sensor: "smoke-1", forMs: HOUR }), restarted, smoke(1))
      .thenArea("lobby", { fire: "normal" });
  });

  it.each([
    ["without end", { sensor: "smoke-1", forMs: Number.POSITIVE_INFINITY }, "bad-input"],
    ["for longer than a week", { sensor: "smoke-1", forMs: 8 * 24 * HOUR }, "bad-input"],
    ["for no time", { sensor: "smoke-1", forMs: 0 }, "bad-input"],
    ["of a sensor nobody knows", { sensor: "attic", forMs: HOUR }, "unknown-sensor"],
  ])("is refused %s", (_, of, code) => {
    given(house)
      .when(ask({ action: "isolate", ...of }))
      .thenRefused(code);
  });

  it.each(["release-contact", "exit-request"] as const)("is refused for a way out: %s", (kind) => {
    given(withSensors(house, sensor("way", kind, { door: "front" })))
      .when(ask({ action: "isolate", sensor: "way", forMs: HOUR }))
      .thenRefused("not-permitted");
  });
});

describe("a drill", () => {
  it("drives the doors, is marked, and ends by itself", () => {
    given(house)
      .when(ask({ action: "drill-start", forMs: 5 * MINUTE }))
      .thenArea("lobby", { fire: "normal", drill: true })
      .thenDoor("front", { outside: "unlocked", demand: { slot: 2, cause: { kind: "drill" } } })
      .when(ask({ action: "lock", door: "front" }))
      .thenRefused("fire-latched")
      .after(5 * MINUTE)
      .thenDoor("front", { outside: "locked" });
  });

  it("ends when told to, and turns into the real thing on a real alarm", () => {
    given(house)
      .when(
        ask({ action: "drill-start" }),
        smoke(1),
        smoke(1, "clear"),
        ask({ action: "drill-end" }),
      )
      .thenArea("lobby", { fire: "latched" })
      .thenDoor("front", { outside: "unlocked", demand: { cause: { kind: "sensor" } } });
  });

  it("is no latch that a reset could end", () => {
    given(house)
      .when(ask({ action: "drill-start" }), ask({ action: "reset" }))
      .thenRefused("nothing-to-reset")
      .thenDoor("front", { outside: "unlocked" });
  });

  it("in one area leaves the doors of others", () => {
    const doors = [
      maglockExit({
        id: "a",
        exit: false,
        from: "lobby",
        locks: [maglockExit().locks[0]].flatMap((l) => (l ? [{ ...l, id: "a-lock" }] : [])),
      }),
      maglockExit({
        id: "b",
        exit: false,
        from: "workshop",
        locks: [maglockExit().locks[0]].flatMap((l) => (l ? [{ ...l, id: "b-lock" }] : [])),
      }),
    ];
    given({ ...house, doors })
      .when(ask({ action: "drill-start", area: "workshop" }))
      .thenDoor("a", { outside: "locked" })
      .thenDoor("b", { outside: "unlocked" });
  });
});

describe("a walk test", () => {
  it("logs detectors and drives nothing, but a call point is a person", () => {
    given(house)
      .when(ask({ action: "walk-test-start" }), smoke(1))
      .thenEvent("sensor-alarm", { ignored: true })
      .thenNoCommand()
      .thenArea("lobby", { fire: "normal" })
      .when(reading("call", "alarm"))
      .thenArea("lobby", { fire: "latched" });
  });

  it("of one area leaves the detectors of the others in force", () => {
    const two = withSensors(house, sensor("workshop-smoke", "smoke", { area: "workshop" }));
    given(two)
      .when(ask({ action: "walk-test-start", area: "lobby" }), smoke(1))
      .thenNoCommand()
      .when(reading("workshop-smoke", "alarm"))
      .thenArea("workshop", { fire: "latched" })
      .thenArea("lobby", { fire: "normal" })
      .when(ask({ action: "walk-test-start", area: "attic" }))
      .thenRefused("unknown-area");
  });

  it("ends by itself after half an hour, and an alarm under it counts by its next message", () => {
    given(house)
      .when(ask({ action: "walk-test-start" }), smoke(1))
      .after(30 * MINUTE)
      .thenEvent("walk-test-ended")
      .thenArea("lobby", { fire: "normal" })
      .when(smoke(1))
      .thenArea("lobby", { fire: "latched" });
  });

  it.each(["drill-start", "walk-test-start"] as const)(
    "%s is refused for longer than half an hour",
    (action) => {
      given(house)
        .when(ask({ action, forMs: HOUR }))
        .thenRefused("bad-input");
      expect.assertions(1);
    },
  );
});
