/** What a walk test or an isolation takes from a detector's voice in a vote, and what it leaves. */
import { describe, it } from "vitest";
import { ask, given, MINUTE, reading, restarted, SECOND } from "./given.ts";
import { area, maglockExit, sensor, site } from "./sites.ts";

const voted = site({
  areas: [area("lobby")],
  sensors: [sensor("smoke", "smoke", { area: "lobby" }), sensor("heat", "heat", { area: "lobby" })],
  alarms: [{ area: "lobby", vote: { need: 2, of: 2, withinMs: MINUTE }, verifyMs: null }],
  doors: [maglockExit()],
});

const walk = ask({ action: "walk-test-start", forMs: 10 * SECOND });

describe("an alarm that stood before a walk test began", () => {
  it("keeps its voice though its detector repeats it during the test", () => {
    given(voted)
      .when(reading("smoke", "alarm"), walk, reading("smoke", "alarm"))
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(10 * SECOND)
      .when(reading("heat", "alarm"))
      .thenArea("lobby", { fire: "latched" })
      .thenDoor("front", { outside: "unlocked" });
  });
});

describe("a voice that a restart finds", () => {
  it("is heard for as long as it would have been without the restart", () => {
    given(voted)
      .when(reading("smoke", "alarm"), reading("smoke", "clear"))
      .after(40 * SECOND)
      .when(restarted)
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(20 * SECOND)
      .thenArea("lobby", { fire: "normal" });
  });
});

describe("a voice that a reset has answered", () => {
  it("does not latch again with the next word of another detector", () => {
    given(voted)
      .when(reading("heat", "alarm"), reading("heat", "clear"), reading("smoke", "alarm"))
      .thenArea("lobby", { fire: "latched" })
      .when(ask({ action: "isolate", sensor: "smoke", forMs: MINUTE }), ask({ action: "reset" }))
      .thenAccepted()
      .when(reading("smoke", "test"))
      .thenArea("lobby", { fire: "normal" })
      .when(reading("heat", "alarm"))
      .thenArea("lobby", { fire: "latched" });
  });
});

describe("a detector that was in alarm before a call point latched", () => {
  const withCallPoint = {
    ...voted,
    sensors: [...voted.sensors, sensor("call", "call-point", { area: "lobby" })],
  };

  it("is heard by the reset, too", () => {
    given(withCallPoint)
      .when(reading("smoke", "alarm"), reading("call", "alarm"))
      .thenArea("lobby", { fire: "latched" })
      .when(reading("call", "clear"), ask({ action: "reset" }))
      .thenRefused("still-in-alarm")
      .when(reading("smoke", "clear"), ask({ action: "reset" }))
      .thenAccepted();
  });
});

describe("voices of gas", () => {
  const cellar = site({
    sensors: [
      sensor("meter", "gas", { area: "lobby" }),
      sensor("boiler", "carbon-monoxide", { area: "lobby" }),
      sensor("smoke", "smoke", { area: "lobby" }),
      sensor("heat", "heat", { area: "lobby" }),
    ],
    alarms: [{ area: "lobby", vote: { need: 2, of: 2, withinMs: MINUTE }, verifyMs: null }],
    doors: [maglockExit()],
  });
  const leak = [reading("meter", "alarm"), reading("meter", "clear"), reading("boiler", "alarm")];

  it("are answered by a reset of gas", () => {
    given(cellar)
      .when(...leak)
      .thenArea("lobby", { gas: "latched" })
      .when(reading("boiler", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .when(reading("boiler", "alarm"))
      .thenArea("lobby", { gas: "pre-alarm" });
  });

  it("are all that it answers: who warned of fire meanwhile is still heard", () => {
    given(cellar)
      .when(...leak, reading("smoke", "alarm"), reading("smoke", "clear"))
      .when(reading("boiler", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .when(reading("heat", "alarm"))
      .thenArea("lobby", { fire: "latched" });
  });
});

describe("an alarm that came and went while nobody was to heed it", () => {
  it.each([
    ["a walk test", walk, ask({ action: "walk-test-end" })],
    [
      "an isolation",
      ask({ action: "isolate", sensor: "smoke", forMs: MINUTE }),
      ask({ action: "restore", sensor: "smoke" }),
    ],
  ])("under %s leaves no voice for the next one", (_, begin, end) => {
    given(voted)
      .when(reading("heat", "clear"), begin, reading("smoke", "alarm"), reading("smoke", "clear"))
      .when(end, reading("heat", "alarm"))
      .thenArea("lobby", { fire: "pre-alarm" })
      .thenDoor("front", { outside: "locked" })
      .when(reading("smoke", "alarm"))
      .thenArea("lobby", { fire: "latched" });
  });
});
