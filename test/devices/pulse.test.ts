/** Locks moved by two momentary outputs: each pulse is one message, and ends in the device. */
import { describe, expect, it } from "vitest";
import { bindDevice } from "../../src/devices/index.ts";
import { device, hear, order } from "./contract.ts";

const gen2 = { profile: "shelly-gen2-switch", topic: "s", pulse: { lock: 1, for: "1s" } };
const gen1 = { profile: "shelly-gen1-http", host: "h", pulse: { lock: 1, for: "2s" } };
const tasmota = { profile: "tasmota-relay", topic: "t", pulse: { lock: 2, for: "500ms" } };
const zigbee = {
  profile: "zigbee2mqtt",
  topic: "z/front",
  as: "relay",
  pulse: { unlock: "l1", lock: "l2", for: "1s" },
};
const http = {
  profile: "http",
  on: { url: "http://h/0?on={{lease}}" },
  off: { url: "http://h/1?on={{lease}}" },
  status: { url: "http://h/", property: "on" },
  pulse: { for: "500ms" },
};
const bolt = (to: "locked" | "unlocked", leaseSeconds: number | null = null) =>
  order({ to, energise: null, leaseSeconds });

describe("an order to a lock that two pulses move", () => {
  it.each([
    [
      "a Shelly Gen2",
      gen2,
      "s/rpc",
      '"params":{"id":0,"on":true,"toggle_after":1}',
      '"params":{"id":1,"on":true,"toggle_after":1}',
    ],
    ["a Tasmota", tasmota, "cmnd/t/Backlog", "PulseTime1 5; POWER1 ON", "PulseTime2 5; POWER2 ON"],
  ])("is one message to %s, with its end in it", (_, binding, topic, unlock, lock) => {
    const bound = device(binding, "lock");
    for (const [to, wanted] of [
      ["unlocked", unlock],
      ["locked", lock],
    ] as const) {
      expect(bound.encode(bolt(to, 60))).toEqual(bound.encode(bolt(to)));
      expect(bound.encode(bolt(to))).toEqual([{ topic, payload: expect.stringContaining(wanted) }]);
    }
    expect(bound.prepare(60)).toEqual([]);
  });

  it("is one message to an endpoint of a Zigbee relay", () => {
    const payload = '{"state":"ON","on_time":1,"off_wait_time":0}';
    const bound = device(zigbee, "lock");
    expect(bound.encode(bolt("unlocked"))).toEqual([{ topic: "z/front/l1/set", payload }]);
    expect(bound.encode(bolt("locked", 60))).toEqual([{ topic: "z/front/l2/set", payload }]);
  });

  it.each([
    [
      "a Shelly Gen1",
      gen1,
      "http://h:80/relay/0?turn=on&timer=2",
      "http://h:80/relay/1?turn=on&timer=2",
    ],
    ["any relay", http, "http://h/0?on=0.5", "http://h/1?on=0.5"],
  ])("is one request to %s, with its end in it", (_, binding, unlock, lock) => {
    const asked = (to: "locked" | "unlocked") =>
      device(binding, "lock").http?.order(bolt(to, 60))?.url;
    expect([asked("unlocked"), asked("locked")]).toEqual([unlock, lock]);
  });

  it("is none that a holder gives", () => {
    for (const binding of [gen2, tasmota, zigbee])
      expect(device(binding, "lock").encode(order({ to: "held" }))).toEqual([]);
    for (const binding of [gen1, http])
      expect(device(binding, "lock").http?.order(order({ to: "held" }))).toBeNull();
  });
});

describe("the output of a pulse", () => {
  it("is no report of the bolt", () => {
    expect(hear(device(gen2, "lock"), "s/status/switch:0", { id: 0, output: true })).toBeNull();
    expect(hear(device(tasmota, "lock"), "stat/t/POWER1", "ON")).toBeNull();
    expect(hear(device(zigbee, "lock"), "z/front", { state: "ON", state_l1: "ON" })).toBeNull();
    const answer = Buffer.from('{"on":true,"ison":true}');
    for (const binding of [gen1, http])
      expect(device(binding, "lock").http?.readStatus(answer)).toBeNull();
  });
});

describe("a pulse is refused", () => {
  const problems = (binding: object, use: "lock" | "holder" = "lock") => {
    const bound = bindDevice(binding, use);
    return bound.ok ? [] : bound.problems;
  };

  it.each([gen2, gen1, tasmota, zigbee, http])(
    "with feedback or invert, or on a holder: $profile",
    (binding) => {
      expect(problems(binding)).toEqual([]);
      for (const more of [{ feedback: "output" }, { invert: true }])
        expect(problems({ ...binding, ...more })).toMatchObject([
          { path: "pulse", mend: expect.stringMatching(/pulse|as|topic/) },
        ]);
      const { as: _as, ...held } = { as: null, ...binding };
      expect(problems(held, "holder")).toMatchObject([{ path: "pulse" }]);
    },
  );

  it.each([
    ["a single output for both", { ...gen2, pulse: { lock: 0, for: "1s" } }, "pulse.lock"],
    [
      "a single endpoint for both",
      { ...zigbee, pulse: { unlock: "l1", lock: "l1", for: "1s" } },
      "pulse.lock",
    ],
    ["a lock that takes words", { ...zigbee, as: "lock" }, "pulse"],
    ["a request that doesn't say how long", { ...http, off: { url: "http://h/1" } }, "pulse"],
    ["no length", { ...gen2, pulse: { lock: 1 } }, "pulse.for"],
    ["a length that is too short", { ...gen2, pulse: { lock: 1, for: "99ms" } }, "pulse.for"],
    ["a length that is too long", { ...gen2, pulse: { lock: 1, for: "10100ms" } }, "pulse.for"],
    [
      "a length that the relay can't count",
      { ...gen1, pulse: { lock: 1, for: "1500ms" } },
      "pulse.for",
    ],
    ["no duration", { ...gen2, pulse: { lock: 1, for: "soon" } }, "pulse.for"],
  ])("for %s", (_, binding, path) => {
    expect(problems(binding)).toMatchObject([{ path, mend: expect.stringContaining("like") }]);
  });

  it.each(["100ms", "10s"])("but not at the bound, %s", (length) => {
    expect(problems({ ...gen2, pulse: { lock: 1, for: length } })).toEqual([]);
  });
});
