/** Times that a restart, a walk test or another alarm must not make anybody forget. */
import { describe, it } from "vitest";
import { ask, given, MINUTE, reading, restarted, SECOND } from "./given.ts";
import { maglockExit, sensor, site } from "./sites.ts";

const verified = site({
  sensors: [sensor("smoke", "smoke", { area: "lobby" })],
  alarms: [{ area: "lobby", vote: "any", verifyMs: 10 * SECOND }],
  doors: [maglockExit()],
});
const critical = site({
  sensors: [
    sensor("smoke", "smoke", { area: "lobby", supervision: { everyMs: MINUTE, critical: true } }),
    sensor("heat", "heat", { area: "lobby" }),
  ],
  doors: [maglockExit()],
});

describe("a detector that is waited for", () => {
  it("latches after its second look, though the controller restarted meanwhile", () => {
    given(verified)
      .when(reading("smoke", "alarm"))
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(5 * SECOND)
      .when(restarted)
      .thenArea("lobby", { fire: "pre-alarm" })
      .after(10 * SECOND)
      .thenArea("lobby", { fire: "latched" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("does not latch when it went quiet before the second look", () => {
    given(verified)
      .when(reading("smoke", "alarm"), reading("smoke", "clear"))
      .after(MINUTE)
      .thenArea("lobby", { fire: "normal" })
      .thenDoor("front", { outside: "locked" });
  });
});

describe("a critical detector that falls silent", () => {
  it("during a walk test releases when the test is over", () => {
    given(critical)
      .when(reading("smoke", "clear"))
      .after(100 * SECOND)
      .when(ask({ action: "walk-test-start", forMs: MINUTE }))
      .after(59 * SECOND)
      .thenArea("lobby", { fire: "normal" })
      .after(1 * SECOND)
      .thenEvent("fire-latched", { sensor: "smoke", cause: "supervision" })
      .thenDoor("front", { outside: "unlocked" });
  });

  it("while another alarm stands releases when that one is reset", () => {
    given(critical)
      .when(reading("smoke", "clear"), reading("heat", "alarm"))
      .after(3 * MINUTE)
      .when(reading("heat", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .thenArea("lobby", { fire: "latched" })
      .thenNoCommand()
      .when(reading("smoke", "clear"), ask({ action: "reset" }))
      .thenAccepted()
      .thenArea("lobby", { fire: "normal" })
      .thenCommands({ to: "locked" });
  });
});
