import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DeviceObserver } from "../../demo/device-observer.ts";
import {
  NutUps,
  type Product,
  ShellyGen2Inputs,
  ShellyGen2Relay,
  TasmotaRelay,
  WiredMaglock,
  ZigbeeContact,
  ZigbeeDetector,
  ZigbeeLock,
  ZigbeePlug,
} from "../../demo/products/index.ts";
import { bindDevice, type Device } from "../../src/devices/index.ts";
import { type RunningBroker, startEmbeddedBroker } from "../../src/mqtt/index.ts";
import type { CommandMessage } from "../../src/site-handle.ts";

const WAIT_MS = 4_000;

let broker: RunningBroker;
let hand: MqttClient;
let observer: DeviceObserver;
const products: Product[] = [];
let count = 0;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ kind: "embedded", port: 0 }, null, () => undefined);
});

afterAll(async () => {
  await broker.close();
});

beforeEach(async () => {
  hand = await connectAsync(broker.url);
  observer = await DeviceObserver.watch(broker.url);
});

afterEach(async () => {
  for (const product of products.splice(0)) await product.stop();
  await hand.endAsync(true);
  await observer.close();
});

/** Plugs a product in under a name of its own, since the broker keeps what earlier ones said. */
async function plugIn<P extends Product>(make: (name: string) => P): Promise<P> {
  count += 1;
  const product = make(`product-${count}`);
  products.push(product);
  await product.start();
  return product;
}

const send = (topic: string, payload: unknown) =>
  hand.publishAsync(topic, typeof payload === "string" ? payload : JSON.stringify(payload), {
    qos: 1,
  });

/** The next message on a topic, from `mark` on, that fits. */
async function says(
  topic: string,
  fits: (payload: string) => boolean = () => true,
  mark = 0,
): Promise<string> {
  const place = await observer.sightings.first(
    (heard) => heard.topic === topic && fits(heard.payload),
    mark,
    WAIT_MS,
  );
  const seen = place === null ? undefined : observer.sightings.since(place)[0];
  if (seen === undefined) {
    const heard = observer.sightings.since(mark).map((one) => `${one.topic} ${one.payload}`);
    throw new Error(`${topic} did not say so; heard:\n${heard.join("\n")}`);
  }
  return seen.payload;
}

const object = (payload: string) => JSON.parse(payload) as Record<string, unknown>;
const having =
  (wanted: Readonly<Record<string, unknown>>) =>
  (payload: string): boolean =>
    Object.entries(wanted).every(([key, value]) => object(payload)[key] === value);

function bound(binding: unknown, use: Parameters<typeof bindDevice>[1]): Device {
  const device = bindDevice(binding, use);
  if (!device.ok) throw new Error(JSON.stringify(device.problems));
  return device.device;
}

/** What Egress makes of the last message on a topic. */
const readBack = (device: Device, topic: string, payload: string) =>
  device.read({ topic, payload: Buffer.from(payload), retained: false });

const order = (
  to: CommandMessage["to"],
  energise: boolean | null,
  leaseSeconds: number | null = null,
): CommandMessage => ({
  target: "lock",
  door: "front",
  to,
  energise,
  because: "a test",
  id: "order-1",
  expires: "2026-01-01T00:00:00Z",
  leaseSeconds,
});

/** Sends the packets that Egress would send. */
async function obey(device: Device, command: CommandMessage): Promise<void> {
  const prepared = command.leaseSeconds === null ? [] : device.prepare(command.leaseSeconds);
  for (const { topic, payload } of [...prepared, ...device.encode(command)]) {
    await send(topic, payload);
  }
}

describe("a Zigbee smoke detector", () => {
  const plugInDetector = () => plugIn((name) => new ZigbeeDetector(name, broker.url));

  it.each([
    ["smoke", (it: ZigbeeDetector) => it.detect(true), "alarm"],
    ["its test button", (it: ZigbeeDetector) => it.test(true), "test"],
    ["a battery report", (it: ZigbeeDetector) => it.reportBattery(9), "clear"],
  ])("tells of %s in words that Egress reads", async (_, happens, value) => {
    const detector = await plugInDetector();
    const device = bound({ profile: "zigbee2mqtt", topic: detector.topic }, "smoke");
    await says(detector.topic);
    const mark = observer.sightings.mark;
    happens(detector);
    const payload = await says(detector.topic, () => true, mark);
    expect(readBack(device, detector.topic, payload)).toMatchObject({ value, tamper: false });
  });

  it("tells an old alarm again with a later battery report, from zigbee2mqtt's cache", async () => {
    const detector = await plugInDetector();
    detector.detect(true);
    await says(detector.topic, having({ smoke: true }));
    const mark = observer.sightings.mark;
    detector.reportBattery(96);
    const report = await says(detector.topic, having({ battery: 96 }), mark);
    expect(object(report)).toMatchObject({ smoke: true, battery: 96, linkquality: 112 });
  });

  it("is kept by the broker, so that a late listener hears it, and its tamper too", async () => {
    const detector = await plugInDetector();
    detector.tamper(true);
    await says(detector.topic, having({ tamper: true }));
    await observer.close();
    observer = await DeviceObserver.watch(broker.url);
    expect(object(await says(detector.topic))).toMatchObject({ smoke: false, tamper: true });
    expect(object(await says(`${detector.topic}/availability`))).toEqual({ state: "online" });
  });

  it("of carbon monoxide speaks of that", async () => {
    const detector = await plugIn(
      (name) => new ZigbeeDetector(name, broker.url, "carbon_monoxide"),
    );
    const device = bound({ profile: "zigbee2mqtt", topic: detector.topic }, "carbon-monoxide");
    detector.detect(true);
    const payload = await says(detector.topic, having({ carbon_monoxide: true }));
    expect(readBack(device, detector.topic, payload)).toMatchObject({ value: "alarm" });
  });
});

describe("a Zigbee contact", () => {
  it("says true when it is closed", async () => {
    const contact = await plugIn((name) => new ZigbeeContact(name, broker.url));
    const device = bound({ profile: "zigbee2mqtt", topic: contact.topic }, "contact");
    const first = await says(contact.topic);
    expect(readBack(device, contact.topic, first)).toMatchObject({ value: "closed" });
    contact.move("open");
    const payload = await says(contact.topic, having({ contact: false }));
    expect(readBack(device, contact.topic, payload)).toMatchObject({ value: "open" });
  });
});

describe("a Zigbee lock", () => {
  const MOTOR_MS = 30;
  const plugInLock = () => plugIn((name) => new ZigbeeLock(name, broker.url, MOTOR_MS));

  it("says once where it was while its motor runs, and then where it got to", async () => {
    const lock = await plugInLock();
    const device = bound({ profile: "zigbee2mqtt", topic: lock.topic }, "lock");
    await says(lock.topic);
    const mark = observer.sightings.mark;
    await obey(device, order("locked", null));
    await says(lock.topic, having({ lock_state: "locked" }), mark);
    const bolts = observer.sightings
      .since(mark)
      .filter(({ topic }) => topic === lock.topic)
      .map(({ topic, payload }) => readBack(device, topic, payload)?.bolt);
    expect(bolts).toEqual(["unlocked", "locked"]);
    expect(lock.bolt).toBe("locked");
  });

  it("jams when something is in the way, and unlocks again once it is gone", async () => {
    const lock = await plugInLock();
    const device = bound({ profile: "zigbee2mqtt", topic: lock.topic }, "lock");
    lock.block(true);
    await obey(device, order("locked", null));
    const jam = await says(lock.topic, having({ lock_state: "not_fully_locked" }));
    expect(readBack(device, lock.topic, jam)).toMatchObject({ bolt: "jammed" });
    lock.block(false);
    const mark = observer.sightings.mark;
    await obey(device, order("unlocked", null));
    await says(lock.topic, having({ lock_state: "unlocked" }), mark + 1);
    expect(lock.bolt).toBe("unlocked");
  });

  it("keeps its bolt where it is without batteries, and answers when it is asked", async () => {
    const lock = await plugInLock();
    await send(`${lock.topic}/set`, { state: "LOCK" });
    await says(lock.topic, having({ lock_state: "locked" }));
    await lock.powerCycle();
    const mark = observer.sightings.mark;
    await send(`${lock.topic}/get`, { state: "" });
    expect(object(await says(lock.topic, () => true, mark))).toMatchObject({ state: "LOCK" });
  });

  it("shrugs at nonsense", async () => {
    const lock = await plugInLock();
    const mark = observer.sightings.mark;
    for (const payload of ["", "LOCK", "[]", "{", '{"state":1}', '{"state":"OPEN"}']) {
      await send(`${lock.topic}/set`, payload);
    }
    await send(`${lock.topic}/get`, { state: "" });
    await says(lock.topic, having({ lock_state: "unlocked" }), mark);
    expect(lock.bolt).toBe("unlocked");
  });
});

describe("a Zigbee socket with a door holder", () => {
  it("holds from power up, lets go when it is told, and says so", async () => {
    const plug = await plugIn((name) => new ZigbeePlug(name, broker.url, { atPowerUp: "on" }));
    const device = bound({ profile: "zigbee2mqtt", topic: plug.topic }, "holder");
    expect(plug.on).toBe(true);
    await obey(device, order("released", null));
    await says(plug.topic, having({ state: "OFF" }));
    expect(plug.on).toBe(false);
    await plug.powerCycle();
    expect(plug.on).toBe(true);
    plug.press();
    expect(plug.on).toBe(false);
  });

  it("goes off by itself after its on_time", async () => {
    const plug = await plugIn((name) => new ZigbeePlug(name, broker.url));
    await send(`${plug.topic}/set`, { state: "ON", on_time: 0.05 });
    await says(plug.topic, having({ state: "ON" }));
    await says(plug.topic, having({ state: "OFF" }), observer.sightings.mark - 1);
    expect(plug.on).toBe(false);
  });
});

describe("a Shelly relay with a maglock on it", () => {
  const plugInShelly = () => plugIn((name) => new ShellyGen2Relay(name, broker.url));
  const call = (relay: ShellyGen2Relay, method: string, params: object, id = 7) =>
    send(`${relay.name}/rpc`, { id, src: "tester", method, params });

  it("takes Egress's order, answers the caller, and tells of it twice", async () => {
    const relay = await plugInShelly();
    const maglock = new WiredMaglock(() => relay.output);
    const binding = { profile: "shelly-gen2-switch", topic: relay.name, feedback: "output" };
    const device = bound(binding, "lock");
    await obey(device, order("locked", true, 60));
    const notice = await says(`${relay.name}/events/rpc`);
    const status = await says(`${relay.name}/status/switch:0`, having({ output: true }));
    expect(readBack(device, `${relay.name}/events/rpc`, notice)).toMatchObject({ energised: true });
    expect(object(status)).toMatchObject({ id: 0, output: true, timer_duration: 60 });
    expect(object(await says("egress/rpc"))).toMatchObject({
      src: relay.name,
      result: { was_on: false },
    });
    expect(maglock.energised).toBe(true);
  });

  it("lets go after toggle_after unless it is told again in time", async () => {
    const relay = await plugInShelly();
    const renew = () => call(relay, "Switch.Set", { id: 0, on: true, toggle_after: 0.4 });
    await renew();
    await says(`${relay.name}/status/switch:0`, having({ output: true }));
    const held = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 250));
    await renew();
    await says(`${relay.name}/status/switch:0`, having({ output: false, source: "timer" }));
    expect(Date.now() - held).toBeGreaterThan(600);
    expect(relay.output).toBe(false);
  });

  it("comes on again by itself when it is told off with toggle_after: the trap", async () => {
    const relay = await plugInShelly();
    await call(relay, "Switch.Set", { id: 0, on: false, toggle_after: 0.05 });
    await says(`${relay.name}/status/switch:0`, having({ output: true, source: "timer" }));
    expect(relay.output).toBe(true);
  });

  it("is off after a power cut, and the broker says that it was gone", async () => {
    const relay = await plugInShelly();
    await call(relay, "Switch.Set", { id: 0, on: true });
    await says(`${relay.name}/status/switch:0`, having({ output: true }));
    await relay.unplug();
    await says(`${relay.name}/online`, (payload) => payload === "false");
    expect([relay.powered, relay.output]).toEqual([false, false]);
    const mark = observer.sightings.mark;
    await relay.plug();
    await says(`${relay.name}/online`, (payload) => payload === "true", mark);
    await says(`${relay.name}/status/switch:0`, having({ output: false, source: "init" }), mark);
  });

  it.each([
    ["a method that it hasn't got", "Switch.Explode", {}, 404],
    ["a switch that it hasn't got", "Switch.Set", { id: 4, on: true }, -103],
    ["an order without on", "Switch.Set", { id: 0 }, -103],
  ])("answers %s with an error, and does nothing", async (_, method, params, code) => {
    const relay = await plugInShelly();
    const mark = observer.sightings.mark;
    await call(relay, method, params);
    expect(object(await says("tester/rpc", () => true, mark))["error"]).toMatchObject({ code });
    expect(relay.output).toBe(false);
  });

  it("tells everything when it is asked for a status update", async () => {
    const relay = await plugInShelly();
    const mark = observer.sightings.mark;
    await send(`${relay.name}/command`, "status_update");
    await says(`${relay.name}/status/switch:0`, having({ output: false }), mark);
  });

  it("feeds a maglock only while the exit button and the green box leave the wire whole", async () => {
    const relay = await plugInShelly();
    const maglock = new WiredMaglock(() => relay.output);
    await call(relay, "Switch.Set", { id: 0, on: true });
    await says(`${relay.name}/status/switch:0`, having({ output: true }));
    maglock.break("green box", true);
    maglock.break("exit button", true);
    expect(maglock.energised).toBe(false);
    maglock.break("exit button", false);
    expect(maglock.energised).toBe(false);
    maglock.break("green box", false);
    expect(maglock.energised).toBe(true);
  });
});

describe("a Shelly with four inputs", () => {
  it.each([
    ["mains that are sensed", "power", "on", "off"],
    ["an alarm panel's contact", "intrusion", "alarm", "clear"],
    ["an exit button", "exit-request", "alarm", "clear"],
  ] as const)("reads %s", async (_, kind, closed, opened) => {
    const inputs = await plugIn((name) => new ShellyGen2Inputs(name, broker.url, [2]));
    const device = bound({ profile: "shelly-gen2-input", topic: inputs.name, id: 2 }, kind);
    const topic = `${inputs.name}/status/input:2`;
    expect(readBack(device, topic, await says(topic))).toMatchObject({ value: closed });
    inputs.set(2, false);
    const notice = await says(`${inputs.name}/events/rpc`);
    expect(readBack(device, `${inputs.name}/events/rpc`, notice)).toMatchObject({ value: opened });
  });
});

describe("a Tasmota relay", () => {
  const plugInTasmota = () => plugIn((name) => new TasmotaRelay(name, broker.url));
  const told = (relay: TasmotaRelay, command: string, payload: string) =>
    send(`cmnd/${relay.name}/${command}`, payload);

  it("takes Egress's order and its lease, and tells of both", async () => {
    const relay = await plugInTasmota();
    const binding = { profile: "tasmota-relay", topic: relay.name, feedback: "output" };
    const device = bound(binding, "lock");
    await obey(device, order("locked", true, 60));
    const power = await says(`stat/${relay.name}/POWER`);
    expect(readBack(device, `stat/${relay.name}/POWER`, power)).toMatchObject({ energised: true });
    const pulse = await says(`stat/${relay.name}/RESULT`, (text) => text.includes("PulseTime1"));
    expect(object(pulse)["PulseTime1"]).toMatchObject({ Set: 160 });
    expect(relay.output).toBe(true);
  });

  it("lets go at the end of its pulse, which every ON starts anew", async () => {
    const relay = await plugInTasmota();
    await told(relay, "PulseTime1", "4");
    await told(relay, "POWER1", "ON");
    const held = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 250));
    await told(relay, "POWER1", "ON");
    await says(`stat/${relay.name}/POWER`, (payload) => payload === "OFF");
    expect(Date.now() - held).toBeGreaterThan(600);
  });

  it("forgets its pulse when it is asked for POWER, as the real one does: no lease any more", async () => {
    const relay = await plugInTasmota();
    await told(relay, "PulseTime", "2");
    await told(relay, "POWER", "ON");
    await told(relay, "POWER", "");
    await told(relay, "PulseTime", "");
    const pulse = await says(
      `stat/${relay.name}/RESULT`,
      (text) => text.includes("Remaining") && text.includes('"Set":2'),
      observer.sightings.mark,
    );
    expect(object(pulse)["PulseTime1"]).toEqual({ Set: 2, Remaining: 0 });
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(relay.output).toBe(true);
  });

  it("answers STATE without touching its pulse", async () => {
    const relay = await plugInTasmota();
    await told(relay, "PulseTime", "3");
    await told(relay, "POWER", "ON");
    await told(relay, "STATE", "");
    await says(`stat/${relay.name}/RESULT`, (text) => text.includes("Wifi"));
    await says(`stat/${relay.name}/POWER`, (payload) => payload === "OFF");
    expect(relay.output).toBe(false);
  });

  it("is off after a power cut but keeps its pulse, and its will says Offline", async () => {
    const relay = await plugInTasmota();
    await told(relay, "PulseTime", "160");
    await told(relay, "POWER", "ON");
    await says(`stat/${relay.name}/POWER`, (payload) => payload === "ON");
    await relay.unplug();
    await says(`tele/${relay.name}/LWT`, (payload) => payload === "Offline");
    const mark = observer.sightings.mark;
    await relay.plug();
    expect(object(await says(`tele/${relay.name}/STATE`, () => true, mark))["POWER"]).toBe("OFF");
    await told(relay, "PulseTime", "");
    const pulse = await says(`stat/${relay.name}/RESULT`, (text) => text.includes("Set"), mark);
    expect(object(pulse)["PulseTime1"]).toEqual({ Set: 160, Remaining: 0 });
  });
});

describe("a UPS read by NUT", () => {
  it.each([
    ["OL", "online"],
    ["OB DISCHRG", "on-battery"],
    ["OB DISCHRG LB", "low"],
  ] as const)("that says %s is %s", async (nut, status) => {
    const topic = `egress/house/sensor/ups-${count}/reading`;
    const ups = await plugIn((name) => new NutUps(name, broker.url, topic));
    ups.set({ "ups.status": nut, "battery.charge": 61, "battery.runtime": 900 });
    const payload = await says(topic, (text) => text.includes("61"));
    expect(object(payload)).toEqual({ value: { status, percent: 61, runtimeSeconds: 900 } });
  });
});

describe("every product", () => {
  const kinds: readonly [string, (name: string) => Product, (name: string) => string][] = [
    ["a detector", (name) => new ZigbeeDetector(name, broker.url), zigbee],
    ["a contact", (name) => new ZigbeeContact(name, broker.url), zigbee],
    ["a lock", (name) => new ZigbeeLock(name, broker.url), zigbee],
    ["a socket", (name) => new ZigbeePlug(name, broker.url), zigbee],
    ["a Shelly relay", (name) => new ShellyGen2Relay(name, broker.url), (name) => `${name}/online`],
    ["Shelly inputs", (name) => new ShellyGen2Inputs(name, broker.url), (name) => `${name}/online`],
    ["a Tasmota relay", (name) => new TasmotaRelay(name, broker.url), (name) => `tele/${name}/LWT`],
  ];

  it.each(kinds)(
    "%s says goodbye when it stops, and is missed when it is cut",
    async (_, make, at) => {
      const product = await plugIn(make);
      const topic = at(product.name);
      const gone = (payload: string) => /offline|false/i.test(payload);
      const back = (payload: string) => /online|true/i.test(payload);
      await says(topic, back);
      await product.stop();
      await says(topic, gone);
      expect(product.powered).toBe(false);
      let mark = observer.sightings.mark;
      await product.plug();
      await says(topic, back, mark);
      mark = observer.sightings.mark;
      await product.unplug();
      await says(topic, gone, mark);
      expect(product.powered).toBe(false);
    },
  );

  it("says plainly that it found no broker", async () => {
    const lost = new ShellyGen2Relay("lost", "mqtt://127.0.0.1:9");
    await expect(lost.start()).rejects.toThrow("lost found no broker");
    await lost.stop();
  });
});

function zigbee(name: string): string {
  return `zigbee2mqtt/${name}/availability`;
}
