/** Proving a lease: the lock is held once more and then not again, and somebody says when it lets go. */
import { describe, expect, it } from "vitest";
import {
  compileSite,
  leaseDigest,
  leaseStanding,
  remember,
  start,
  step,
} from "../../src/core/index.ts";
import { ask, given, MINUTE, reading, report, SECOND } from "./given.ts";
import { maglock, maglockExit, site, supply } from "./sites.ts";

const LOCK = "front-maglock";
const lock = ask({ action: "lock", door: "front" });
const begin = ask({ action: "lease-test-start", lock: LOCK });
const stop = ask({ action: "lease-test-end", lock: LOCK });
const letGo = ask({ action: "lease-test-end", lock: LOCK, letGo: true });

function house(monitor: boolean) {
  return site({
    doors: [maglockExit({ locks: [maglock(LOCK, { controllerLoss: "release", monitor })] })],
  });
}
const reporting = () => given(house(true)).when(lock, report(LOCK, "locked"));
const silent = () => given(house(false)).when(lock);

describe("a lock that reports", () => {
  it("proves itself when it lets go in time, and is locked again at once", () => {
    reporting()
      .when(begin)
      .thenEvent("lease-test-started", { lock: LOCK, ttlSeconds: 60 })
      .thenNoCommand()
      .after(60 * SECOND)
      .thenEvent("lease-lost")
      .after(SECOND)
      .when(report(LOCK, "unlocked"))
      .thenEvent("lease-proven", { lock: LOCK, seconds: 61, ttlSeconds: 60 })
      .thenNoEvent("unexpected-unlock")
      .thenCommands({ lock: LOCK, to: "locked" })
      .thenDoor("front", { troubles: [] });
  });

  it("that never lets go fails at the end of the time, and the door says so until it is proven", () => {
    reporting()
      .when(begin)
      .after(75 * SECOND)
      .thenEvent("lease-not-proven", { lock: LOCK, reason: "did-not-let-go" })
      .thenCommands({ lock: LOCK, to: "locked" })
      .when(report(LOCK, "locked"))
      .thenDoor("front", { troubles: ["lease-unproven"] })
      .when(begin)
      .after(60 * SECOND)
      .when(report(LOCK, "unlocked"))
      .thenEvent("lease-proven")
      .thenDoor("front", { troubles: [] });
  });

  it("that lets go sooner than it is renewed would not hold, and is not proven", () => {
    reporting()
      .when(begin)
      .after(10 * SECOND)
      .when(report(LOCK, "unlocked"))
      .thenEvent("lease-not-proven", { reason: "too-early", seconds: 10 });
  });

  it("proves nothing by letting go for want of power", () => {
    const powered = {
      ...house(true),
      sensors: [
        ...house(true).sensors,
        { ...house(true).sensors[0], id: "power", kind: "power", area: null, supply: "grid" },
      ],
      supplies: [supply("grid")],
    } as ReturnType<typeof house>;
    given(powered)
      .when(reading("power", "on"), lock, report(LOCK, "locked"), begin)
      .after(30 * SECOND)
      .when(reading("power", "off"), report(LOCK, "unlocked"))
      .thenEvent("lease-test-ended", { reason: "no-power" })
      .thenNoEvent("lease-proven");
  });
});

describe("a lock that says nothing", () => {
  it("is proven by a person who saw it let go", () => {
    silent()
      .when(begin)
      .after(62 * SECOND)
      .when(letGo)
      .thenEvent("lease-proven", { seconds: 62 })
      .thenCommands({ lock: LOCK, to: "locked" });
  });

  it("is neither proven nor failed when nobody says anything", () => {
    silent()
      .when(begin)
      .after(75 * SECOND)
      .thenEvent("lease-test-ended", { reason: "nobody-said" })
      .thenNoEvent("lease-not-proven")
      .thenDoor("front", { troubles: [] });
  });
});

describe("a test", () => {
  it("that is stopped in time renews the lease; nothing was lost or proven", () => {
    silent()
      .when(begin)
      .after(30 * SECOND)
      .when(stop)
      .thenEvent("lease-test-ended", { reason: "stopped" })
      .after(5 * MINUTE)
      .thenNoEvent("lease-lost")
      .thenDoor("front", { outside: "locked" });
  });

  it("ends with a fire, which releases as ever", () => {
    silent()
      .when(begin, reading("lobby-smoke", "alarm"))
      .thenCommands({ lock: LOCK, to: "unlocked" })
      .thenEvent("lease-test-ended", { reason: "told-otherwise" })
      .when(letGo)
      .thenRefused("bad-input");
  });

  it("ends with a lost link, or it would accuse a lock that nobody can hear", () => {
    reporting()
      .when(begin, { type: "link", lock: LOCK, value: "down" })
      .thenEvent("lease-test-ended", { reason: "link-down" })
      .after(2 * MINUTE)
      .thenNoEvent("lease-not-proven");
  });

  it("ends with a gap, in which nobody saw anything", () => {
    silent()
      .when(begin, { type: "clock-gap", ms: 6_000 })
      .thenEvent("lease-test-ended", { reason: "clock-gap" });
  });

  it.each([
    [
      "a lock that is not there",
      ask({ action: "lease-test-start", lock: "nowhere" }),
      [],
      "bad-input",
    ],
    ["a lock that is not locked", begin, [ask({ action: "unlock", door: "front" })], "bad-input"],
    ["a second lock meanwhile", begin, [begin], "bad-input"],
    ["fire", begin, [reading("lobby-smoke", "alarm")], "fire-latched"],
    ["lockdown", begin, [ask({ action: "lockdown" })], "lockdown"],
    ["a lost link", begin, [{ type: "link", lock: LOCK, value: "down" }], "no-link"],
    ["withheld leases", begin, [{ type: "lease-health", withheld: "journal" }], "not-permitted"],
  ] as const)("is refused for %s", (_, asked, first, code) => {
    silent()
      .when(...first)
      .when(asked)
      .thenRefused(code);
  });

  it("is refused for a lock without a lease", () => {
    given(site({ doors: [maglockExit()] }))
      .when(lock, begin)
      .thenRefused("bad-input");
  });

  it("needs the role of drills where the site names one", () => {
    const guarded = { ...house(false), roles: { drill: ["bob"] } };
    given(guarded).when(lock, begin).thenRefused("not-permitted");
    given(guarded)
      .when(lock, ask({ action: "lease-test-start", lock: LOCK }, "bob"))
      .thenAccepted();
  });
});

describe("a proof", () => {
  const lease = { ttlMs: 60_000, renewMs: 15_000 };
  const bound = maglock(LOCK, { device: { profile: "shelly-gen2-switch", topic: "front" } });
  const digest = leaseDigest(bound, lease);
  const proof = { at: 0, seconds: 60, digest };

  it("holds for the same device and lease, however the file is written", () => {
    const turned = { ...bound, device: { topic: "front", profile: "shelly-gen2-switch" } };
    expect(leaseStanding(proof, leaseDigest(turned, lease))).toBe("proven");
    expect(leaseStanding(proof, leaseDigest({ ...bound, name: "Other" }, lease))).toBe("proven");
  });

  it.each([
    [
      "another device",
      leaseDigest({ ...bound, device: { profile: "shelly-gen2-switch", topic: "new" } }, lease),
    ],
    [
      "another way to speak to it",
      leaseDigest({ ...bound, device: { profile: "tasmota", topic: "front" } }, lease),
    ],
    ["another lease", leaseDigest(bound, { ...lease, ttlMs: 120_000 })],
  ])("is outdated by %s", (_, other) => {
    expect(leaseStanding(proof, other)).toBe("outdated");
  });

  it("survives a restart, and stands against the door when its device is another then", () => {
    const compiled = compileSite(house(false));
    let state = start(compiled, { at: 0, memory: null, shiftMs: 0, inputsRead: true }).state;
    for (const [at, input] of [
      [1_000, lock],
      [2_000, begin],
      [62_000, letGo],
    ] as const)
      state = step(compiled, state, input, at).state;
    const memory = remember(compiled, state);
    const again = (description: ReturnType<typeof house>) => {
      const next = compileSite(description);
      const booted = start(next, { at: 70_000, memory, shiftMs: 0, inputsRead: true }).state;
      return leaseStanding(booted.locks[0]?.leaseProof ?? null, next.locks[0]?.leaseDigest ?? "");
    };
    expect(again(house(false))).toBe("proven");
    expect(again({ ...house(false), lease: { ttlMs: 90_000, renewMs: 15_000 } })).toBe("outdated");
  });
});
