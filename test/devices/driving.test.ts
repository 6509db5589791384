/** What every product that is driven must keep to, one row a product and way of using it. */
import { describe, expect, it } from "vitest";
import { type Heard, leaseGoesOut, PROFILES } from "../../src/devices/index.ts";
import type { CommandMessage } from "../../src/site-handle.ts";
import { device, hear, order } from "./contract.ts";

interface Driven {
  readonly name: string;
  readonly binding: { readonly profile: string } & Record<string, unknown>;
  readonly drives: "power" | "pulse" | "word";
  readonly lease: boolean;
  /** The message that proves that the order was carried out; null where none does. */
  readonly proof: readonly [topic: string, payload: unknown, heard: Partial<Heard>] | null;
  /** What says that it is there, and that it is gone; null where nothing does. */
  readonly there: readonly [topic: string, up: unknown, down: unknown] | null;
}

const FEEDBACK = { feedback: "output" };
const PULSE = { lock: 1, for: "1s" };
const PULSED_BY_HTTP = {
  on: { url: "http://10.0.0.6/0?on={{lease}}" },
  off: { method: "POST", url: "http://10.0.0.6/1", body: '{"on":{{lease}}}' },
  status: { url: "http://10.0.0.6/" },
  pulse: { for: "500ms" },
};

const DRIVEN: readonly Driven[] = [
  {
    name: "a lock on zigbee2mqtt",
    binding: { profile: "zigbee2mqtt", topic: "zigbee2mqtt/front" },
    drives: "word",
    lease: false,
    proof: ["zigbee2mqtt/front", { state: "LOCK", lock_state: "locked" }, { bolt: "locked" }],
    there: ["zigbee2mqtt/front/availability", { state: "online" }, { state: "offline" }],
  },
  {
    name: "a relay on zigbee2mqtt",
    binding: { profile: "zigbee2mqtt", topic: "zigbee2mqtt/front", as: "relay", ...FEEDBACK },
    drives: "power",
    lease: true,
    proof: ["zigbee2mqtt/front", { state: "ON" }, { energised: true }],
    there: ["zigbee2mqtt/bridge/state", { state: "online" }, { state: "offline" }],
  },
  {
    name: "a Z-Wave lock by its value topics",
    binding: { profile: "zwavejs-ui", topic: "zwave/front/98/0" },
    drives: "word",
    lease: false,
    proof: ["zwave/front/98/0/currentMode", { time: 1, value: 255 }, { bolt: "locked" }],
    there: ["zwave/front/status", { time: 1, value: true, status: "Alive" }, { value: false }],
  },
  {
    name: "a Z-Wave lock by writeValue",
    binding: {
      profile: "zwavejs-ui",
      topic: "zwave/front/door_lock/endpoint_0",
      gateway: "zwave/_CLIENTS/ZWAVE_GATEWAY-home",
      node: 5,
    },
    drives: "word",
    lease: false,
    proof: ["zwave/front/door_lock/endpoint_0/currentMode", 0, { bolt: "unlocked" }],
    there: ["zwave/_CLIENTS/ZWAVE_GATEWAY-home/status", { value: true }, { value: false }],
  },
  {
    name: "a lock that speaks Home Assistant's MQTT",
    binding: {
      profile: "home-assistant-lock",
      commandTopic: "nuki/set",
      stateTopic: "nuki/state",
      availabilityTopic: "nuki/there",
    },
    drives: "word",
    lease: false,
    proof: ["nuki/state", "LOCKED", { bolt: "locked" }],
    there: ["nuki/there", "online", "offline"],
  },
  {
    name: "a lock of ESPHome",
    binding: { profile: "esphome", topic: "front", lock: "front_lock" },
    drives: "word",
    lease: false,
    proof: ["front/lock/front_lock/state", "LOCKED", { bolt: "locked" }],
    there: ["front/status", "online", "offline"],
  },
  {
    name: "a switch of ESPHome with the lease of the example",
    binding: { profile: "esphome", topic: "front", switch: "maglock", lease: true, ...FEEDBACK },
    drives: "power",
    lease: true,
    proof: ["front/switch/maglock/state", "ON", { energised: true }],
    there: ["front/status", "online", "offline"],
  },
  {
    name: "a switch of ESPHome without a lease",
    binding: { profile: "esphome", topic: "front", switch: "strike" },
    drives: "power",
    lease: false,
    proof: null,
    there: ["front/status", "online", "offline"],
  },
  {
    name: "a Shelly Gen1 over MQTT",
    binding: { profile: "shelly-gen1-relay", topic: "shelly1-front", ...FEEDBACK },
    drives: "power",
    lease: false,
    proof: ["shellies/shelly1-front/relay/0", "on", { energised: true }],
    there: ["shellies/shelly1-front/online", "true", "false"],
  },
  {
    name: "a Shelly Gen1 over HTTP",
    binding: { profile: "shelly-gen1-http", host: "10.0.0.5" },
    drives: "power",
    lease: true,
    proof: null,
    there: null,
  },
  {
    name: "a Shelly Gen2 and later",
    binding: { profile: "shelly-gen2-switch", topic: "shellyplus1-front", ...FEEDBACK },
    drives: "power",
    lease: true,
    proof: ["shellyplus1-front/status/switch:0", { id: 0, output: true }, { energised: true }],
    there: ["shellyplus1-front/online", "true", "false"],
  },
  {
    name: "a Tasmota relay",
    binding: { profile: "tasmota-relay", topic: "front", ...FEEDBACK },
    drives: "power",
    lease: true,
    proof: ["stat/front/POWER", "ON", { energised: true }],
    there: ["tele/front/LWT", "Online", "Offline"],
  },
  {
    name: "any relay over HTTP, with a timer",
    binding: {
      profile: "http",
      on: { method: "POST", url: "http://10.0.0.6/relay", body: '{"on":true,"for":{{lease}}}' },
      off: { method: "PUT", url: "http://10.0.0.6/relay?on=false" },
      status: { url: "http://10.0.0.6/relay", property: "relay.on" },
    },
    drives: "power",
    lease: true,
    proof: null,
    there: null,
  },
  {
    name: "any relay over HTTP, without a timer",
    binding: {
      profile: "http",
      on: { url: "https://10.0.0.6/on" },
      off: { url: "https://10.0.0.6/off" },
      status: { url: "https://10.0.0.6/" },
    },
    drives: "power",
    lease: false,
    proof: null,
    there: null,
  },
  {
    name: "two pulses of a Shelly Gen2 and later",
    binding: { profile: "shelly-gen2-switch", topic: "shelly2pm-front", pulse: PULSE },
    drives: "pulse",
    lease: false,
    proof: null,
    there: ["shelly2pm-front/online", "true", "false"],
  },
  {
    name: "two pulses of a Shelly Gen1 over HTTP",
    binding: { profile: "shelly-gen1-http", host: "10.0.0.5", pulse: PULSE },
    drives: "pulse",
    lease: false,
    proof: null,
    there: null,
  },
  {
    name: "two pulses of a Tasmota",
    binding: { profile: "tasmota-relay", topic: "front", pulse: { lock: 2, for: "500ms" } },
    drives: "pulse",
    lease: false,
    proof: null,
    there: ["tele/front/LWT", "Online", "Offline"],
  },
  {
    name: "two pulses of zigbee2mqtt",
    binding: {
      profile: "zigbee2mqtt",
      topic: "zigbee2mqtt/front",
      as: "relay",
      pulse: { unlock: "l1", lock: "l2", for: "1s" },
    },
    drives: "pulse",
    lease: false,
    proof: null,
    there: ["zigbee2mqtt/front/availability", { state: "online" }, { state: "offline" }],
  },
  {
    name: "two pulses over HTTP",
    binding: { profile: "http", ...PULSED_BY_HTTP },
    drives: "pulse",
    lease: false,
    proof: null,
    there: null,
  },
  {
    name: "plain topics",
    binding: {
      profile: "plain",
      commandTopic: "front/set",
      stateTopic: "front",
      availabilityTopic: "front/there",
      payloadLocked: "lock for {{lease}}",
    },
    drives: "word",
    lease: true,
    proof: ["front", "locked", { bolt: "locked" }],
    there: ["front/there", "online", "offline"],
  },
];

/** Everything that leaves for one order, whatever the way. */
function leaves(binding: object, more: Partial<CommandMessage>): readonly string[] {
  const bound = device(binding, "lock");
  const call = bound.http?.order(order(more)) ?? null;
  return [...bound.encode(order(more)), ...(call === null ? [] : [call])].map((one) =>
    JSON.stringify(one),
  );
}

it("there is a row for every profile that drives locks", () => {
  const rows = new Set(DRIVEN.map(({ binding }) => binding.profile));
  const drivers = PROFILES.filter(({ uses }) => uses.includes("lock")).map(({ name }) => name);
  expect(drivers.filter((name) => !rows.has(name))).toEqual([]);
});

describe.each(DRIVEN)("$name", ({ binding, drives, lease, proof, there }) => {
  const lock = device(binding, "lock");
  const locked = { to: "locked", energise: true } as const;
  const unlocked = { to: "unlocked", energise: false } as const;

  it("says lock and unlock apart, each always the same way, and never to toggle", () => {
    expect(lock.drives).toBe(drives);
    const both = [leaves(binding, locked), leaves(binding, unlocked)];
    for (const packets of both) {
      expect(packets).toHaveLength(1);
      expect(packets[0]).not.toMatch(/toggle(?!_after)/i);
    }
    expect(both[0]).not.toEqual(both[1]);
    expect([leaves(binding, locked), leaves(binding, unlocked)]).toEqual(both);
  });

  it("carries a word for a lock that no power moves, or nothing at all", () => {
    const words = [
      { ...locked, energise: null },
      { ...unlocked, energise: null },
    ];
    for (const word of words) {
      expect(leaves(binding, word)).toHaveLength(drives === "power" ? 0 : 1);
    }
  });

  it("holds by a lease where it says so, and lets go without one", () => {
    expect(leaseGoesOut(lock, "locked")).toBe(lease);
    const leased = { leaseSeconds: 60 };
    expect(leaves(binding, { ...unlocked, ...leased })).toEqual(leaves(binding, unlocked));
    if (!lease) expect(leaves(binding, { ...locked, ...leased })).toEqual(leaves(binding, locked));
  });

  it("turns round with its wiring, and then has no lease to fall back to", () => {
    if (drives !== "power")
      return expect(() => device({ ...binding, invert: true }, "lock")).toThrow();
    const inverted = { ...binding, invert: true };
    expect(leaves(inverted, locked)).toEqual(leaves(binding, unlocked));
    expect(leaves(inverted, unlocked)).toEqual(leaves(binding, locked));
    expect(leaseGoesOut(device(inverted, "lock"), "locked")).toBe(false);
  });

  it("takes the product's own report for proof, and never its order heard again", () => {
    for (const more of [locked, unlocked]) {
      for (const { topic, payload } of lock.encode(order(more))) {
        expect(lock.topics.map((each) => each.topic)).not.toContain(topic);
        expect(hear(lock, topic, payload)).toBeNull();
      }
    }
    if (proof === null) return;
    const [topic, payload, heard] = proof;
    expect(hear(lock, topic, payload)).toMatchObject(heard);
    expect(lock.topics).toContainEqual({ topic, carries: "state" });
  });

  it("says whether it is there", () => {
    if (there === null) return expect(lock.topics).toEqual([]);
    const [topic, up, down] = there;
    expect(lock.topics).toContainEqual({ topic, carries: "availability" });
    expect(hear(lock, topic, up)).toMatchObject({ availability: "up" });
    expect(hear(lock, topic, down)).toMatchObject({ availability: "down" });
    expect(hear(lock, topic, "perhaps")?.availability).toBeUndefined();
  });
});

describe("the bytes of each product", () => {
  const http = (binding: object, more: Partial<CommandMessage>) =>
    device(binding, "lock").http?.order(order(more));

  it.each([
    [
      "zwavejs-ui sets the value's topic",
      { profile: "zwavejs-ui", topic: "zwave/5/98/0" },
      { topic: "zwave/5/98/0/targetMode/set", payload: '{"value":255}' },
    ],
    [
      "zwavejs-ui writes the value by the gateway's API",
      {
        profile: "zwavejs-ui",
        topic: "zwave/5/98/1",
        gateway: "zwave/_CLIENTS/g",
        node: 5,
        endpoint: 1,
      },
      {
        topic: "zwave/_CLIENTS/g/api/writeValue/set",
        payload:
          '{"args":[{"nodeId":5,"commandClass":98,"endpoint":1,"property":"targetMode"},255]}',
      },
    ],
    [
      "a lock of Home Assistant in its own words",
      { profile: "home-assistant-lock", commandTopic: "nuki/set", payloadLock: "close" },
      { topic: "nuki/set", payload: "close" },
    ],
    [
      "a lock of ESPHome",
      { profile: "esphome", topic: "front", lock: "front_lock" },
      { topic: "front/lock/front_lock/command", payload: "LOCK" },
    ],
    [
      "a switch of ESPHome, held by its lease",
      { profile: "esphome", topic: "front", switch: "maglock", lease: true },
      { topic: "front/egress/maglock/hold", payload: "60" },
    ],
    [
      "a Shelly Gen1",
      { profile: "shelly-gen1-relay", topic: "shelly1-front", channel: 1 },
      { topic: "shellies/shelly1-front/relay/1/command", payload: "on" },
    ],
  ])("%s", (_, binding, packet) => {
    expect(device(binding, "lock").encode(order({ to: "locked", leaseSeconds: 60 }))).toEqual([
      packet,
    ]);
  });

  it("a Shelly Gen1 over HTTP has a timer with on, and none with off", () => {
    const binding = {
      profile: "shelly-gen1-http",
      host: "10.0.0.5",
      user: "admin",
      password: "pä",
    };
    const headers = { authorization: `Basic ${Buffer.from("admin:pä").toString("base64")}` };
    const get = (url: string) => ({ method: "GET", url, headers, body: null });
    const base = "http://10.0.0.5:80/relay/0";
    expect(http(binding, { to: "locked", leaseSeconds: 60 })).toEqual(
      get(`${base}?turn=on&timer=60`),
    );
    expect(http(binding, { to: "locked" })).toEqual(get(`${base}?turn=on`));
    expect(http(binding, { to: "unlocked", leaseSeconds: 60 })).toEqual(get(`${base}?turn=off`));
  });

  it("a template of a URL can't be broken by what fills it, and asks for 0 s without a lease", () => {
    const binding = {
      profile: "http",
      on: { url: "http://10.0.0.6/on?for={{lease}}&why={{because}}" },
      off: { method: "POST", url: "http://10.0.0.6/off", body: '{"why":"{{because}}"}' },
      status: { url: "http://10.0.0.6/" },
      token: "t0ken",
    };
    expect(http(binding, { because: "a&b=c #d" })?.url).toBe(
      "http://10.0.0.6/on?for=0&why=a%26b%3Dc%20%23d",
    );
    expect(http(binding, { to: "unlocked", because: '"}' })).toEqual({
      method: "POST",
      url: "http://10.0.0.6/off",
      headers: { authorization: "Bearer t0ken", "content-type": "application/json" },
      body: '{"why":"\\"}"}',
    });
  });
});
