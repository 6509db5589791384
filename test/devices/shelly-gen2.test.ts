import { describe, expect, it } from "vitest";
import { device, hear, keepsTheContract } from "./contract.ts";

const topic = "shellyplus1-front";
const relay = { profile: "shelly-gen2-switch", topic };
const input = { profile: "shelly-gen2-input", topic };

const set = (params: object) =>
  [
    [`${topic}/rpc`, { id: expect.any(Number), src: "egress", method: "Switch.Set", params }],
  ] as const;
const notice = (params: object, method = "NotifyStatus") => ({
  src: topic,
  dst: "x",
  method,
  params,
});

keepsTheContract("shelly-gen2-switch", [
  {
    use: "lock",
    binding: { ...relay, feedback: "output" },
    says: [
      [
        `${topic}/status/switch:0`,
        { id: 0, source: "MQTT", output: true, apower: 2.8 },
        { energised: true },
      ],
      [
        `${topic}/events/rpc`,
        notice({ ts: 1, "switch:0": { id: 0, output: false } }),
        { energised: false },
      ],
      [
        `${topic}/events/rpc`,
        notice({ "switch:0": { id: 0, output: true } }, "NotifyFullStatus"),
        { energised: true },
      ],
      [`${topic}/online`, "true", { availability: "up" }],
      [`${topic}/online`, "false", { availability: "down" }],
    ],
    orders: [
      [{ to: "locked", leaseSeconds: 60 }, set({ id: 0, on: true, toggle_after: 60 })],
      [{ to: "locked" }, set({ id: 0, on: true })],
      [{ to: "unlocked", leaseSeconds: 60 }, set({ id: 0, on: false })],
      [{ to: "unlocked", energise: null }, []],
    ],
    carriesLease: true,
  },
  {
    use: "lock",
    binding: { ...relay, id: 2, invert: true, feedback: "output" },
    says: [[`${topic}/status/switch:2`, { output: false }, { energised: true }]],
    orders: [
      [{ to: "locked", leaseSeconds: 60 }, set({ id: 2, on: false })],
      [{ to: "unlocked", leaseSeconds: 60 }, set({ id: 2, on: true })],
    ],
  },
  {
    use: "holder",
    binding: relay,
    says: [],
    orders: [
      [
        { to: "held", energise: null, leaseSeconds: 30 },
        set({ id: 0, on: true, toggle_after: 30 }),
      ],
      [{ to: "released", energise: null }, set({ id: 0, on: false })],
    ],
    carriesLease: true,
  },
]);

keepsTheContract("shelly-gen2-input", [
  {
    use: "contact",
    binding: input,
    says: [
      [`${topic}/status/input:0`, { id: 0, state: true }, { value: "closed" }],
      [`${topic}/events/rpc`, notice({ "input:0": { id: 0, state: false } }), { value: "open" }],
      [`${topic}/status/input:0`, { id: 0, state: null }, { value: "unknown" }],
    ],
  },
  {
    use: "release-contact",
    binding: { ...input, invert: true },
    says: [
      [`${topic}/status/input:0`, { id: 0, state: false }, { value: "alarm" }],
      [`${topic}/status/input:0`, { id: 0, state: true }, { value: "clear" }],
    ],
  },
  {
    use: "exit-request",
    binding: { ...input, id: 1 },
    says: [
      [`${topic}/status/input:1`, { id: 1, state: true }, { value: "alarm" }],
      [
        `${topic}/events/rpc`,
        notice({ events: [{ component: "input:1", event: "btn_down" }] }, "NotifyEvent"),
        { value: "alarm" },
      ],
      [
        `${topic}/events/rpc`,
        notice({ events: [{ component: "input:1", event: "btn_up" }] }, "NotifyEvent"),
        { value: "clear" },
      ],
    ],
  },
  {
    use: "power",
    binding: input,
    says: [[`${topic}/status/input:0`, { id: 0, state: true }, { value: "on" }]],
  },
]);

describe("a notice that leaves something out", () => {
  it.each([
    ["the other switch", notice({ "switch:1": { output: true } })],
    ["only the power that is drawn", notice({ "switch:0": { id: 0, apower: 3 } })],
    ["a reply to somebody", { id: 7, src: topic, result: { "switch:0": { output: true } } }],
  ])("says nothing of the output: %s", (_, payload) => {
    expect(
      hear(device({ ...relay, feedback: "output" }, "lock"), `${topic}/events/rpc`, payload),
    ).toBeNull();
  });

  it("is no echo to believe unless the owner says so", () => {
    expect(hear(device(relay, "lock"), `${topic}/status/switch:0`, { output: true })).toBeNull();
  });
});
