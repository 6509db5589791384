import { describe, expect, it } from "vitest";
import { device, hear, keepsTheContract } from "./contract.ts";

const topic = "zigbee2mqtt/hall";
const binding = { profile: "zigbee2mqtt", topic };

keepsTheContract("zigbee2mqtt", [
  {
    use: "smoke",
    binding,
    says: [
      [
        topic,
        { smoke: true, battery: 97, battery_low: false, tamper: true },
        { value: "alarm", battery: { percent: 97, low: false }, tamper: true },
      ],
      [topic, { smoke: false }, { value: "clear" }],
      [topic, { smoke: false, test: true }, { value: "test" }],
      [topic, { smoke: true, test: true }, { value: "alarm" }],
      [topic, { smoke: null }, { value: "unknown" }],
      [topic, { smoke: "perhaps" }, { value: "unknown" }],
      [`${topic}/availability`, { state: "online" }, { availability: "up" }],
      [`${topic}/availability`, "offline", { availability: "down" }],
    ],
  },
  {
    use: "carbon-monoxide",
    binding,
    says: [[topic, { carbon_monoxide: true, co: 35 }, { value: "alarm" }]],
  },
  { use: "gas", binding, says: [[topic, { gas: false }, { value: "clear" }]] },
  { use: "heat", binding, says: [[topic, { heat: true }, { value: "alarm" }]] },
  {
    use: "contact",
    binding,
    says: [
      [topic, { contact: true }, { value: "closed" }],
      [topic, { contact: false }, { value: "open" }],
      [topic, { contact: null }, { value: "unknown" }],
    ],
  },
  {
    use: "contact",
    binding: { ...binding, invert: true },
    says: [[topic, { contact: true }, { value: "open" }]],
  },
  {
    use: "release-contact",
    binding: { ...binding, property: "contact" },
    says: [
      [topic, { contact: false }, { value: "alarm" }],
      [topic, { contact: true }, { value: "clear" }],
    ],
  },
  {
    use: "lock",
    binding,
    says: [
      [topic, { state: "LOCK", lock_state: "locked" }, { bolt: "locked" }],
      [topic, { state: "LOCK", lock_state: "not_fully_locked" }, { bolt: "jammed" }],
      [topic, { state: "LOCK", lock_state: null }, { bolt: "unknown" }],
      [topic, { state: "UNLOCK" }, { bolt: "unlocked" }],
    ],
    orders: [
      [{ to: "locked", energise: null }, [[`${topic}/set`, { state: "LOCK" }]]],
      [{ to: "unlocked", energise: null }, [[`${topic}/set`, { state: "UNLOCK" }]]],
    ],
  },
  {
    use: "lock",
    binding: { ...binding, as: "relay", feedback: "output" },
    says: [
      [topic, { state: "ON" }, { energised: true }],
      [topic, { state: "OFF" }, { energised: false }],
    ],
    orders: [
      [
        { to: "locked", leaseSeconds: 60 },
        [[`${topic}/set`, { state: "ON", on_time: 60, off_wait_time: 0 }]],
      ],
      [{ to: "locked" }, [[`${topic}/set`, { state: "ON" }]]],
      [{ to: "unlocked", leaseSeconds: 60 }, [[`${topic}/set`, { state: "OFF" }]]],
      [{ to: "unlocked", energise: null }, []],
    ],
    carriesLease: true,
  },
  {
    use: "holder",
    binding: { ...binding, invert: true },
    says: [],
    orders: [
      [{ to: "held", leaseSeconds: 60 }, [[`${topic}/set`, { state: "OFF" }]]],
      [{ to: "released", leaseSeconds: 60 }, [[`${topic}/set`, { state: "ON" }]]],
    ],
  },
]);

describe("a zigbee relay without feedback", () => {
  it("claims nothing from its echo", () => {
    expect(hear(device({ ...binding, as: "relay" }, "lock"), topic, { state: "ON" })).toBeNull();
  });
});

describe("a property that the owner chose keeps its converter's polarity", () => {
  it.each([
    ["power", "ac_status", true, "off"],
    ["power", "ac_status", false, "on"],
    ["power", "power_outage", "outage_detected", "off"],
    ["release-contact", "contact", false, "alarm"],
    ["release-contact", "contact", true, "clear"],
    ["intrusion", "opening_state", "tilted", "alarm"],
    ["smoke", "smoke_state", "detecting", "unknown"],
    ["contact", "garage_door_contact", true, "closed"],
    ["intrusion", "vibration", true, "alarm"],
    ["gas", "gas", 3, "unknown"],
  ] as const)("%s by %s: %s is %s", (use, property, said, value) => {
    const bound = { profile: "zigbee2mqtt", topic: "zigbee2mqtt/x", property };
    expect(hear(device(bound, use), "zigbee2mqtt/x", { [property]: said })).toMatchObject({
      value,
    });
    const turned = { ...bound, invert: true };
    const other = hear(device(turned, use), "zigbee2mqtt/x", { [property]: said })?.value;
    expect(other === value).toBe(value === "unknown");
  });

  it("says nothing in a message without it", () => {
    const bound = { profile: "zigbee2mqtt", topic: "zigbee2mqtt/x", property: "vibration" };
    expect(hear(device(bound, "intrusion"), "zigbee2mqtt/x", { alarm: true })).toBeNull();
  });
});
