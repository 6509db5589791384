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
