/**
 * A start, a reconnect and a deploy never change what a lock is told. Every message to every device is
 * written down on the wire, and whatever happens to broker, mirror or authority, each lock's last word
 * stays its last word: the same again, or nothing.
 *
 * What stood, stands again: the latch, and what an operator wished. An authority whose disk was lost
 * knows of neither. It must then order nothing at all, except what an alarm that still sounds asks for.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DoorState } from "../../src/core/view.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { type Mosquitto, startMosquitto } from "../broker/mosquitto.ts";
import { freePort } from "../free-port.ts";
import {
  type BridgeAddress,
  type HomebridgeProcess,
  startHomebridge,
} from "../homebridge-plugin/homebridge-process.ts";
import type { PairedHome } from "../homebridge-plugin/paired-home.ts";
import { type NodeRedProcess, startNodeRedProcess } from "../nodes/node-red-process.ts";
import { officeFlow } from "./flow.ts";
import {
  ask,
  C,
  Ends,
  frontDoor,
  lastOf,
  moveFrontDoor,
  NO_RESPONSE,
  online,
  outputs,
  pingPong,
  SECURED,
  settled,
  shows,
  UNKNOWN,
  UNSECURED,
  watchHome,
} from "./house.ts";
import { Devices, FRONT_DOOR, orderIn, SITE_ID } from "./office.ts";
import { tapWire, type WireTap } from "./wire-tap.ts";

const ends = new Ends();
let broker: Mosquitto;
let tap: WireTap;
let nodeRed: NodeRedProcess;
let nodeRedDir: string;
let mirror: HomebridgeProcess;
let mirrorDir: string;
let phone: unknown;
let bridge: BridgeAddress | undefined;
let home: PairedHome;
let onlooker: Bystander;
let devices: Devices;

beforeAll(async () => {
  broker = await startMosquitto();
  ends.add(() => broker.stop());
  tap = await tapWire(broker.port);
  ends.add(() => tap.close());
  nodeRedDir = temporary("egress-e2e-node-red-");
  mirrorDir = temporary("egress-e2e-homebridge-");
  await startAuthority();
  ends.add(() => nodeRed.stop());
  onlooker = await bystander(tap.url);
  ends.add(() => onlooker.leave());
  onlooker.client.on("connect", () => onlooker.client.subscribe("#", { qos: 1 }));
  await online(onlooker);
  devices = new Devices(tap.url);
  ends.add(() => devices.stop());
  await devices.start();
  await startMirror();
  ends.add(() => mirror.stop());
  phone = home.saved;
  bridge = mirror.bridge;
});
afterAll(() => ends.all());

function temporary(prefix: string): string {
  const dir = mkdtempSync(join(tmpdir(), prefix));
  ends.add(async () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function startAuthority(): Promise<void> {
  const flow = officeFlow({ broker: "external", url: tap.url });
  nodeRed = await startNodeRedProcess(flow, { userDir: nodeRedDir });
}

async function startMirror(): Promise<void> {
  const platform = { mode: "mirror", siteId: SITE_ID, url: tap.url };
  const again = bridge === undefined ? {} : { bridge };
  mirror = await startHomebridge({ platform, storage: mirrorDir, ...again });
  home = await watchHome(mirror, phone);
}

/** Every order on the wire from a moment on, or from the beginning. */
const orders = (from = 0) =>
  tap.published.slice(from).flatMap(({ topic, payload }) => orderIn(topic, payload) ?? []);

const frontDoorState = () =>
  lastOf(onlooker, "door/front/state") as unknown as Pick<DoorState, "demand">;

const lastTold = () => Object.fromEntries(orders().map(({ target, word }) => [target, word]));

interface Situation {
  readonly maglock: boolean;
  readonly holder: boolean;
  readonly tile: number;
  /** An alarm that still sounds may release again whatever is remembered. */
  readonly sounding?: true;
  come(): Promise<void>;
}

const request = async (action: string, fields: Readonly<Record<string, string>> = {}) =>
  expect(await ask(onlooker, { action, ...fields })).toMatchObject({ ok: true });

/** From wherever the last restart left the house, to a quiet evening with every door locked. */
async function lockUp(): Promise<void> {
  devices.smoke.detect(false);
  await settled(() =>
    expect(onlooker.last("egress/office/sensor/lobby-smoke/state")).toMatchObject({
      value: "clear",
    }),
  );
  await ask(onlooker, { action: "reset" });
  for (const door of ["front", "workshop-door", "store-door"]) await request("lock", { door });
  await outputs(devices, { maglock: true, strike: false });
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  "doors locked": { maglock: true, holder: true, tile: SECURED, come: lockUp },
  "a door unlocked by an operator": {
    maglock: false,
    holder: true,
    tile: UNSECURED,
    async come() {
      await lockUp();
      await request("unlock", { door: "front" });
      await request("unlock", { door: "store-door" });
    },
  },
  "fire latched and the smoke still there": {
    sounding: true,
    maglock: false,
    holder: false,
    tile: UNSECURED,
    async come() {
      await lockUp();
      devices.smoke.detect(true);
    },
  },
  "fire latched and the smoke gone": {
    maglock: false,
    holder: false,
    tile: UNSECURED,
    async come() {
      await lockUp();
      devices.smoke.detect(true);
      await outputs(devices, { maglock: false });
      devices.smoke.detect(false);
    },
  },
};

/** The mirror can't know how the door is, and says so. What is asked of it now is not done later. */
async function mirrorKnowsNothing(): Promise<void> {
  await home.heard(FRONT_DOOR, C.LockCurrentState, UNKNOWN, 10_000);
  expect(await frontDoor(home)).toEqual([NO_RESPONSE, NO_RESPONSE]);
  for (const wish of [UNSECURED, SECURED]) {
    expect(await moveFrontDoor(home, wish)).toBe(NO_RESPONSE.status);
  }
}

const DISK_LOST = "the authority is killed and its disk lost";

const MISHAPS: Readonly<Record<string, () => Promise<void>>> = {
  async "the broker is killed and comes back"() {
    await broker.stop();
    await mirrorKnowsNothing();
    onlooker.forget();
    await broker.start();
    await online(onlooker);
  },
  async "the mirror is restarted, and then killed"() {
    await mirrorAnew("stop");
    await mirrorAnew("kill");
  },
  "the authority is restarted": () => authorityAnew("stop"),
  "the authority is killed": () => authorityAnew("kill"),
  [DISK_LOST]: () =>
    authorityAnew("kill", () => rmSync(join(nodeRedDir, "egress"), { recursive: true })),
};

async function mirrorAnew(end: "stop" | "kill"): Promise<void> {
  await mirror[end]();
  await startMirror();
}

async function authorityAnew(end: "stop" | "kill", meanwhile = () => {}): Promise<void> {
  await nodeRed[end]();
  meanwhile();
  await mirrorKnowsNothing();
  onlooker.forget();
  await startAuthority();
  await online(onlooker);
}

describe.each(Object.entries(SITUATIONS))("with %s", (_, situation) => {
  const { maglock, holder, tile, sounding } = situation;

  beforeEach(async () => {
    await situation.come();
    await outputs(devices, { maglock, holder, strike: false });
    await shows(home, [tile, tile]);
    await pingPong(onlooker);
    home.events.length = 0;
  });

  it.each(Object.entries(MISHAPS))("%s, and no lock hears a new word", async (name, mishap) => {
    const told = lastTold();
    const demand = frontDoorState().demand;
    const from = tap.published.length;
    await mishap();
    for (let round = 0; round < 2; round += 1) await pingPong(onlooker);
    await shows(home, [tile, tile]);

    const heard = orders(from);
    for (const { target, word } of heard)
      expect(`${target} ${word}`).toBe(`${target} ${told[target]}`);
    expect(devices.outputs).toEqual({ maglock, holder, strike: false });
    if (name !== DISK_LOST) expect(frontDoorState().demand.name).toBe(demand.name);
    else if (!sounding) expect(heard).toEqual([]);
  });
});

describe("with the embedded broker, which dies with its authority", () => {
  const own = new Ends();
  afterAll(() => own.all());

  it.each([
    ["lock", true],
    ["unlock", false],
  ] as const)("a door told to %s stays as it was told", async (action, energised) => {
    const port = await freePort();
    const flow = officeFlow({ broker: "embedded", port });
    const userDir = temporary("egress-e2e-embedded-");
    const first = await startNodeRedProcess(flow, { userDir });
    own.add(() => first.stop());
    const url = `mqtt://127.0.0.1:${port}`;
    const watcher = await settled(() => bystander(url));
    own.add(() => watcher.leave());
    watcher.client.on("connect", () => watcher.client.subscribe("#", { qos: 1 }));
    await online(watcher);
    const house = new Devices(url);
    own.add(() => house.stop());
    await house.start();
    for (const each of new Set(["lock", action]))
      expect(await ask(watcher, { action: each, door: "front" })).toMatchObject({ ok: true });
    await outputs(house, { maglock: energised });
    await pingPong(watcher);

    await first.kill();
    watcher.forget();
    const second = await startNodeRedProcess(flow, { userDir });
    own.add(() => second.stop());
    await online(watcher);
    await settled(() => expect(watcher.last("shellyplus1-front/online")).toBe(true));
    for (let round = 0; round < 2; round += 1) await pingPong(watcher);
    expect(house.outputs).toEqual({ maglock: energised, holder: true, strike: false });
    const said = watcher.on("shellyplus1-front/status/switch:0");
    expect(said.filter((each) => (each as { output: boolean }).output !== energised)).toEqual([]);
  });
});
