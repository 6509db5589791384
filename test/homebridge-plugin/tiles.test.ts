import { describe, expect, it } from "vitest";
import type { SensorState, SupplyState } from "../../src/core/view.ts";
import { C, houseOf, nextTurn } from "./hap-house.ts";
import {
  area,
  door,
  heard,
  locked,
  powered,
  released,
  StandInSite,
  sensor,
  site,
  supply,
  unlocked,
} from "./stand-in-site.ts";

const smoke = sensor("lobby-smoke", "smoke");
const stove = sensor("stove", "gas");
const boiler = sensor("boiler", "carbon-monoxide");
const ups = supply("lock-ups", "ups");
const grid = supply("grid", "mains");

async function home(
  config: Record<string, unknown> = {},
  role: "authority" | "mirror" = "authority",
) {
  const sensors = [smoke, stove, boiler];
  const office = new StandInSite(
    site({ sensors, supplies: [grid, ups], doors: [door("front"), door("back")] }),
    role,
  );
  office.decide({
    doors: [locked("front"), locked("back")],
    sensors: sensors.map((sensor) => heard(sensor)),
    supplies: [powered(grid), powered(ups, { percent: 80 })],
    areas: [area("lobby")],
  });
  return { office, house: await houseOf(office, config) };
}

describe("a detector in Home", () => {
  it.each<[string, Partial<SensorState>, { detected: 0 | 1; active: boolean; fault: 0 | 1 }]>([
    ["quiet", {}, { detected: 0, active: true, fault: 0 }],
    ["in alarm", { value: "alarm", inAlarm: true }, { detected: 1, active: true, fault: 0 }],
    ["under test: no smoke", { value: "test" }, { detected: 0, active: true, fault: 0 }],
    [
      "in alarm but isolated",
      { value: "alarm", isolated: true },
      { detected: 0, active: false, fault: 0 },
    ],
    ["silent", { silent: true }, { detected: 0, active: true, fault: 1 }],
    ["faulty", { value: "fault" }, { detected: 0, active: true, fault: 1 }],
    [
      "faulty after an alarm",
      { value: "fault", inAlarm: true },
      { detected: 1, active: true, fault: 1 },
    ],
    ["saying nothing we know", { value: "unknown" }, { detected: 0, active: false, fault: 1 }],
    ["never heard", { value: "unknown", heardAt: null }, { detected: 0, active: false, fault: 0 }],
  ])("%s", async (_, given, expected) => {
    const { office, house } = await home();
    office.decide({ sensors: [heard(smoke, given)] });
    expect({
      detected: await house.read("detector", smoke.id, C.SmokeDetected),
      active: await house.read("detector", smoke.id, C.StatusActive),
      fault: await house.read("detector", smoke.id, C.StatusFault),
    }).toEqual(expected);
  });

  it("is a carbon monoxide sensor, and for gas a leak sensor", async () => {
    const { office, house } = await home();
    office.decide({
      sensors: [boiler, stove].map((one) => heard(one, { value: "alarm", inAlarm: true })),
    });
    expect(await house.read("detector", boiler.id, C.CarbonMonoxideDetected)).toBe(1);
    expect(await house.read("detector", stove.id, C.LeakDetected)).toBe(1);
  });

  it("stays quiet in a drill, while the doors stand open", async () => {
    const { office, house } = await home();
    const cause = { kind: "drill", by: "alice", via: "home", at: 0 } as const;
    office.decide({
      doors: [released("front", { demand: { slot: 2, name: "fire", wants: "released", cause } })],
      areas: [area("lobby", { drill: true })],
    });
    expect(await house.read("detector", smoke.id, C.SmokeDetected)).toBe(0);
    expect(await house.read("door", "front", C.LockCurrentState)).toBe(0);
    expect(await house.read("release", "release", C.ContactSensorState)).toBe(1);
  });

  it("shows tamper, and a battery once its charge is known", async () => {
    const { office, house } = await home();
    expect(() => house.characteristic("detector", smoke.id, C.BatteryLevel)).toThrow();
    office.decide({
      sensors: [heard(smoke, { tamper: true, lowBattery: true, batteryPercent: 7.6 })],
    });
    expect(await house.read("detector", smoke.id, C.StatusTampered)).toBe(1);
    expect(await house.read("detector", smoke.id, C.StatusLowBattery)).toBe(1);
    expect(await house.read("detector", smoke.id, C.BatteryLevel)).toBe(8);
    expect(await house.read("detector", smoke.id, C.ChargingState)).toBe(2);
  });

  it("answers No Response, and is inactive, while the authority is away", async () => {
    const { office, house } = await home({}, "mirror");
    office.goes(false);
    expect(await house.read("detector", smoke.id, C.SmokeDetected)).toEqual({ status: -70402 });
    expect(await house.read("detector", smoke.id, C.StatusActive)).toBe(false);
  });
});

describe("a supply in Home", () => {
  it.each<[string, Partial<SupplyState>, unknown]>([
    ["power present", { status: "live" }, 0],
    ["power lost", { status: "lost" }, 1],
    ["power not known", { status: "unknown" }, { status: -70402 }],
  ])("%s", async (_, given, contact) => {
    const { office, house } = await home();
    office.decide({ supplies: [powered(grid, given)] });
    expect(await house.read("supply", grid.id, C.ContactSensorState)).toEqual(contact);
  });

  it("has a battery when it is a UPS, and only then", async () => {
    const { office, house } = await home();
    expect(await house.read("supply", ups.id, C.BatteryLevel)).toBe(80);
    expect(await house.read("supply", ups.id, C.ChargingState)).toBe(1);
    expect(() => house.characteristic("supply", grid.id, C.BatteryLevel)).toThrow();
    office.decide({
      supplies: [powered(ups, { on: "battery", percent: 55, releaseInSeconds: 599 })],
    });
    expect(await house.read("supply", ups.id, C.ChargingState)).toBe(0);
    expect(await house.read("supply", ups.id, C.StatusLowBattery)).toBe(1);
  });
});

describe("the release", () => {
  it("is told right after every lock and detector of the decision, so that all are sent at once", async () => {
    const { office, house } = await home();
    office.decide({
      doors: [released("front"), released("back")],
      sensors: [heard(smoke, { value: "alarm", inAlarm: true })],
    });
    const told = house.heard();
    const names = told.map(({ characteristic }) => characteristic);
    expect(told[names.indexOf("Contact Sensor State")]).toEqual({
      accessory: "Small office release",
      characteristic: "Contact Sensor State",
      value: 1,
    });
    const urgent = ["Lock Target State", "Lock Current State", "Smoke Detected"];
    const before = names.slice(0, names.indexOf("Contact Sensor State"));
    expect(before.toSorted()).toEqual(names.filter((name) => urgent.includes(name)).toSorted());
    expect(before).toContain("Smoke Detected");
    expect(
      told.filter(({ characteristic }) => characteristic === "Contact Sensor State"),
    ).toHaveLength(1);
    expect(
      told.filter(({ characteristic }) => characteristic === "Lock Target State"),
    ).toHaveLength(2);
  });

  it("is sent again, unchanged, when a later decision moves a released lock; and only then", async () => {
    const { office, house } = await home();
    office.decide({ doors: [released("front", { outside: "unknown" })] });
    house.heard();
    office.decide({ doors: [released("front")] });
    expect(house.heard().map(({ characteristic }) => characteristic)).toEqual([
      "Lock Current State",
      "Contact Sensor State",
    ]);
    office.decide({ doors: [released("front"), unlocked("back")] });
    expect(house.heard().filter(({ accessory }) => accessory.endsWith("release"))).toEqual([]);
  });

  it("closes when the last release is reset, also of a door without a tile", async () => {
    const { office, house } = await home();
    office.decide({ doors: [released("front"), released("side-without-tile")] });
    office.decide({ doors: [locked("front")] });
    expect(await house.read("release", "release", C.ContactSensorState)).toBe(1);
    office.decide({ doors: [locked("side-without-tile")] });
    expect(await house.read("release", "release", C.ContactSensorState)).toBe(0);
  });

  it("does not open for an operator, an access or an exit button", async () => {
    const { office, house } = await home();
    for (const name of ["operator", "access", "egress"] as const) {
      const demand = { slot: 8, name, wants: "released", cause: null } as const;
      office.decide({ doors: [unlocked("front", { demand })] });
      expect(await house.read("release", "release", C.ContactSensorState)).toBe(0);
    }
  });

  it("gives no answer while the authority is away", async () => {
    const { office, house } = await home({}, "mirror");
    office.goes(false);
    expect(await house.read("release", "release", C.ContactSensorState)).toEqual({
      status: -70402,
    });
  });
});

describe("the switches in Home", () => {
  const controls = { homeControls: ["reset", "lockdown", "drill"] };

  it("are there only when asked for", async () => {
    const { house } = await home();
    expect(house.has("control", "reset")).toBe(false);
  });

  it("reset asks once and springs back", async () => {
    const { office, house } = await home(controls);
    expect(await house.write("control", "reset", C.On, true)).toBe("granted");
    expect(office.asked).toMatchObject([{ action: "reset", by: "home", via: "home" }]);
    await nextTurn();
    expect(await house.read("control", "reset", C.On)).toBe(false);
    expect(house.heard().map(({ value }) => value)).toEqual([true, false]);
    expect(await house.write("control", "reset", C.On, false)).toBe("granted");
    expect(office.asked).toHaveLength(1);
  });

  it("reset refused answers so, and falls back", async () => {
    const { office, house } = await home(controls);
    office.answer = async () => ({ ok: false, code: "still-in-alarm", reason: "smoke" });
    expect(await house.write("control", "reset", C.On, true)).toBe(-70412);
    await nextTurn();
    expect(await house.read("control", "reset", C.On)).toBe(false);
    expect(house.heard()).toMatchObject([{ characteristic: "On", value: false }]);
  });

  it.each([
    ["lockdown", "lockdown", "lockdown-release", { lockdown: true }],
    ["drill", "drill-start", "drill-end", { drill: true }],
  ] as const)("%s follows the areas", async (control, on, off, areaState) => {
    const { office, house } = await home(controls);
    office.answer = async (request) => {
      office.decide({ areas: [area("lobby", request.action === on ? areaState : {})] });
      return { ok: true };
    };
    expect(await house.read("control", control, C.On)).toBe(false);
    expect(await house.write("control", control, C.On, true)).toBe("granted");
    await nextTurn();
    expect(await house.read("control", control, C.On)).toBe(true);
    expect(await house.write("control", control, C.On, false)).toBe("granted");
    expect(office.asked.map(({ action }) => action)).toEqual([on, off]);
    office.decide({ areas: [area("lobby", areaState)] });
    expect(await house.read("control", control, C.On)).toBe(true);
  });

  it.each([["text"], [2], [null], [{}]])("refuse a malformed write: %j", async (value) => {
    const { office, house } = await home(controls);
    expect(await house.write("control", "lockdown", C.On, value)).toBe(-70410);
    expect(office.asked).toEqual([]);
  });
});
