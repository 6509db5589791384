/** What a lock may not ask of its device: a lease that it can't carry, power that moves nothing. */
import { describe, expect, it } from "vitest";
import { parseSite } from "../../src/site-file/index.ts";
import { lockWith } from "./site-texts.ts";

function problems(lock: Readonly<Record<string, unknown>>) {
  const parsed = parseSite(lockWith(lock));
  return parsed.ok ? [] : parsed.problems;
}

const gen1 = { profile: "shelly-gen1-relay", topic: "shelly1-front" };
const gen1Http = { profile: "shelly-gen1-http", host: "10.0.0.5" };
const gen2 = { profile: "shelly-gen2-switch", topic: "shellyplus1-front" };
const tasmota = { profile: "tasmota-relay", topic: "front" };
const esphome = { profile: "esphome", topic: "front", switch: "maglock" };
const zigbee = { profile: "zigbee2mqtt", topic: "zigbee2mqtt/front" };
const plain = { profile: "plain", commandTopic: "front/set" };
const http = (on: string) => ({
  profile: "http",
  on: { url: on },
  off: { url: "http://10.0.0.6/off" },
  status: { url: "http://10.0.0.6/" },
});

describe("`controllerLoss: release` on a fail-safe lock", () => {
  it.each([
    ["a Shelly Gen2", gen2],
    ["a Shelly Gen1 over HTTP", gen1Http],
    ["a Tasmota", tasmota],
    ["a Zigbee relay", { ...zigbee, as: "relay" }],
    ["an ESPHome switch whose YAML has the lease", { ...esphome, lease: true }],
    ["an address with the seconds in it", http("http://10.0.0.6/on?for={{lease}}")],
    ["a payload with the seconds in it", { ...plain, payloadLocked: "lock {{lease}}" }],
  ])("is carried by %s", (_, device) => {
    expect(problems({ device })).toEqual([]);
  });

  it("is carried by wires and by Egress's own topics, whose orders hold the seconds", () => {
    expect(problems({})).toEqual([]);
  });

  it.each([
    ["a Shelly Gen1 over MQTT", gen1],
    ["a Shelly Gen2 that is wired the other way round", { ...gen2, invert: true }],
    ["an ESPHome switch without it", esphome],
    ["a lock that is told in words", zigbee],
    ["an address without the seconds", http("http://10.0.0.6/on")],
    [
      "a payload that has the seconds in the wrong word",
      { ...plain, payloadUnlocked: "{{lease}}" },
    ],
  ])("is a mistake on %s, with its mend, and `hold` is none", (_, device) => {
    expect(problems({ device })).toMatchObject([
      {
        path: "doors[0].locks[0].controllerLoss",
        message: expect.stringContaining("does not let go by itself"),
        mend: expect.stringContaining("`hold`"),
      },
    ]);
    expect(problems({ device, controllerLoss: "hold" })).toEqual([]);
  });
});

describe("a lease on a fail-secure lock", () => {
  const strike = { hardware: "electric-strike", failMode: "fail-secure" };

  it("bounds the unlocking, so that is where a payload must say it", () => {
    const device = { ...plain, payloadUnlocked: "open for {{lease}}" };
    expect(problems({ ...strike, device })).toEqual([]);
    expect(problems({ ...strike, device: { ...plain, payloadLocked: "{{lease}}" } })).toHaveLength(
      1,
    );
  });
});

describe("a fail-as-is lock", () => {
  const motor = { hardware: "motor-deadbolt", failMode: "fail-as-is", controllerLoss: "hold" };

  it("is moved by words", () => {
    for (const device of [zigbee, plain, { profile: "esphome", topic: "front", lock: "bolt" }])
      expect(problems({ ...motor, device })).toEqual([]);
  });

  const pulsed = { ...gen2, pulse: { lock: 1, for: "1s" } };

  it("is moved by pulses that its relay ends itself", () => {
    expect(problems({ ...motor, device: pulsed })).toEqual([]);
  });

  it.each([
    ["fail-safe", "maglock"],
    ["fail-secure", "electric-strike"],
  ])("has them to itself: a pulse holds no %s lock", (failMode, hardware) => {
    expect(problems({ failMode, hardware, controllerLoss: "hold", device: pulsed })).toMatchObject([
      {
        path: "doors[0].locks[0].device.pulse",
        message: expect.stringContaining(failMode),
        mend: expect.stringContaining("leave `pulse` out"),
      },
    ]);
  });

  it.each([
    ["a Shelly", gen2],
    ["a Tasmota", tasmota],
    ["HTTP", http("http://10.0.0.6/on")],
    ["a Zigbee relay", { ...zigbee, as: "relay" }],
  ])("can't be moved by the power that %s switches", (_, device) => {
    expect(problems({ ...motor, device })).toMatchObject([
      { path: "doors[0].locks[0].device.profile", mend: expect.stringContaining("words") },
    ]);
  });
});
