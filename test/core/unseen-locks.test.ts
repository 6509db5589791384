/** A lock that nobody sees: an order to it may be lost, so who asks again is taken at his word. */
import { describe, expect, it } from "vitest";
import { compileSite, start, step } from "../../src/core/index.ts";
import { MAX_ORDERS_A_MINUTE } from "../../src/core/order-limit.ts";
import { ask, dead, given, MINUTE, reading, report, restarted, SECOND } from "./given.ts";
import { maglock, maglockExit, sensor, site, withSensors } from "./sites.ts";

const lock = ask({ action: "lock", door: "front" });
const unlock = ask({ action: "unlock", door: "front" });
const smoke = reading("lobby-smoke", "alarm");

const unseen = () => site({ doors: [maglockExit()] });
const seen = () =>
  site({ doors: [maglockExit({ locks: [maglock("front-maglock", { monitor: true })] })] });

describe("a lock that reports nothing", () => {
  it("is told again by who asks again, since power came back before its relay did", () => {
    const power = sensor("power", "power", { supply: "grid" });
    given(withSensors(unseen(), power))
      .when(reading("power", "on"), reading("power", "off"), reading("power", "on"))
      .after(10 * SECOND)
      .when(lock)
      .thenAccepted()
      .thenCommands({ lock: "front-maglock", to: "locked", energise: true })
      .after(SECOND)
      .when(unlock)
      .thenCommands({ to: "unlocked" })
      .after(3 * SECOND)
      .when(unlock)
      .thenCommands({ to: "unlocked", energise: false });
  });

  it("is told once by two who ask one right after the other", () => {
    given(unseen())
      .after(3 * SECOND)
      .when(lock)
      .thenCommands({ to: "locked" })
      .after(3 * SECOND - 1)
      .when(lock)
      .thenAccepted()
      .thenNoCommand()
      .after(1)
      .when(lock)
      .thenCommands({ to: "locked" });
  });

  it("is told nothing again by a start, a link that stood, or time", () => {
    given(unseen())
      .after(3 * SECOND)
      .when(lock)
      .when({ type: "link", lock: "front-maglock", value: "up" })
      .thenNoCommand()
      .when(dead, restarted)
      .thenNoCommand()
      .after(MINUTE)
      .thenNoCommand();
  });

  it("is told again no more often than any lock, whoever asks without end", () => {
    const compiled = compileSite(unseen());
    let { state } = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
    const told: number[] = [];
    for (let at = 0; at <= 5 * MINUTE; at += 100) {
      const done = step(compiled, state, lock, at);
      expect(done.result).toEqual({ ok: true });
      state = done.state;
      told.push(...done.commands.map(() => at));
      const lately = told.filter((one) => one > at - MINUTE);
      expect(lately.length).toBeLessThanOrEqual(MAX_ORDERS_A_MINUTE);
    }
    expect(told.length).toBeGreaterThan(4 * MAX_ORDERS_A_MINUTE);
  });

  it("is not locked under fire, whoever asks", () => {
    given(unseen())
      .after(SECOND)
      .when(smoke)
      .when(lock)
      .thenRefused("fire-latched")
      .thenNoCommand();
  });

  it("that fire has released is not told again by who unlocks it", () => {
    given(unseen())
      .after(3 * SECOND)
      .when(smoke)
      .thenCommands({ to: "unlocked" })
      .after(3 * SECOND)
      .when(unlock)
      .thenNoCommand();
  });

  it("that spoke after its order all the same is not told again", () => {
    given(unseen())
      .after(3 * SECOND)
      .when(lock)
      .after(3 * SECOND)
      .when(report("front-maglock", "locked"), lock)
      .thenNoCommand();
  });

  describe("and is held by a lease", () => {
    const held = maglock("front-maglock", { controllerLoss: "release" });
    const leased = () => given(site({ doors: [maglockExit({ locks: [held] })] })).after(3 * SECOND);

    it("is told again as long as the lease is renewed", () => {
      leased().when(lock).thenCommands({ to: "locked" });
    });

    it("keeps one that is to run out, whoever asks, and is told again when it no more is", () => {
      leased()
        .when({ type: "lease-health", withheld: "journal" }, lock)
        .thenAccepted()
        .thenNoCommand()
        .when({ type: "lease-health", withheld: null }, lock)
        .thenCommands({ to: "locked" });
    });

    it("keeps one that is being proved", () => {
      leased()
        .when(ask({ action: "lease-test-start", lock: "front-maglock" }))
        .after(3 * SECOND)
        .when(lock)
        .thenAccepted()
        .thenNoCommand();
    });
  });

  it("and by none is told again, though leases are withheld", () => {
    const pair = maglockExit({
      locks: [
        maglock("front-maglock", { controllerLoss: "release" }),
        maglock("other", { controllerLoss: "hold" }),
      ],
    });
    given(site({ doors: [pair] }))
      .after(3 * SECOND)
      .when({ type: "lease-health", withheld: "journal" }, lock)
      .thenCommands({ lock: "other", to: "locked" });
  });
});

describe("a lock that reports", () => {
  it("and shows what is asked for is not told again", () => {
    given(seen())
      .after(3 * SECOND)
      .when(report("front-maglock", "locked"), lock)
      .thenAccepted()
      .thenNoCommand();
  });
});
