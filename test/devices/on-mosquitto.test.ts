/**
 * A whole site with one lock of each product on a real mosquitto, through restarts of the device, the
 * broker and Egress, with everything the products keep retained. The twins: nothing spurious is ordered,
 * and a release that stands is said again.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, type TestContext, vi } from "vitest";
import {
  EsphomeNode,
  type Product,
  ShellyGen1Relay,
  ShellyGen2Relay,
  TasmotaRelay,
  ZigbeeLock,
  ZigbeePlug,
  ZwaveLock,
} from "../../demo/products/index.ts";
import type { DeviceBinding, LockDescription } from "../../src/core/site.ts";
import { type OpenAuthority, openAuthority } from "../../src/open-site.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { type Mosquitto, startMosquitto } from "../broker/mosquitto.ts";
import { door, lock, sensor, site } from "../mqtt/small-office.ts";

const WAIT = { timeout: 20_000, interval: 20 };

const WORDS: Partial<LockDescription> = {
  hardware: "electrified-lockset",
  failMode: "fail-as-is",
  controllerLoss: "hold",
};

interface Row {
  readonly name: string;
  readonly make: (url: string) => Product & { readonly powered: boolean };
  readonly binding: DeviceBinding;
  readonly lock: Partial<LockDescription>;
  /** Whether the product holds the door shut now. */
  readonly shut: (product: Product) => boolean;
  /** What orders look like on the wire, told apart from questions. */
  readonly orders: RegExp;
}

const relay = (output: boolean) => output;

const ROWS: readonly Row[] = [
  {
    name: "a Zigbee lock",
    make: (url) => new ZigbeeLock("front", url, 50),
    binding: { profile: "zigbee2mqtt", topic: "zigbee2mqtt/front" },
    lock: WORDS,
    shut: (product) => (product as ZigbeeLock).bolt === "locked",
    orders: /^zigbee2mqtt\/front\/set /,
  },
  {
    name: "a Zigbee relay",
    make: (url) => new ZigbeePlug("front", url),
    binding: {
      profile: "zigbee2mqtt",
      topic: "zigbee2mqtt/front",
      as: "relay",
      feedback: "output",
    },
    lock: {},
    shut: (product) => relay((product as ZigbeePlug).on),
    orders: /^zigbee2mqtt\/front\/set /,
  },
  {
    name: "a Shelly Gen1",
    make: (url) => new ShellyGen1Relay("shelly1-front", url),
    binding: { profile: "shelly-gen1-relay", topic: "shelly1-front", feedback: "output" },
    lock: { controllerLoss: "hold" },
    shut: (product) => relay((product as ShellyGen1Relay).output),
    orders: /^shellies\/shelly1-front\/relay\/0\/command /,
  },
  {
    name: "a Shelly Gen2",
    make: (url) => new ShellyGen2Relay("shellyplus1-front", url),
    binding: { profile: "shelly-gen2-switch", topic: "shellyplus1-front", feedback: "output" },
    lock: {},
    shut: (product) => relay((product as ShellyGen2Relay).output),
    orders: /^shellyplus1-front\/rpc /,
  },
  {
    name: "a Tasmota relay",
    make: (url) => new TasmotaRelay("front", url),
    binding: { profile: "tasmota-relay", topic: "front", feedback: "output" },
    lock: {},
    shut: (product) => relay((product as TasmotaRelay).output),
    orders: /^cmnd\/front\/(POWER|PulseTime)/,
  },
  {
    name: "a switch of ESPHome",
    make: (url) => new EsphomeNode("front", url),
    binding: {
      profile: "esphome",
      topic: "front",
      switch: "maglock",
      lease: true,
      feedback: "output",
    },
    lock: {},
    shut: (product) => relay((product as EsphomeNode).output),
    orders: /^front\/(switch\/maglock\/command|egress\/maglock\/hold) /,
  },
  {
    name: "a Z-Wave lock",
    make: (url) => new ZwaveLock("front", url),
    binding: {
      profile: "zwavejs-ui",
      topic: "zwave/front/98/0",
      gateway: "zwave/_CLIENTS/ZWAVE_GATEWAY-front",
      node: 5,
    },
    lock: WORDS,
    shut: (product) => (product as ZwaveLock).bolt === "locked",
    orders: /writeValue\/set |targetMode\/set /,
  },
];

interface House {
  readonly broker: Mosquitto;
  readonly product: Product;
  readonly other: Bystander;
  readonly lock: () => ReturnType<OpenAuthority["door"]>;
  readonly orders: () => readonly string[];
  open(): Promise<void>;
  close(): Promise<void>;
  ask(action: "lock" | "unlock"): Promise<unknown>;
  smoke(value: "alarm" | "clear"): Promise<void>;
  shut(): boolean;
  /** Waits until the link to the lock is seen to be open. */
  reachable(): Promise<void>;
}

async function house(row: Row, { onTestFinished }: TestContext): Promise<House> {
  const broker = await startMosquitto({ keeps: true });
  onTestFinished(() => broker.stop());
  const dataDir = mkdtempSync(join(tmpdir(), "egress-products-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const product = row.make(broker.url);
  await product.start();
  onTestFinished(() => product.stop());
  const other = await bystander(broker.url);
  onTestFinished(() => other.leave());
  other.client.on("connect", () => void other.client.subscribe("#", { qos: 1 }));
  let authority: OpenAuthority | null = null;
  onTestFinished(() => authority?.close());
  const state = () => authority?.door("front");
  return {
    broker,
    product,
    other,
    lock: state,
    orders: () =>
      other.heard
        .map(({ topic, text }) => `${topic} ${text}`)
        .filter((line) => row.orders.test(line)),
    async open() {
      authority = await openAuthority({
        site: site(
          [
            door(
              "front",
              [lock("front-lock", { confirmWithinMs: 2_000, ...row.lock, device: row.binding })],
              {
                onFire: "release",
              },
            ),
          ],
          [sensor("smoke", "smoke")],
        ),
        broker: { kind: "external", url: broker.url },
        authority: "test",
        dataDir,
      });
    },
    async close() {
      await authority?.close();
      authority = null;
    },
    ask: async (action) =>
      authority?.request({ type: "request", action, door: "front", by: "alice", via: "test" }),
    smoke: (value) => other.say("egress/office/sensor/smoke/reading", { value }),
    shut: () => row.shut(product),
    reachable: () =>
      vi.waitFor(() => expect(["yes", "open-already", "refused"]).toContain(state()?.remote), WAIT),
  };
}

async function held(row: Row, context: TestContext): Promise<House> {
  const it = await house(row, context);
  await it.open();
  await it.smoke("clear");
  await it.reachable();
  expect(it.orders()).toEqual([]);
  expect(await it.ask("lock")).toEqual({ ok: true });
  await vi.waitFor(() => expect(it.shut()).toBe(true), WAIT);
  await vi.waitFor(() => expect(it.lock()?.locks["front-lock"]?.reported).toBe("locked"), WAIT);
  return it;
}

const isOnline = (value: unknown) => (value as { state: string }).state === "online";

const brokerBack = async (it: House) => {
  await it.broker.restart();
  await vi.waitFor(() => expect(it.product.powered && it.other.client.connected).toBe(true), WAIT);
};

describe.concurrent.each(ROWS)("$name on mosquitto", (row) => {
  it("is told nothing by a start, and what is kept of it proves nothing of now", async (context) => {
    const it = await house(row, context);
    await it.product.unplug();
    await it.open();
    await it.smoke("clear");
    await vi.waitFor(() => expect(it.lock()?.remote).toBe("impossible"), WAIT);
    await it.other.hears("egress/office/status", (value) => isOnline(value));
    expect(it.lock()?.locks["front-lock"]).toMatchObject({
      ordered: "unknown",
      reported: "unknown",
    });
    await it.product.plug();
    await it.reachable();
    await it.close();
    await it.open();
    await it.smoke("clear");
    await it.reachable();
    expect(it.orders()).toEqual([]);
  });

  it("stays shut, and is not told to open, through restarts of broker and Egress", async (context) => {
    const it = await held(row, context);
    const opens = () =>
      it.orders().filter((line) => /UNLOCK|OFF|"on":false| off$|,0\]|"value":0/.test(line));
    await brokerBack(it);
    await it.reachable();
    await it.close();
    await it.open();
    await it.smoke("clear");
    await it.reachable();
    // The broker did keep what the products said: so it was there to be believed.
    expect(it.other.heard.some(({ retained }) => retained)).toBe(true);
    expect(it.shut()).toBe(true);
    expect(opens()).toEqual([]);
  });

  it("is released by smoke, and told so again after each restart, of device, broker and Egress", async (context) => {
    const it = await held(row, context);
    await it.smoke("alarm");
    await vi.waitFor(() => expect(it.shut()).toBe(false), WAIT);
    const again = async (restart: () => Promise<void>) => {
      const before = it.orders().length;
      await restart();
      await it.reachable();
      await vi.waitFor(() => expect(it.orders().length).toBeGreaterThan(before), WAIT);
      expect(it.shut()).toBe(false);
    };
    await again(async () => {
      await it.product.unplug();
      await vi.waitFor(() => expect(it.lock()?.remote).toBe("impossible"), WAIT);
      await it.product.plug();
    });
    await again(() => brokerBack(it));
    await it.close();
    await again(() => it.open());
    await it.smoke("clear");
    expect(await it.ask("lock")).toMatchObject({ ok: false, code: "fire-latched" });
    expect(it.shut()).toBe(false);
  });
});

describe.concurrent("a radio that loses messages", () => {
  const row = ROWS[0];
  it("a release that is lost is told again until the lock says that it opened", async (context) => {
    if (row === undefined) return;
    const it = await held(row, context);
    (it.product as ZigbeeLock).lose(1);
    await it.smoke("alarm");
    await vi.waitFor(() => expect(it.shut()).toBe(false), WAIT);
    expect(it.orders().filter((line) => line.includes("UNLOCK")).length).toBeGreaterThan(1);
  });
});

describe.concurrent("a lock that sleeps", () => {
  const row = ROWS.at(-1);
  it("is not said to be open because it was told so, and is when it wakes up and says so", async (context) => {
    if (row === undefined) return;
    const it = await held(row, context);
    const lock = it.product as ZwaveLock;
    lock.sleep(true);
    await it.smoke("alarm");
    await vi.waitFor(() => expect(it.lock()?.troubles).toContain("not-released"), WAIT);
    expect(it.lock()?.locks["front-lock"]?.bolt).not.toBe("unlocked");
    lock.sleep(false);
    await vi.waitFor(() => expect(it.lock()?.locks["front-lock"]?.bolt).toBe("unlocked"), WAIT);
    expect(it.lock()?.troubles).not.toContain("not-released");
  });

  it("is out of reach while its node is dead, though the gateway is there", async (context) => {
    if (row === undefined) return;
    const it = await held(row, context);
    const lock = it.product as ZwaveLock;
    lock.dead(true);
    await vi.waitFor(() => expect(it.lock()?.remote).toBe("impossible"), WAIT);
    await lock.powerCycle();
    await it.other.hears(
      `${lock.gateway}/status`,
      (value) => (value as { value: boolean }).value === false,
    );
    expect(it.lock()?.remote).toBe("impossible");
    lock.dead(false);
    await it.reachable();
  });
});
