/** A walk test excuses the alarms that begin inside it, and none that stood before. */
import { describe, expect, it } from "vitest";
import { compileSite, type Input, sensorView, start, step } from "../../src/core/index.ts";
import { ask, given, HOUR, MINUTE, reading, restarted, SECOND } from "./given.ts";
import { maglockExit, sensor, site } from "./sites.ts";

const smoke = (n: number, value: "alarm" | "clear" | "unknown" = "alarm") =>
  reading(`smoke-${n}`, value);
const walkTest = ask({ action: "walk-test-start" });
const house = site({
  sensors: [1, 2, 3].map((n) => sensor(`smoke-${n}`, "smoke", { area: "lobby" })),
  doors: [maglockExit()],
});
const verifying = {
  ...house,
  alarms: [{ area: "lobby", vote: "any" as const, verifyMs: MINUTE }],
};
const voting = {
  ...house,
  alarms: [{ area: "lobby", vote: { need: 2, of: 3, withinMs: MINUTE }, verifyMs: null }],
};

/** Whether the shells show the first detector in alarm after these words. */
function shown(...inputs: Input[]): boolean | undefined {
  const compiled = compileSite(house);
  let { state } = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
  for (const input of inputs) ({ state } = step(compiled, state, input, state.now + SECOND));
  return sensorView(compiled, state, 0)?.inAlarm;
}

describe("an alarm that stood before the walk test, told again inside it", () => {
  it("keeps its latch and its door, and is still shown", () => {
    given(house)
      .when(smoke(1), walkTest, smoke(1))
      .thenArea("lobby", { fire: "latched" })
      .thenDoor("front", { outside: "unlocked", demand: { slot: 2 } })
      .when(ask({ action: "reset" }))
      .thenRefused("still-in-alarm");
    expect(shown(smoke(1), walkTest, smoke(1))).toBe(true);
  });

  it("is still waited for: it latches when its second look is due", () => {
    given(verifying)
      .when(smoke(1), walkTest)
      .after(30 * SECOND)
      .when(smoke(1))
      .thenNoEvent("fire-pre-alarm-ended")
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(30 * SECOND)
      .thenArea("lobby", { fire: "latched" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("is still a voice in the vote", () => {
    given(voting)
      .when(smoke(1), walkTest, smoke(1))
      .thenArea("lobby", { fire: "pre-alarm" })
      .when(ask({ action: "walk-test-end" }), smoke(2))
      .thenArea("lobby", { fire: "latched" });
  });

  it.each([
    ["falls silent between", [smoke(1, "unknown")]],
    ["is told across a restart", [restarted]],
  ])("counts on also when it %s", (_, between) => {
    given(voting)
      .when(smoke(1), walkTest, ...between, smoke(1), ask({ action: "walk-test-end" }))
      .thenArea("lobby", { fire: "pre-alarm" })
      .when(smoke(2))
      .thenArea("lobby", { fire: "latched" });
  });
});

describe("an alarm that begins inside the walk test", () => {
  it("is logged and no more, however often it is told", () => {
    given(house)
      .when(walkTest, smoke(1), smoke(1))
      .thenNoCommand()
      .thenArea("lobby", { fire: "normal" });
    expect(shown(walkTest, smoke(1), smoke(1))).toBe(false);
  });

  it("so is one of a detector that had cleared", () => {
    given(voting)
      .when(smoke(1), walkTest, smoke(1, "clear"))
      .after(2 * MINUTE)
      .when(smoke(1))
      .thenEvent("sensor-alarm", { ignored: true })
      .thenArea("lobby", { fire: "normal" });
  });

  it("so is one that had been excused already, by an isolation or an earlier test", () => {
    given(house)
      .when(
        ask({ action: "isolate", sensor: "smoke-1", forMs: HOUR }),
        smoke(1),
        walkTest,
        ask({ action: "restore", sensor: "smoke-1" }),
        smoke(1),
      )
      .thenArea("lobby", { fire: "normal" });
    given(house)
      .when(walkTest, smoke(1), ask({ action: "walk-test-end" }), walkTest, smoke(1))
      .thenArea("lobby", { fire: "normal" })
      .when(ask({ action: "walk-test-end" }), smoke(1))
      .thenArea("lobby", { fire: "latched" });
  });

  it("never outvotes: one that stood and one that begins are one voice", () => {
    given(voting)
      .when(smoke(1), walkTest, smoke(2))
      .thenArea("lobby", { fire: "pre-alarm" })
      .thenNoCommand();
  });
});

describe("an isolated detector", () => {
  it("is out of service, though its alarm stood before the walk test", () => {
    given(voting)
      .when(smoke(1), ask({ action: "isolate", sensor: "smoke-1", forMs: HOUR }), walkTest)
      .thenArea("lobby", { fire: "normal" })
      .when(smoke(1))
      .thenArea("lobby", { fire: "normal" });
  });
});
