/** The parts of the ESPHome example that a lease hangs on. ESPHome itself is not here to compile it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { leaseGoesOut } from "../../src/devices/index.ts";
import { device, order } from "../devices/contract.ts";

const text = readFileSync("examples/esphome-maglock.yaml", "utf8");
const tags = ["!secret", "!lambda"].map((tag) => ({ tag, resolve: (value: string) => value }));
const document = parseDocument(text, { customTags: tags });
const node = document.toJS() as Example;

interface Example {
  readonly substitutions: { readonly node: string };
  readonly mqtt: {
    readonly topic_prefix: string;
    readonly clean_session: boolean;
    readonly reboot_timeout: string;
    readonly birth_message: { readonly topic: string; readonly payload: string };
    readonly will_message: { readonly topic: string; readonly payload: string };
    readonly on_message: readonly {
      readonly topic: string;
      readonly then: readonly [{ readonly lambda: string }];
    }[];
  };
  readonly wifi: { readonly reboot_timeout: string };
  readonly script: readonly {
    readonly id: string;
    readonly mode: string;
    readonly parameters: object;
    readonly then: readonly Record<string, string>[];
  }[];
  readonly switch: readonly {
    readonly id: string;
    readonly name: string;
    readonly restore_mode: string;
    readonly on_turn_off: readonly Record<string, string>[];
  }[];
}

/** The binding that the comment of the example shows. */
const shown = /device: (\{ profile: esphome.*\})/.exec(text)?.[1] ?? "";
const binding = parseDocument(shown).toJS() as { topic: string; switch: string };
const filled = (topic: string) => topic.replaceAll(/\$\{node\}/g, node.substitutions.node);

describe("the ESPHome example", () => {
  it("is YAML without a mistake, and what it shows is a binding that carries a lease", () => {
    expect(document.errors).toEqual([]);
    expect(leaseGoesOut(device(binding, "lock"), "locked")).toBe(true);
  });

  it("listens where Egress sends its lease, and takes the seconds that it sends", () => {
    const lease = device(binding, "lock").encode(order({ to: "locked", leaseSeconds: 60 }));
    expect(lease).toEqual([{ topic: filled(node.mqtt.on_message[0]?.topic ?? ""), payload: "60" }]);
    expect(node.mqtt.on_message[0]?.then[0]?.["lambda"]).toContain("id(hold).execute");
  });

  it("switches on, waits as long as it was told, and switches off, each lease anew", () => {
    const hold = node.script.find(({ id }) => id === "hold");
    expect(hold).toMatchObject({ mode: "restart", parameters: { seconds: "int" } });
    expect(hold?.then).toEqual([
      { "switch.turn_on": "maglock" },
      { delay: "return seconds * 1000;" },
      { "switch.turn_off": "maglock" },
    ]);
  });

  it("answers each lease, and the question that Egress asks when it starts", () => {
    const [query] = device(binding, "lock").queries;
    const [hold, get] = node.mqtt.on_message;
    expect(filled(get?.topic ?? "")).toBe(query?.topic);
    for (const { then: steps } of [hold, get].flatMap((each) => each ?? []))
      expect(steps.at(-1)).toEqual({ "script.execute": "tell" });
    const state = device(binding, "lock").topics.find(({ carries }) => carries === "state");
    const tell = node.script.find(({ id }) => id === "tell")?.then[0]?.["mqtt.publish"];
    expect(filled(String((tell as unknown as { topic: string }).topic))).toBe(state?.topic);
  });

  it("is off after a power cut, and an order to let go ends the lease", () => {
    const [output] = node.switch;
    expect(output).toMatchObject({
      id: "maglock",
      name: binding.switch,
      restore_mode: "ALWAYS_OFF",
    });
    expect(output?.on_turn_off).toEqual([{ "script.stop": "hold" }]);
    const off = device(binding, "lock").encode(order({ to: "unlocked", leaseSeconds: 60 }));
    const command = `${filled(node.mqtt.topic_prefix)}/switch/${output?.name}/command`;
    expect(off).toEqual([{ topic: command, payload: "OFF" }]);
  });

  it("tells of itself where Egress listens, keeps no session, and does not reboot out of a lease", () => {
    const there = device(binding, "lock").topics.find(({ carries }) => carries === "availability");
    const { birth_message: birth, will_message: will } = node.mqtt;
    expect([filled(birth.topic), birth.payload]).toEqual([there?.topic, "online"]);
    expect([filled(will.topic), will.payload]).toEqual([there?.topic, "offline"]);
    expect(node.mqtt.clean_session).toBe(true);
    expect([node.mqtt.reboot_timeout, node.wifi.reboot_timeout]).toEqual(["0s", "0s"]);
  });
});
