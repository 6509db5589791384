import { describe, expect, it } from "vitest";
import { isEgressError } from "../../src/errors.ts";
import { planSite } from "../../src/mqtt/site-plan.ts";
import { door, lock, SMALL_OFFICE, sensor, site } from "./small-office.ts";

const said = (topic: string, payload: unknown, retained = false) => ({
  topic,
  payload: Buffer.from(JSON.stringify(payload)),
  retained,
});

describe("the plan of a site", () => {
  it("listens for alarms first", () => {
    const { topics } = planSite(SMALL_OFFICE, new Set());
    const last = topics.indexOf("egress/office/sensor/front-contact/reading");
    expect(topics.indexOf("zigbee2mqtt/hall-smoke")).toBeLessThan(
      topics.indexOf("stat/front-strike/POWER"),
    );
    expect(topics.indexOf("zigbee2mqtt/hall-smoke")).toBeLessThanOrEqual(last);
    expect(topics.at(-1)).toMatch(/LWT|online|availability/);
    expect(new Set(topics).size).toBe(topics.length);
  });

  it("lets several parts of a site share one device", () => {
    const shared = { profile: "shelly-gen2-input", topic: "i4" };
    const plan = planSite(
      site(
        [],
        [
          sensor("button", "exit-request", shared),
          sensor("contact", "contact", { ...shared, id: 1 }),
        ],
      ),
      new Set(),
    );
    const notice = {
      method: "NotifyStatus",
      params: { "input:0": { state: true }, "input:1": { state: true } },
    };
    const inputs = plan.understand(said("i4/events/rpc", notice)).flatMap((each) => each.inputs);
    expect(inputs).toMatchObject([
      { sensor: "button", value: "alarm" },
      { sensor: "contact", value: "closed" },
    ]);
  });

  it("takes a relay's output for a report only where feedback and monitor say so", () => {
    const relay = (more: object) => ({ profile: "shelly-gen2-switch", topic: "r", ...more });
    const reports = (monitor: boolean, feedback: string) => {
      const device = relay({ feedback });
      const plan = planSite(site([door("d", [lock("l", { monitor, device })])], []), new Set());
      return plan
        .understand(said("r/status/switch:0", { output: true }))
        .flatMap((each) => each.inputs);
    };
    expect(reports(true, "output")).toMatchObject([{ type: "report", bolt: "locked" }]);
    expect(reports(true, "none")).toEqual([]);
    expect(reports(false, "output")).toEqual([]);
  });

  it("knows nothing of a sensor whose device is gone", () => {
    const plan = planSite(SMALL_OFFICE, new Set());
    const [heard] = plan.understand(
      said("zigbee2mqtt/hall-smoke/availability", { state: "offline" }, true),
    );
    expect(heard?.inputs).toMatchObject([{ sensor: "hall-smoke", value: "unknown" }]);
  });

  it.each([
    ["cut off", '{"smoke":tr', /not JSON/],
    ["too long", JSON.stringify({ note: "x".repeat(20_000) }), /longer than/],
  ])("tells of a device's message that is %s", (_, text, problem) => {
    const plan = planSite(SMALL_OFFICE, new Set());
    const message = {
      topic: "zigbee2mqtt/hall-smoke",
      payload: Buffer.from(text),
      retained: false,
    };
    expect(plan.understand(message)).toEqual([
      { inputs: [], problem: expect.stringMatching(problem) },
    ]);
  });

  it("passes over what a device says of other things", () => {
    const plan = planSite(SMALL_OFFICE, new Set());
    expect(plan.understand(said("zigbee2mqtt/hall-smoke", { linkquality: 3 }))).toEqual([
      { inputs: [] },
    ]);
  });

  it("takes a battery or a cover without a value for a sign of life, kept ones as such", () => {
    const plan = planSite(SMALL_OFFICE, new Set());
    const heard = (payload: object, retained = false) =>
      plan.understand(said("zigbee2mqtt/hall-smoke", payload, retained))[0]?.inputs;
    const [battery] = heard({ battery: 40, linkquality: 3 }) ?? [];
    expect(battery).toMatchObject({ sensor: "hall-smoke", battery: { percent: 40 } });
    expect(battery).not.toHaveProperty("value");
    expect(battery).not.toHaveProperty("retained");
    expect(heard({ tamper: true })).toMatchObject([{ tamper: true }]);
    expect(heard({ battery: 40 }, true)).toMatchObject([{ retained: true }]);
  });

  it("reads its own words with a battery, with or without a value, and never nothing", () => {
    const plan = planSite(site([], [sensor("hall", "smoke", null)]), new Set());
    const heard = (payload: object) =>
      plan.understand(said("egress/office/sensor/hall/reading", payload));
    expect(heard({ battery: { low: true } })[0]?.inputs).toMatchObject([
      { battery: { low: true } },
    ]);
    expect(heard({})).toMatchObject([{ inputs: [], problem: expect.stringContaining("missing") }]);
  });

  it("gives every wrong binding with its path in the site", () => {
    const wrong = site(
      [door("d", [lock("l", { device: { profile: "magic" } })])],
      [sensor("s", "smoke", { profile: "zigbee2mqtt", topic: "hall" })],
    );
    try {
      planSite(wrong, new Set());
      expect.unreachable();
    } catch (error) {
      expect(isEgressError(error) && error.problems.map(({ path }) => path)).toEqual([
        "sensors[0].device.topic",
        "doors[0].locks[0].device.profile",
      ]);
    }
  });
});
