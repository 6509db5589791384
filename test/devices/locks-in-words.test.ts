/** The bolts that ESPHome, Z-Wave JS UI, Home Assistant's MQTT and Shelly Gen1 tell of. */
import { expect, it } from "vitest";
import { bindingProblems } from "../../src/devices/index.ts";
import { keepsTheContract } from "./contract.ts";

keepsTheContract("esphome", [
  {
    use: "lock",
    binding: { profile: "esphome", topic: "front", lock: "front_lock" },
    says: [
      ["front/lock/front_lock/state", "UNLOCKED", { bolt: "unlocked" }],
      ["front/lock/front_lock/state", "JAMMED", { bolt: "jammed" }],
      ["front/lock/front_lock/state", "LOCKING", { bolt: "unknown" }],
      ["front/lock/front_lock/state", "NONE", { bolt: "unknown" }],
    ],
  },
  {
    use: "lock",
    binding: { profile: "esphome", topic: "a/b", switch: "strike", feedback: "output" },
    says: [["a/b/switch/strike/state", "OFF", { energised: false }]],
  },
  {
    use: "holder",
    binding: { profile: "esphome", topic: "hall", switch: "holder" },
    says: [["hall/status", "offline", { availability: "down" }]],
    orders: [
      [{ to: "held", energise: null }, [["hall/switch/holder/command", "ON"]]],
      [{ to: "released", energise: null }, [["hall/switch/holder/command", "OFF"]]],
    ],
  },
]);

keepsTheContract("zwavejs-ui", [
  {
    use: "lock",
    binding: { profile: "zwavejs-ui", topic: "zwave/5/98/0" },
    says: [
      ["zwave/5/98/0/currentMode", { time: 1, value: 0 }, { bolt: "unlocked" }],
      ["zwave/5/98/0/currentMode", 1, { bolt: "unlocked" }],
      ["zwave/5/98/0/currentMode", { id: "5-98-0-currentMode", value: 32 }, { bolt: "unlocked" }],
      ["zwave/5/98/0/currentMode", 254, { bolt: "unknown" }],
      ["zwave/5/98/0/currentMode", "255", { bolt: "locked" }],
      ["zwave/5/98/0/currentMode", { value: null }, { bolt: "unknown" }],
      ["zwave/5/status", true, { availability: "up" }],
      ["zwave/5/status", { value: false, status: "Dead", nodeId: 5 }, { availability: "down" }],
    ],
  },
]);

keepsTheContract("home-assistant-lock", [
  {
    use: "lock",
    binding: {
      profile: "home-assistant-lock",
      commandTopic: "nuki/set",
      stateTopic: "nuki",
      property: "state",
      stateLocked: "closed",
      stateUnlocked: "opened",
      stateJammed: "motor blocked",
    },
    says: [
      ["nuki", { state: "Closed" }, { bolt: "locked" }],
      ["nuki", { state: "opened" }, { bolt: "unlocked" }],
      ["nuki", { state: "motor blocked" }, { bolt: "jammed" }],
      ["nuki", { state: "LOCKED" }, { bolt: "unknown" }],
      ["nuki", { state: null }, { bolt: "unknown" }],
    ],
  },
]);

keepsTheContract("shelly-gen1-relay", [
  {
    use: "lock",
    binding: { profile: "shelly-gen1-relay", topic: "shelly1-front", feedback: "output" },
    says: [
      ["shellies/shelly1-front/relay/0", "off", { energised: false }],
      ["shellies/shelly1-front/relay/0", "overpower", { energised: false }],
    ],
  },
]);

it.each([
  ["ESPHome without a component", { profile: "esphome", topic: "x" }, "lock"],
  ["ESPHome with two", { profile: "esphome", topic: "x", lock: "a", switch: "b" }, "lock"],
  [
    "an ESPHome lock with a lease",
    { profile: "esphome", topic: "x", lock: "a", lease: true },
    "lease",
  ],
  [
    "a Z-Wave gateway without a node",
    { profile: "zwavejs-ui", topic: "z/5/98/0", gateway: "g" },
    "gateway",
  ],
  ["a Z-Wave topic without its value", { profile: "zwavejs-ui", topic: "zwave/5" }, "topic"],
  ["an address with a password", http("http://a:b@10.0.0.1/on"), "on.url"],
  ["an address of a file", http("file:///etc/passwd"), "on.url"],
  ["an address whose host is a hole", http("http://{{to}}/on"), "on.url"],
  ["an address with an unknown hole", http("http://10.0.0.1/{{secret}}"), "on.url"],
  ["a host with a path", { profile: "shelly-gen1-http", host: "10.0.0.5/x" }, "host"],
  ["patience without end", { profile: "shelly-gen1-http", host: "a", timeout: 11 }, "timeout"],
])("%s is refused with its place", (_, binding, path) => {
  expect(bindingProblems(binding, "lock")).toMatchObject([
    { path, mend: expect.stringContaining("profile:") },
  ]);
});

it.each([
  ["a password over the network", { host: "10.0.0.1", user: "u", password: "p" }, "password"],
  ["a user without a password", { host: "127.0.0.1", user: "u" }, "user"],
  ["a login without a user", { host: "127.0.0.1", login: true }, "login"],
  [
    "a password that ends the line",
    { host: "127.0.0.1", user: "u", password: "p\nSET" },
    "password",
  ],
])("upsd with %s is refused with its place", (_, more, path) => {
  expect(bindingProblems({ profile: "nut", ups: "rack", ...more }, "ups")).toMatchObject([
    { path },
  ]);
});

function http(url: string) {
  return {
    profile: "http",
    on: { url },
    off: { url: "http://10.0.0.1/off" },
    status: { url: "http://10.0.0.1/" },
  };
}
