import { describe, expect, it, vi } from "vitest";
import { WRITE_TIMEOUT_MS } from "../../homebridge-plugin/home-requests.ts";
import { SETTLE_MS } from "../../homebridge-plugin/writable.ts";
import type { RefusalCode, Result } from "../../src/core/input.ts";
import { C, HapHouse, houseOf, MIRROR_CONFIG, nextTurn } from "./hap-house.ts";
import { door, locked, released, StandInSite, site, unlocked } from "./stand-in-site.ts";

const SECURED = 1;
const UNSECURED = 0;

async function frontDoor(role: "authority" | "mirror" = "authority") {
  const office = new StandInSite(site(), role);
  office.decide({ doors: [locked("front")] });
  const house = await houseOf(office);
  const read = async () => [
    await house.read("door", "front", C.LockTargetState),
    await house.read("door", "front", C.LockCurrentState),
  ];
  const write = (value: unknown) => house.write("door", "front", C.LockTargetState, value);
  return { office, house, read, write };
}

const refusal = (code: RefusalCode): Result => ({ ok: false, code, reason: "because" });

describe("a door in Home", () => {
  it("shows a locked door as secured, and never passes through unsecured on the way", async () => {
    const office = new StandInSite(site());
    office.decide({ doors: [locked("front")] });
    const house = new HapHouse(MIRROR_CONFIG, () => Promise.resolve(office));
    await house.launch();
    expect(await house.read("door", "front", C.LockCurrentState)).toBe(SECURED);
    expect(await house.read("door", "front", C.LockTargetState)).toBe(SECURED);
    expect(house.heard().filter(({ value }) => value === UNSECURED)).toEqual([]);
  });

  it("tells the target before the current state, in the same turn, once", async () => {
    const { office, house } = await frontDoor();
    office.decide({ doors: [released("front")] });
    expect(house.heard().filter(({ accessory }) => accessory === "front door")).toMatchObject([
      { characteristic: "Lock Target State", value: UNSECURED },
      { characteristic: "Lock Current State", value: UNSECURED },
    ]);
    // What nobody hurries for is told when a phone has had its time to hear of the release.
    const later = [{ accessory: "front door", characteristic: "Lock Last Known Action" }];
    await vi.waitFor(() => expect(house.heard()).toMatchObject(later));
    office.decide({ doors: [released("front", { at: "2026-11-22T08:00:01.000Z" })] });
    expect(house.heard().map(({ characteristic }) => characteristic)).toEqual([]);
  });

  it("unlocks by the write, and is unlocked by the confirmation", async () => {
    const { office, house, write, read } = await frontDoor();
    const moving = unlocked("front", {
      outside: "locked",
      locks: {
        "front-maglock": {
          ordered: "unlocked",
          reported: "locked",
          bolt: "locked",
          basis: "sensed",
          supply: "live",
        },
      },
    });
    office.answer = async () => {
      office.decide({ doors: [moving] });
      return { ok: true };
    };
    expect(await write(UNSECURED)).toBe("granted");
    expect(office.asked).toEqual([
      { type: "request", action: "unlock", door: "front", by: "home", via: "home" },
    ]);
    await nextTurn();
    expect(await read()).toEqual([UNSECURED, SECURED]);
    office.decide({ doors: [unlocked("front")] });
    expect(await read()).toEqual([UNSECURED, UNSECURED]);
    expect(house.heard().at(-1)).toBeDefined();
  });

  it.each<[RefusalCode, number]>([
    ["fire-latched", -70412],
    ["manual-release", -70412],
    ["lockdown", -70412],
    ["fire-rated", -70412],
    ["not-permitted", -70412],
    ["not-recorded", -70412],
    ["door-open", -70412],
    ["no-power", -70402],
    ["no-link", -70402],
  ])(
    "answers a write refused as %s with %i; the tile falls back and a later read works",
    async (code, status) => {
      const { office, house, write, read } = await frontDoor();
      office.decide({ doors: [released("front")] });
      house.heard();
      office.answer = async () => refusal(code);
      expect(await write(SECURED)).toBe(status);
      await nextTurn();
      expect(house.heard()).toContainEqual({
        accessory: "front door",
        characteristic: "Lock Target State",
        value: UNSECURED,
      });
      expect(await read()).toEqual([UNSECURED, UNSECURED]);
    },
  );

  it.each([
    ["a target that HAP has not", 2],
    ["a number below", -1],
    ["a fraction", 0.5],
    ["text", "1"],
    ["nothing", null],
    ["an object", { value: 1 }],
    ["a list", [1]],
    ["not a number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a very long text", "1".repeat(100_000)],
  ])("refuses a malformed write, %s, and asks nothing of the door", async (_, value) => {
    const { office, write, read } = await frontDoor();
    expect(await write(value)).toBe(-70410);
    expect(office.asked).toEqual([]);
    expect(await read()).toEqual([SECURED, SECURED]);
  });

  it("answers a write within its own time when the site doesn't", async () => {
    const { office, write, read } = await frontDoor();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      office.answer = () => new Promise(() => {});
      const answer = write(UNSECURED);
      await vi.advanceTimersByTimeAsync(WRITE_TIMEOUT_MS);
      expect(await answer).toBe(-70408);
    } finally {
      vi.useRealTimers();
    }
    await nextTurn();
    expect(await read()).toEqual([SECURED, SECURED]);
  });

  it("answers No Response when the request itself fails, and says so in the log", async () => {
    const { office, house, write } = await frontDoor();
    office.answer = () => Promise.reject(new Error("the site fell over"));
    expect(await write(UNSECURED)).toBe(-70402);
    expect(house.logged).toContainEqual("error: unlock from Home failed: the site fell over");
  });

  it("goes back to the truth when a granted write changes nothing", async () => {
    const { office, house, write } = await frontDoor("mirror");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate"] });
    try {
      office.answer = async () => ({ ok: true });
      expect(await write(UNSECURED)).toBe("granted");
      expect(await house.read("door", "front", C.LockTargetState)).toBe(UNSECURED);
      await vi.advanceTimersByTimeAsync(SETTLE_MS + 10);
      expect(await house.read("door", "front", C.LockTargetState)).toBe(SECURED);
    } finally {
      vi.useRealTimers();
    }
  });

  it("lets a fire that came with the answer win over the written value", async () => {
    const { office, house, write } = await frontDoor("mirror");
    office.answer = async () => {
      office.decide({ doors: [released("front")] });
      return { ok: true };
    };
    expect(await write(SECURED)).toBe("granted");
    await nextTurn();
    expect(await house.read("door", "front", C.LockTargetState)).toBe(UNSECURED);
  });

  it("shows UNKNOWN and answers No Response while the authority is away, and recovers", async () => {
    const { office, house, read, write } = await frontDoor("mirror");
    office.goes(false);
    expect(house.heard()).toContainEqual({
      accessory: "front door",
      characteristic: "Lock Current State",
      value: 3,
    });
    expect(await read()).toEqual([{ status: -70402 }, { status: -70402 }]);
    expect(await write(UNSECURED)).toBe(-70402);
    expect(office.asked).toEqual([]);
    house.heard();
    office.goes(true);
    expect(house.heard()).toMatchObject([
      { characteristic: "Lock Target State", value: SECURED },
      { characteristic: "Lock Current State", value: SECURED },
      {},
      {},
    ]);
    expect(await read()).toEqual([SECURED, SECURED]);
  });

  it("shows nothing of a door whose state was never heard, not even in the list of accessories", async () => {
    const office = new StandInSite(site(), "mirror");
    const house = await houseOf(office);
    expect(await house.read("door", "front", C.LockCurrentState)).toEqual({ status: -70402 });
    const current = house.characteristic("door", "front", C.LockCurrentState);
    current.iid = 1;
    expect(await current.toHAP({} as never)).toMatchObject({ value: 3 });
    expect(await current.toHAP({} as never, false)).toMatchObject({ value: 3 });
  });

  it("has a leaf, and says where it is, only where there is a contact", async () => {
    const doors = [door("front", { contact: "front-contact" }), door("back")];
    const office = new StandInSite(site({ doors }));
    const open = locked("front", { position: "open", alarm: "forced-open", troubles: ["trap"] });
    office.decide({ doors: [open, locked("back")] });
    const house = await houseOf(office);
    expect(await house.read("door", "front", C.ContactSensorState)).toBe(1);
    expect(await house.read("door", "front", C.CurrentDoorState)).toBe(0);
    expect(await house.read("door", "front", C.StatusTampered)).toBe(1);
    expect(await house.read("door", "front", C.StatusFault)).toBe(1);
    expect(() => house.characteristic("door", "back", C.ContactSensorState)).toThrow();
    expect(() => house.characteristic("door", "back", C.CurrentDoorState)).toThrow();
    office.decide({ doors: [locked("front", { position: "unknown" })] });
    expect(await house.read("door", "front", C.ContactSensorState)).toEqual({ status: -70402 });
  });

  it("takes a LockControlPoint command and drops it; the timeout is read and not written", async () => {
    const { office, house } = await frontDoor();
    expect(await house.write("door", "front", C.LockControlPoint, "AAEA")).toBe("granted");
    const timeout = C.LockManagementAutoSecurityTimeout;
    expect(await house.read("door", "front", timeout)).toBe(5);
    expect(house.characteristic("door", "front", timeout).props.perms).not.toContain("pw");
    expect(office.asked).toEqual([]);
  });

  it("has no last action until one is known", async () => {
    const { office, house } = await frontDoor();
    expect(() => house.characteristic("door", "front", C.LockLastKnownAction)).toThrow();
    office.decide({ doors: [unlocked("front")] });
    expect(await house.read("door", "front", C.LockLastKnownAction)).toBe(7);
    const demand = { slot: 6, name: "access", wants: "released", cause: null } as const;
    office.decide({ doors: [unlocked("front", { demand })] });
    office.decide({ doors: [locked("front")] });
    expect(await house.read("door", "front", C.LockLastKnownAction)).toBe(8);
  });
});
