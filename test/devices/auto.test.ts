import { describe, expect, it } from "vitest";
import { MAX_ALSO_TOPICS } from "../../src/devices/auto.ts";
import { bindDevice } from "../../src/devices/index.ts";
import { device, hear, keepsTheContract } from "./contract.ts";

const zwave = "zwave/hall/113/0/Smoke_Alarm";
const sonoff = "tele/hall";

keepsTheContract("auto", [
  {
    use: "smoke",
    binding: {
      profile: "auto",
      source: "zwavejs-ui",
      topic: `${zwave}/Sensor_status`,
      alsoTopics: [`${zwave}/Alarm_status`],
      availabilityTopic: "zwave/hall/status",
    },
    says: [
      [`${zwave}/Sensor_status`, { time: 1, value: 2 }, { value: "alarm" }],
      [`${zwave}/Sensor_status`, "0", { value: "clear" }],
      [`${zwave}/Sensor_status`, "99", { value: "unknown" }],
      [`${zwave}/Alarm_status`, { time: 1, value: 3 }, { value: "test" }],
      ["zwave/hall/status", { time: 1, value: false, status: "Dead" }, { availability: "down" }],
      ["zwave/hall/status", { time: 1, value: true, status: "Alive" }, { availability: "up" }],
    ],
  },
  {
    use: "contact",
    binding: {
      profile: "auto",
      source: "esphome",
      topic: "hall/binary_sensor/front/state",
      availabilityTopic: "hall/status",
    },
    says: [
      ["hall/binary_sensor/front/state", "ON", { value: "open" }],
      ["hall/binary_sensor/front/state", "OFF", { value: "closed" }],
      ["hall/status", "offline", { availability: "down" }],
      ["hall/status", "online", { availability: "up" }],
    ],
  },
  {
    use: "call-point",
    binding: {
      profile: "auto",
      topic: `${sonoff}/SENSOR`,
      property: "Switch2",
      availabilityTopic: `${sonoff}/LWT`,
    },
    says: [
      [`${sonoff}/SENSOR`, { Time: "x", Switch1: "OFF", Switch2: "ON" }, { value: "alarm" }],
      [`${sonoff}/SENSOR`, { Time: "x", Switch1: "ON", Switch2: "OFF" }, { value: "clear" }],
      [`${sonoff}/LWT`, "Offline", { availability: "down" }],
      [`${sonoff}/LWT`, "Online", { availability: "up" }],
    ],
  },
  {
    use: "smoke",
    binding: {
      profile: "auto",
      topic: "shellyplussmoke-1/status/smoke:0",
      alsoTopics: ["shellyplussmoke-1/status/devicepower:0"],
      availabilityTopic: "shellyplussmoke-1/online",
    },
    says: [
      ["shellyplussmoke-1/status/smoke:0", { id: 0, alarm: true, mute: false }, { value: "alarm" }],
      ["shellyplussmoke-1/online", "false", { availability: "down" }],
      ["shellyplussmoke-1/online", "true", { availability: "up" }],
    ],
  },
  {
    use: "ups",
    binding: { profile: "auto", source: "nut", topic: "ups/status" },
    says: [
      [
        "ups/status",
        { "ups.status": "OB LB", "battery.charge": "9" },
        { value: { status: "low", percent: 9 } },
      ],
    ],
  },
]);

describe("a sensor of any source", () => {
  const smoke = device({ profile: "auto", topic: "hall/smoke" }, "smoke");

  it.each([
    ["a plug", { state: "ON", linkquality: 3 }],
    ["its own will, come back", { state: "online" }],
  ])("says nothing by %s", (_, message) => {
    expect(hear(smoke, "hall/smoke", message)).toBeNull();
  });

  it("tells of its battery without a word of smoke", () => {
    const heard = hear(smoke, "hall/smoke", { battery: 40, linkquality: 3 });
    expect(heard).toEqual({ battery: { percent: 40 }, by: "auto" });
    const named = device({ profile: "auto", topic: "hall/smoke", property: "fumes" }, "smoke");
    expect(hear(named, "hall/smoke", { battery: 40, smoke: true })).toEqual(heard);
  });

  it("is unknown, never clear, by a word that nobody knows", () => {
    expect(hear(smoke, "hall/smoke", "perhaps")).toMatchObject({ value: "unknown" });
  });

  it.each([
    ["more topics than a device has", { alsoTopics: Array(MAX_ALSO_TOPICS + 1).fill("a/b") }],
    ["a wildcard", { topic: "hall/#" }],
    ["a source nobody knows", { source: "magic" }],
  ])("is refused with %s", (_, more) => {
    const bound = bindDevice({ profile: "auto", topic: "hall/smoke", ...more }, "smoke");
    expect(bound.ok).toBe(false);
  });
});
