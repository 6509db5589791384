import { Accessory, uuid } from "@homebridge/hap-nodejs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MAX_NAMES_LOGGED } from "../../homebridge-plugin/accessory-register.ts";
import { MAX_ACCESSORIES } from "../../homebridge-plugin/plan.ts";
import { MAX_PROBLEMS_LOGGED } from "../../homebridge-plugin/platform.ts";
import { FIRST_RETRY_MS } from "../../homebridge-plugin/retrying.ts";
import { EgressError } from "../../src/errors.ts";
import { C, HapHouse, houseOf, kept, MIRROR_CONFIG, S } from "./hap-house.ts";
import { door, locked, released, StandInSite, sensor, site } from "./stand-in-site.ts";

/** A door as the cache file brings it back: secured, whatever has happened since. */
function cachedFrontDoor() {
  const accessory = kept("door", "front", "front door");
  const lock = accessory.addService(new S.LockMechanism("front door"));
  lock.updateCharacteristic(C.LockCurrentState, 1).updateCharacteristic(C.LockTargetState, 1);
  return accessory;
}

const never = () => new Promise<never>(() => {});
const frontDoor = (house: HapHouse) => house.read("door", "front", C.LockCurrentState);

afterEach(() => vi.useRealTimers());

describe("the platform", () => {
  it("never answers from the cache: not before the launch, not while it opens, not when it can't", async () => {
    const house = new HapHouse(MIRROR_CONFIG, never);
    house.restore(cachedFrontDoor());
    expect(await frontDoor(house)).toEqual({ status: -70402 });
    expect(await house.read("door", "front", C.LockTargetState)).toEqual({ status: -70402 });
    expect(house.characteristic("door", "front", C.LockCurrentState).value).toBe(3);
    expect(await house.write("door", "front", C.LockTargetState, 0)).toBe(-70402);
    await house.launch();
    expect(await frontDoor(house)).toEqual({ status: -70402 });
  });

  it("doesn't answer from the cache when its configuration is wrong either", async () => {
    const house = new HapHouse({ ...MIRROR_CONFIG, urll: "x" }, never);
    house.restore(cachedFrontDoor());
    await house.launch();
    expect(await frontDoor(house)).toEqual({ status: -70402 });
    expect(house.logged.join("\n")).toContain("urll: unknown key. Remove it");
  });

  it("takes a cached accessory over once its door is known", async () => {
    const office = new StandInSite(site());
    office.decide({ doors: [released("front")] });
    const house = new HapHouse(MIRROR_CONFIG, async () => office);
    house.restore(cachedFrontDoor());
    await house.launch();
    expect(await frontDoor(house)).toBe(0);
    expect(await house.read("door", "front", C.LockTargetState)).toBe(0);
    const information = house.accessory("door", "front").getService(S.AccessoryInformation);
    expect(information?.getCharacteristic(C.SerialNumber).value).toBe("office:front");
    expect(information?.getCharacteristic(C.FirmwareRevision).value).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("does nothing, quietly, when it is not configured", async () => {
    const opened = vi.fn(never);
    const house = new HapHouse({ platform: "Egress", name: "Egress" }, opened);
    await house.launch();
    expect(opened).not.toHaveBeenCalled();
    expect(house.logged).toHaveLength(1);
    expect(house.logged[0]).toMatch(/^info: /);
  });

  it("logs a bad site with paths and mends, bounded, and stays alive", async () => {
    const problems = Array.from({ length: MAX_PROBLEMS_LOGGED + 5 }, (_, n) => ({
      path: `doors[${n}].id`,
      message: "must be an id",
      mend: "Use a-z.",
    }));
    const house = new HapHouse(MIRROR_CONFIG, () =>
      Promise.reject(new EgressError("site-invalid", "The site can't be used.", { problems })),
    );
    await house.launch();
    expect(house.logged).toContain("error: doors[0].id: must be an id. Use a-z.");
    expect(house.logged).toContain("error: And 5 more.");
    expect(house.logged).toHaveLength(MAX_PROBLEMS_LOGGED + 2);
  });

  it("waits for a broker that boots slower, and not for a site that is wrong", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const office = new StandInSite(site());
    const open = vi
      .fn<() => Promise<StandInSite>>()
      .mockRejectedValueOnce(new EgressError("broker-unreachable", "No broker yet."))
      .mockResolvedValue(office);
    const house = new HapHouse(MIRROR_CONFIG, open);
    await house.launch();
    expect(house.registered).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(FIRST_RETRY_MS);
    expect(open).toHaveBeenCalledTimes(2);
    expect(house.has("door", "front")).toBe(true);
    const wrong = vi.fn(() => Promise.reject(new EgressError("site-invalid", "No site.")));
    await new HapHouse(MIRROR_CONFIG, wrong).launch();
    await vi.advanceTimersByTimeAsync(FIRST_RETRY_MS * 10);
    expect(wrong).toHaveBeenCalledTimes(1);
  });

  it("closes the site when Homebridge ends, also one that opens too late, and asks nothing of a lock", async () => {
    const office = new StandInSite(site());
    const house = await houseOf(office);
    house.shutdown();
    expect(office.closed).toBe(true);
    expect(office.asked).toEqual([]);

    const late = new StandInSite(site());
    const ended: HapHouse = new HapHouse(MIRROR_CONFIG, async () => {
      ended.shutdown();
      return late;
    });
    await ended.launch();
    expect(late.closed).toBe(true);
    expect(ended.registered).toHaveLength(0);

    const opened = vi.fn(async () => new StandInSite(site()));
    const early = new HapHouse(MIRROR_CONFIG, opened);
    const launched = early.launch();
    early.shutdown();
    await launched;
    expect(opened).not.toHaveBeenCalled();
  });

  it("shows what fits on a bridge, and names what doesn't", async () => {
    const doors = Array.from({ length: MAX_ACCESSORIES + 1 }, (_, n) => door(`d${n}`));
    const house = await houseOf(new StandInSite(site({ doors })));
    expect(house.registered).toHaveLength(MAX_ACCESSORIES);
    expect(house.logged.filter((line) => line.startsWith("warn: "))).toEqual([
      expect.stringContaining("not shown: d148 door, d149 door."),
    ]);
  });

  it("names the first that don't fit and counts the rest", async () => {
    const count = MAX_ACCESSORIES - 1 + MAX_NAMES_LOGGED + 7;
    const doors = Array.from({ length: count }, (_, n) => door(`d${n}`));
    const house = await houseOf(new StandInSite(site({ doors })));
    expect(house.logged.join()).toContain(`d${count - 8} door, and 7 more.`);
  });

  it("goes on when the bridge is full already, with other plugins' accessories", async () => {
    const office = new StandInSite(site({ doors: [door("front"), door("back")] }));
    const house = new HapHouse(MIRROR_CONFIG, async () => office);
    for (let n = 0; n < MAX_ACCESSORIES - 2; n += 1) {
      house.bridge.addBridgedAccessory(new Accessory(`Lamp ${n}`, uuid.generate(`lamp ${n}`)));
    }
    await house.launch();
    expect(house.has("release", "release")).toBe(true);
    expect(house.has("door", "front")).toBe(true);
    expect(house.has("door", "back")).toBe(false);
    expect(house.logged).toContainEqual(
      expect.stringMatching(/^error: back door can't be shown: /),
    );
    office.decide({ doors: [released("front"), released("back")] });
    expect(await frontDoor(house)).toBe(0);
  });

  it("removes a door that left the site, and keeps its UUID whatever its name", async () => {
    const office = new StandInSite(site({ doors: [door("front"), door("back")] }));
    const house = await houseOf(office);
    const before = house.accessory("door", "front").UUID;
    office.describes(site({ doors: [door("front", { name: "Main entrance" })] }));
    expect(house.unregistered).toEqual(["back door"]);
    expect(house.accessory("door", "front").UUID).toBe(before);
    expect(house.accessory("door", "front").displayName).toBe("Main entrance");
  });

  it("removes nothing on a mirror that can't hear its authority, until it can", async () => {
    const office = new StandInSite(site({ doors: [door("front"), door("back")] }), "mirror");
    const house = await houseOf(office);
    office.online = false;
    office.describes(site({ doors: [door("front")] }));
    expect(house.unregistered).toEqual([]);
    office.goes(true);
    expect(house.unregistered).toEqual(["back door"]);
  });

  it("builds itself once a mirror has heard of its site", async () => {
    const office = new StandInSite(null, "mirror");
    const house = await houseOf(office);
    expect(house.registered).toHaveLength(0);
    office.decide({ doors: [locked("front")] });
    office.describes(site());
    expect(await frontDoor(house)).toBe(1);
  });

  it("leaves an accessory alone whose description did not change", async () => {
    const office = new StandInSite(site());
    office.decide({ doors: [locked("front")] });
    const house = await houseOf(office);
    office.describes(site({ sensors: [sensor("lobby-smoke", "smoke")] }));
    expect(house.has("detector", "lobby-smoke")).toBe(true);
    expect(house.heard().filter(({ accessory }) => accessory === "front door")).toEqual([]);
  });

  it("shows no door in Homebridge's insecure mode, says why, and keeps the cached one unreadable", async () => {
    const argv = [...process.argv];
    process.argv.push("-I");
    try {
      const office = new StandInSite(site());
      office.decide({ doors: [locked("front")] });
      const house = new HapHouse(MIRROR_CONFIG, async () => office);
      house.restore(cachedFrontDoor());
      await house.launch();
      expect(house.logged.join("\n")).toContain("insecure mode");
      expect(house.has("release", "release")).toBe(true);
      expect(await frontDoor(house)).toEqual({ status: -70402 });
      expect(await house.write("door", "front", C.LockTargetState, 0)).toBe(-70402);
      expect(house.unregistered).toEqual([]);
    } finally {
      process.argv = argv;
    }
  });

  it("outlives a listener that meets nonsense, and still shows the other doors", async () => {
    const office = new StandInSite(site({ doors: [door("front"), door("back")] }));
    office.decide({ doors: [locked("front"), locked("back")] });
    const house = await houseOf(office);
    office.decide({ doors: [{ ...released("front"), troubles: null as never }, released("back")] });
    expect(await house.read("door", "back", C.LockCurrentState)).toBe(0);
    expect(house.logged.join("\n")).toContain("Unexpected while showing door:front");
  });
});
