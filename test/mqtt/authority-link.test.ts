import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AuthorityLink, linkAuthority } from "../../src/mqtt/authority-link.ts";
import { BOTH_BROKERS } from "../broker/both-brokers.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import type { TestBroker } from "../broker/mosquitto.ts";
import { NONSENSE } from "./nonsense.ts";
import {
  command,
  doorState,
  type RecordingAuthority,
  recordingAuthority,
} from "./recording-authority.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const WITHIN = { timeout: 10_000, interval: 10 };
const status = (value: unknown) => value as { state: string; challenge: string };

describe.each(BOTH_BROKERS)("an authority on %s", (_, startBroker) => {
  let broker: TestBroker;
  let other: Bystander;
  let authority: RecordingAuthority;
  let link: AuthorityLink;
  const lines: string[] = [];

  const openLink = async (wired: ReadonlySet<string> = new Set()) => {
    link = await linkAuthority(authority, {
      broker: { kind: "external", url: broker.url },
      authority: "egress run",
      wired,
      log: (_level, line) => lines.push(line),
    });
    await link.ready;
  };

  beforeEach(async () => {
    lines.length = 0;
    broker = await startBroker();
    other = await bystander(broker.url);
    authority = recordingAuthority(SMALL_OFFICE);
  });
  afterEach(async () => {
    await link.close();
    await other.leave();
    await broker.stop();
  });

  it("keeps its status, the site and every state on the broker", async () => {
    await openLink();
    await other.hears("egress/office/status", (value) => status(value).state === "online");
    const late = await bystander(broker.url, ["egress/office/#"]);
    await late.hears("egress/office/status");
    expect(late.last("egress/office/status")).toMatchObject({
      state: "online",
      authority: "egress run",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      challenge: expect.stringMatching(/^[\w-]{22}$/),
    });
    await late.hears("egress/office/area/lobby/state");
    expect(late.last("egress/office/site")).toMatchObject({ id: "office", version: 1 });
    expect(late.last("egress/office/door/front/state")).toMatchObject({ outside: "unknown" });
    expect(late.last("egress/office/sensor/hall-smoke/state")).toMatchObject({ kind: "smoke" });
    expect(late.last("egress/office/supply/grid/state")).toMatchObject({ status: "live" });
    expect(late.heard.every((each) => each.retained)).toBe(true);
    await late.leave();
  });

  it("publishes a state only when more than its time changed, and events without keeping them", async () => {
    await openLink();
    other.forget();
    const change = (more: object) => ({ doors: [doorState("front", more)] });
    authority.decide([], change({ at: "2026-02-02T00:00:00.000Z" }));
    authority.happen("nothing-new");
    await other.hears("egress/office/event");
    authority.decide([], change({ outside: "locked" }));
    authority.happen("door-locked");
    await other.hears(
      "egress/office/event",
      (event) => (event as { type: string }).type === "door-locked",
    );
    await other.hears("egress/office/door/front/state");
    expect(other.on("egress/office/door/front/state")).toEqual([
      expect.objectContaining({ outside: "locked" }),
    ]);
    const late = await bystander(broker.url, ["egress/office/event", "egress/office/site"]);
    await late.hears("egress/office/site");
    expect(late.on("egress/office/event")).toEqual([]);
    await late.leave();
  });

  it("sends a decision's orders before the states that it changed", async () => {
    await openLink();
    other.forget();
    authority.decide(
      [
        command("front-maglock", "unlocked"),
        command("side-bolt", "unlocked", { energise: null }),
        command("plain-lock", "unlocked"),
      ],
      { doors: [doorState("front", { outside: "unlocked" })] },
    );
    await other.hears("egress/office/door/front/state");
    const order = other.heard
      .map((each) => each.topic)
      .filter(
        (topic) =>
          /rpc$|set$|(command|state)$/.test(topic) &&
          !topic.startsWith("shellyplus1-front/command") &&
          !topic.startsWith("shellyplusi4-hall/command"),
      );
    expect(order).toEqual([
      "shellyplus1-front/rpc",
      "zigbee2mqtt/side-bolt/set",
      "egress/office/lock/plain-lock/command",
      "egress/office/door/front/state",
    ]);
    expect(other.heard.filter((each) => each.topic.endsWith("/plain-lock/command"))).toEqual([
      expect.objectContaining({ retained: false, qos: 0 }),
    ]);
  });

  it("lets a release for life stand that needs power, whatever lease the device remembers", async () => {
    authority = recordingAuthority({
      ...SMALL_OFFICE,
      doors: SMALL_OFFICE.doors.map((door) => ({
        ...door,
        locks: door.locks.map((lock) => ({ ...lock, controllerLoss: "release" as const })),
      })),
    });
    await openLink();
    const open = { energise: true } as const;
    authority.decide([command("front-strike", "unlocked", { ...open, leaseSeconds: 60 })]);
    await other.hears("cmnd/front-strike/PulseTime1", (value) => value === 160);
    authority.decide([command("front-strike", "unlocked", { ...open, leaseSeconds: null })]);
    await other.hears("cmnd/front-strike/PulseTime1", (value) => value === 0);
    authority.decide([command("front-strike", "unlocked", { ...open, leaseSeconds: 90 })]);
    await other.hears("cmnd/front-strike/PulseTime1", (value) => value === 190);
    const said = other.heard.filter(({ topic }) => topic.startsWith("cmnd/front-strike/P"));
    expect(said.slice(0, 4).map(({ topic }) => topic.split("/").at(-1))).toEqual([
      "PulseTime1",
      "POWER1",
      "PulseTime1",
      "POWER1",
    ]);
  });

  it("orders each product in its own words, holds a lease and tells what the lock reports", async () => {
    await openLink();
    authority.decide([
      command("front-maglock", "locked", { leaseSeconds: 60 }),
      command("front-strike", "unlocked", { energise: true, leaseSeconds: 60 }),
      command("side-bolt", "locked", { energise: null }),
      command("back-lock", "locked", { id: "o-1" }),
      command("back-holder", "held", { energise: true }),
    ]);
    await other.hears("egress/office/lock/back-holder/command");
    expect(other.last("shellyplus1-front/rpc")).toMatchObject({
      method: "Switch.Set",
      params: { id: 0, on: true, toggle_after: 60 },
    });
    expect(other.last("cmnd/front-strike/PulseTime1")).toBe(160);
    expect(other.last("cmnd/front-strike/POWER1")).toBe("ON");
    expect(other.last("zigbee2mqtt/side-bolt/set")).toEqual({ state: "LOCK" });
    expect(other.last("back/set")).toEqual({ do: "locked", ref: "o-1" });
    expect(other.last("egress/office/lock/back-holder/command")).toEqual({
      to: "held",
      energise: true,
      because: "The door is at rest.",
      id: "order-back-holder-held",
      expires: expect.any(String),
      leaseSeconds: null,
    });

    await other.say("shellyplus1-front/events/rpc", {
      method: "NotifyStatus",
      params: { "switch:0": { id: 0, output: true } },
    });
    await other.say("stat/front-strike/POWER", "ON");
    await other.say("zigbee2mqtt/side-bolt", { state: "LOCK", lock_state: "locked" });
    await other.say("back/state", "locked");
    await other.say("egress/office/lock/plain-lock/report", { bolt: "jammed" });
    await vi.waitFor(() => expect(authority.reports("plain-lock")).toHaveLength(1), WITHIN);
    expect(authority.reports("front-maglock").map((each) => each.bolt)).toEqual(["locked"]);
    expect(authority.reports("side-bolt").map((each) => each.bolt)).toEqual(["locked"]);
    expect(authority.reports("back-lock").map((each) => each.bolt)).toEqual(["locked"]);
    expect(authority.reports("front-strike"), "a relay's echo is no bolt").toEqual([]);
  });

  it("reads alarms, kept ones too, before it says that its inputs are read", async () => {
    await other.say("zigbee2mqtt/hall-smoke", { smoke: true, battery: 80 }, { retain: true });
    await other.say(
      "egress/office/sensor/lobby-call-point/reading",
      { value: "alarm" },
      { retain: true },
    );
    const inputsRead = vi.spyOn(authority, "inputsRead");
    inputsRead.mockImplementation(() => {
      expect(authority.readings("hall-smoke")).toHaveLength(1);
      expect(authority.readings("lobby-call-point")).toHaveLength(1);
    });
    await openLink();
    expect(inputsRead).toHaveBeenCalledTimes(1);
    expect(authority.readings("hall-smoke")[0]).toMatchObject({
      value: "alarm",
      battery: { percent: 80 },
      retained: true,
      stamp: expect.any(String),
    });
    await other.say("zigbee2mqtt/hall-smoke", { smoke: false });
    await vi.waitFor(() => expect(authority.readings("hall-smoke")).toHaveLength(2), WITHIN);
    expect(authority.readings("hall-smoke")[1]).toMatchObject({ value: "clear" });
    expect(authority.readings("hall-smoke")[1]?.retained).toBeUndefined();
  });

  it("takes no kept report for the place of a bolt", async () => {
    await other.say("back/state", "locked", { retain: true });
    await other.say("egress/office/lock/plain-lock/report", { bolt: "locked" }, { retain: true });
    await openLink();
    expect(authority.told.filter((each) => each.type === "report")).toEqual([]);
  });

  it("leaves locks on wires alone", async () => {
    await openLink(new Set(["plain-lock", "back-holder"]));
    other.forget();
    authority.decide([command("plain-lock", "locked"), command("back-lock", "locked")]);
    await other.hears("back/set");
    expect(other.on("egress/office/lock/plain-lock/command")).toEqual([]);
    expect(authority.links("plain-lock")).toEqual([]);
  });

  it("knows the way to a lock as open or shut, by the broker and by the device", async () => {
    await other.say("back/online", "offline", { retain: true });
    await openLink();
    expect(authority.links("plain-lock")).toEqual(["down", "up"]);
    expect(authority.links("back-lock")).toEqual(["down"]);
    await other.say("back/online", "online", { retain: true });
    await vi.waitFor(() => expect(authority.links("back-lock")).toEqual(["down", "up"]), WITHIN);
    await broker.stop();
    await vi.waitFor(
      () => expect(authority.links("plain-lock")).toEqual(["down", "up", "down"]),
      WITHIN,
    );
    await broker.start();
    await vi.waitFor(
      () => expect(authority.links("plain-lock")).toEqual(["down", "up", "down", "up"]),
      WITHIN,
    );
    expect(authority.timesRead).toBe(1);
  });

  it("says whether alarms can be heard, where devices on the broker raise them", async () => {
    await openLink();
    expect(authority.alarmLinks).toEqual(["down", "up"]);
    await broker.stop();
    await vi.waitFor(() => expect(authority.alarmLinks).toEqual(["down", "up", "down"]), WITHIN);
    await broker.start();
    await vi.waitFor(() => expect(authority.alarmLinks.at(-1)).toBe("up"), WITHIN);
  });

  it("says nothing of it where no sensor has spoken over the broker, until one does", async () => {
    const sensors = SMALL_OFFICE.sensors.map((one) => ({ ...one, device: null }));
    authority = recordingAuthority({ ...SMALL_OFFICE, sensors });
    await openLink();
    await broker.stop();
    await vi.waitFor(() => expect(link.connected).toBe(false), WITHIN);
    expect(authority.alarmLinks).toEqual([]);
    await broker.start();
    await vi.waitFor(() => expect(link.connected).toBe(true), WITHIN);
    await vi.waitFor(() => expect(other.client.connected).toBe(true), WITHIN);
    await other.say("egress/office/sensor/hall-smoke/reading", { value: "clear" });
    await vi.waitFor(() => expect(authority.readings("hall-smoke")).toHaveLength(1), WITHIN);
    await broker.stop();
    await vi.waitFor(() => expect(authority.alarmLinks).toEqual(["down"]), WITHIN);
  });

  it("asks for every input anew after a gap, on the connections that stand", async () => {
    await openLink();
    const links = authority.links("plain-lock");
    expect(authority.timesRead).toBe(1);
    authority.happen("clock-gap");
    await vi.waitFor(() => expect(authority.timesRead).toBe(2), WITHIN);
    expect(authority.links("plain-lock")).toEqual(links);
    authority.happen("door-locked");
    await other.hears(
      "egress/office/event",
      (value) => Reflect.get(Object(value), "type") === "door-locked",
    );
    expect(authority.timesRead).toBe(2);
  });

  it("puts every state back after the broker lost its memory", async () => {
    await openLink();
    await broker.restart();
    await vi.waitFor(() => expect(link.connected).toBe(true), WITHIN);
    const late = await bystander(broker.url, ["egress/office/#"]);
    await late.hears("egress/office/door/plain-door/state");
    await late.hears("egress/office/status", (value) => status(value).state === "online");
    await late.hears("egress/office/site");
    await late.leave();
  });

  it("sends nothing after an outage that was ordered during it", async () => {
    await openLink();
    await broker.stop();
    await vi.waitFor(() => expect(authority.links("plain-lock").at(-1)).toBe("down"), WITHIN);
    authority.decide([command("plain-lock", "unlocked"), command("side-bolt", "unlocked")]);
    await broker.start();
    await vi.waitFor(() => expect(other.client.connected).toBe(true), WITHIN);
    await vi.waitFor(() => expect(link.connected).toBe(true), WITHIN);
    authority.decide([command("plain-lock", "locked")]);
    await other.hears("egress/office/lock/plain-lock/command");
    expect(other.on("egress/office/lock/plain-lock/command")).toEqual([
      expect.objectContaining({ to: "locked" }),
    ]);
    expect(other.on("zigbee2mqtt/side-bolt/set")).toEqual([]);
  });

  it("says goodbye, and gives no order in doing so", async () => {
    await openLink();
    await other.hears("egress/office/status", (value) => status(value).state === "online");
    const cleared = () =>
      other.heard.filter((each) => /marker/.test(each.topic) && each.text === "");
    await vi.waitFor(() => expect(cleared()).toHaveLength(2), WITHIN);
    other.forget();
    await link.close();
    await other.hears("egress/office/status", (value) => status(value).state === "offline");
    expect(new Set(other.heard.map((each) => each.topic))).toEqual(
      new Set(["egress/office/status"]),
    );
  });

  it("stays as it is under twenty kinds of nonsense on every topic that it hears", async () => {
    await openLink();
    const before = authority.told.length;
    const topics = [
      "egress/office/request",
      "egress/office/sensor/lobby-call-point/reading",
      "egress/office/sensor/grid-power/reading",
      "egress/office/sensor/ups-status/reading",
      "egress/office/sensor/front-contact/reading",
      "egress/office/lock/plain-lock/report",
      "zigbee2mqtt/hall-smoke",
      "zigbee2mqtt/hall-smoke/availability",
      "zigbee2mqtt/side-bolt",
      "shellyplus1-front/events/rpc",
      "shellyplus1-front/status/switch:0",
      "shellyplusi4-hall/events/rpc",
      "stat/front-strike/RESULT",
      "tele/front-strike/LWT",
      "back/online",
    ];
    for (const topic of topics) for (const payload of NONSENSE) await other.say(topic, payload);
    await other.say("egress/office/sensor/lobby-call-point/reading", { value: "clear" });
    await vi.waitFor(() => expect(authority.readings("lobby-call-point")).toHaveLength(1), WITHIN);
    expect(authority.told.slice(before)).toHaveLength(1);
    expect(authority.asked).toEqual([]);
    expect(link.connected).toBe(true);
    expect(lines.length, "the log is bounded").toBeLessThan(40);
  });
});
