import { describe, expect, it } from "vitest";
import {
  MAX_JSON_DEPTH,
  MAX_MESSAGE_BYTES,
  parseBoundedJson,
} from "../../src/devices/bounded-json.ts";
import {
  bindDevice,
  bindingProblems,
  boltFromOutput,
  PROFILES,
  profileOf,
} from "../../src/devices/index.ts";

describe("a device binding", () => {
  it("of the design's own example is right", () => {
    const binding = { profile: "shelly-gen2-switch", topic: "shellyplus1-front" };
    expect(bindingProblems(binding, "lock")).toEqual([]);
  });

  it.each([
    ["an unknown profile", { profile: "magic" }, "lock", "profile", /zigbee2mqtt.*plain/],
    ["no profile", {}, "smoke", "profile", /zigbee2mqtt/],
    ["nothing at all", null, "lock", "profile", /zigbee2mqtt/],
    [
      "a profile that can't do that",
      { profile: "tasmota-relay", topic: "x" },
      "smoke",
      "profile",
      /lock, holder/,
    ],
    ["no topic", { profile: "tasmota-relay" }, "lock", "topic", /profile: tasmota-relay/],
    ["a wildcard", { profile: "tasmota-relay", topic: "a/+/b" }, "lock", "topic", /profile/],
    ["everything", { profile: "tasmota-relay", topic: "#" }, "lock", "topic", /profile/],
    [
      "the broker's own tree",
      { profile: "tasmota-relay", topic: "$SYS/x" },
      "lock",
      "topic",
      /profile/,
    ],
    [
      "a topic that is too long",
      { profile: "tasmota-relay", topic: "x".repeat(201) },
      "lock",
      "topic",
      /profile/,
    ],
    [
      "a name without a base",
      { profile: "zigbee2mqtt", topic: "hall" },
      "smoke",
      "topic",
      /zigbee2mqtt\/hall/,
    ],
    [
      "a switch that is no number",
      { profile: "shelly-gen2-switch", topic: "x", id: "0" },
      "lock",
      "id",
      /profile/,
    ],
  ] as const)("with %s has a problem with its path and mend", (_, binding, use, path, mend) => {
    expect(bindingProblems(binding, use)).toMatchObject([
      { path, message: expect.any(String), mend: expect.stringMatching(mend) },
    ]);
  });

  it("finds its profile by name, and nothing by the names that every object has", () => {
    for (const profile of PROFILES) expect(profileOf(profile.name)).toBe(profile);
    expect(profileOf("constructor")).toBeUndefined();
    expect(bindDevice({ profile: "__proto__" }, "lock").ok).toBe(false);
  });
});

describe("what an output says of a bolt, where its owner lets it", () => {
  it.each([
    [true, "fail-safe", "locked"],
    [false, "fail-safe", "unlocked"],
    [true, "fail-secure", "unlocked"],
    [false, "fail-secure", "locked"],
    [true, "fail-as-is", null],
  ] as const)("powered %s, %s: %s", (energised, failMode, bolt) => {
    expect(boltFromOutput(energised, failMode)).toBe(bolt);
  });
});

describe("JSON from strangers", () => {
  const parse = (text: string) => parseBoundedJson(Buffer.from(text));
  const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const long = (length: number) => JSON.stringify("x".repeat(length - 2));

  it.each([
    ["as long as it may be", long(MAX_MESSAGE_BYTES), true],
    ["one byte longer", long(MAX_MESSAGE_BYTES + 1), false],
    ["as deep as it may be", nested(MAX_JSON_DEPTH), true],
    ["one level deeper", nested(MAX_JSON_DEPTH + 1), false],
    ["deep enough to break a stack", nested(2_000), false],
    ["that would change all objects", '{"a":{"__proto__":{"x":1}}}', false],
  ])("%s", (_, text, ok) => {
    expect(parse(text).ok).toBe(ok);
  });

  it.each([3, 255, 256, 257, 300])("keeps every letter of %i bytes and more", (length) => {
    const word = `${"x".repeat(length - 3)}ü`;
    expect(parse(JSON.stringify(word))).toEqual({ ok: true, value: word });
  });

  it("has no prototype", () => {
    const parsed = parse('{"a":{"constructor":1}}');
    expect(parsed.ok && Object.getPrototypeOf(parsed.value)).toBeNull();
  });
});
