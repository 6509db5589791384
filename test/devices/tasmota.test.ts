import { describe, expect, it } from "vitest";
import { pulseTime } from "../../src/devices/tasmota.ts";
import { device, keepsTheContract, order } from "./contract.ts";

const binding = { profile: "tasmota-relay", topic: "front", feedback: "output" };

keepsTheContract("tasmota-relay", [
  {
    use: "lock",
    binding,
    says: [
      ["stat/front/POWER", "ON", { energised: true }],
      ["stat/front/POWER1", "OFF", { energised: false }],
      ["stat/front/RESULT", { POWER: "ON" }, { energised: true }],
      [
        "tele/front/STATE",
        { Time: "2026-01-01T00:00:00", POWER: "OFF", Wifi: {} },
        { energised: false },
      ],
      ["tele/front/LWT", "Online", { availability: "up" }],
      ["tele/front/LWT", "Offline", { availability: "down" }],
    ],
    orders: [
      [{ to: "locked", leaseSeconds: 60 }, [["cmnd/front/POWER1", "ON"]]],
      [{ to: "unlocked" }, [["cmnd/front/POWER1", "OFF"]]],
      [{ to: "locked", energise: null }, []],
    ],
    carriesLease: true,
  },
  {
    use: "holder",
    binding: { profile: "tasmota-relay", topic: "front", channel: 2, invert: true },
    says: [["tele/front/LWT", "Online", { availability: "up" }]],
    orders: [[{ to: "held" }, [["cmnd/front/POWER2", "OFF"]]]],
  },
]);

describe("the lease of a Tasmota relay", () => {
  it.each([
    [1, 10],
    [11, 110],
    [12, 112],
    [60, 160],
    [64_800, 64_900],
    [1e6, 64_900],
  ])("of %d s is PulseTime %d", (seconds, value) => {
    expect(pulseTime(seconds)).toBe(value);
  });

  it("is set before the first order, and not for an inverted relay", () => {
    expect(device(binding, "lock").prepare(60)).toEqual([
      { topic: "cmnd/front/PulseTime1", payload: "160" },
    ]);
    expect(device({ ...binding, invert: true }, "lock").prepare(60)).toEqual([]);
  });

  it("is taken back before an order that must stand without one", () => {
    expect(device(binding, "lock").prepare(null)).toEqual([
      { topic: "cmnd/front/PulseTime1", payload: "0" },
    ]);
  });

  it("is never stopped by asking for the power without a value", () => {
    const relay = device(binding, "lock");
    const sent = [...relay.queries, ...relay.encode(order({ to: "locked" })), ...relay.prepare(60)];
    expect(sent.filter(({ topic, payload }) => /POWER/.test(topic) && payload === "")).toEqual([]);
    expect(relay.queries).toEqual([{ topic: "cmnd/front/STATE", payload: "" }]);
  });
});
