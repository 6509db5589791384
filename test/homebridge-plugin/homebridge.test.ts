import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hap from "@homebridge/hap-nodejs";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../free-port.ts";
import { type HomebridgeProcess, startHomebridge } from "./homebridge-process.ts";
import type { PairedHome } from "./paired-home.ts";

const { Characteristic: C, Service: S } = hap;
const SECURED = 1;
const UNSECURED = 0;
const UNKNOWN = 3;

const OFFICE = `
version: 1
id: office
name: Small office
areas: [{ id: lobby }]
supplies:
  - { id: grid, name: Mains, kind: mains }
sensors:
  - { id: lobby-smoke, name: Lobby smoke, kind: smoke, area: lobby }
doors:
  - id: front
    name: Front door
    from: lobby
    to: outside
    exit: true
    egressDevices: [{ kind: exit-button, via: power }]
    emergencyRelease: { hardwired: true }
    locks:
      - id: front-maglock
        hardware: maglock
        failMode: fail-safe
        supply: grid
        controllerLoss: release
        monitor: true
`;

const running: HomebridgeProcess[] = [];
const connected: MqttClient[] = [];

afterEach(async () => {
  for (const client of connected.splice(0)) await client.endAsync(true);
  for (const homebridge of running.splice(0)) await homebridge.stop();
});

async function start(
  platform: Record<string, unknown>,
  more: Omit<Parameters<typeof startHomebridge>[0], "platform"> = {},
): Promise<HomebridgeProcess> {
  const homebridge = await startHomebridge({ platform, ...more });
  running.push(homebridge);
  return homebridge;
}

/** An office run by Homebridge, with a maglock that does and says what it is told. */
async function office(more: Record<string, unknown> = {}, how: Parameters<typeof start>[1] = {}) {
  const port = await freePort();
  const broker = { kind: "embedded", port };
  const platform = { mode: "authority", site: OFFICE, broker, ...more };
  const homebridge = await start(platform, how);
  await homebridge.logged(/The broker runs on/);
  const url = `mqtt://127.0.0.1:${port}`;
  const mqtt = await connectAsync(url);
  connected.push(mqtt);
  const report = (bolt: string) =>
    mqtt.publishAsync("egress/office/lock/front-maglock/report", JSON.stringify({ bolt }));
  const online = new Promise<void>((resolve) => {
    mqtt.on("message", (topic, payload) => {
      const said = JSON.parse(payload.toString("utf8")) as { state?: string; to?: string };
      if (topic.endsWith("/command")) void report(said.to ?? "unknown");
      if (said.state === "online") resolve();
    });
  });
  await mqtt.subscribeAsync(["egress/office/lock/front-maglock/command", "egress/office/status"]);
  await online;
  const say = (sensor: string, value: unknown) =>
    mqtt.publishAsync(`egress/office/sensor/${sensor}/reading`, JSON.stringify({ value }), {
      qos: 1,
    });
  await say("lobby-smoke", "clear");
  await report("locked");
  return { homebridge, say, url };
}

async function watch(homebridge: HomebridgeProcess): Promise<PairedHome> {
  const home = await homebridge.pair();
  await home.accessories();
  await home.subscribe(
    C.LockTargetState,
    C.LockCurrentState,
    C.ContactSensorState,
    C.SmokeDetected,
    C.On,
  );
  return home;
}

const frontDoor = (home: PairedHome) =>
  Promise.all([
    home.read("Front door", S.LockMechanism, C.LockTargetState),
    home.read("Front door", S.LockMechanism, C.LockCurrentState),
  ]);
const writeFrontDoor = (home: PairedHome, value: unknown) =>
  home.write("Front door", S.LockMechanism, C.LockTargetState, value);

/** What Homebridge would bring back from disk at its next start. */
function cachedValue(storage: string, uuid: string): unknown {
  const file = join(storage, "accessories", "cachedAccessories");
  const cached = JSON.parse(readFileSync(file, "utf8")) as {
    services: { characteristics: { UUID: string; value: unknown }[] }[];
  }[];
  return cached
    .flatMap(({ services }) => services)
    .flatMap(({ characteristics }) => characteristics)
    .find(({ UUID }) => UUID === uuid)?.value;
}

async function until(met: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await met()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("It never became so.");
}

describe("Homebridge with the platform", () => {
  it("runs a site: smoke releases the door, in Home it can't be locked, and a reset secures it", async () => {
    const { homebridge, say } = await office({ homeControls: ["reset"] });
    const home = await watch(homebridge);
    expect(await home.names()).toEqual(
      expect.arrayContaining(["Small office release", "Front door", "Lobby smoke", "Mains"]),
    );
    await until(async () => (await frontDoor(home)).join() === `${SECURED},${SECURED}`);

    await say("lobby-smoke", "alarm");
    const target = await home.heard("Front door", C.LockTargetState, UNSECURED);
    const current = await home.heard("Front door", C.LockCurrentState, UNSECURED);
    const release = await home.heard("Small office release", C.ContactSensorState, 1);
    const smoke = await home.heard("Lobby smoke", C.SmokeDetected, 1);
    expect(home.events.indexOf(target)).toBeLessThan(home.events.indexOf(release));
    expect(home.events.indexOf(release)).toBeLessThan(home.events.indexOf(current));
    expect([target.message, smoke.message]).toEqual([release.message, release.message]);

    expect(await writeFrontDoor(home, SECURED)).toBe(-70412);
    expect(await frontDoor(home)).toEqual([UNSECURED, UNSECURED]);
    const reset = (value: boolean) => home.write("Small office reset", S.Switch, C.On, value);
    expect(await reset(true)).toBe(-70412);

    await say("lobby-smoke", "clear");
    await home.heard("Lobby smoke", C.SmokeDetected, 0);
    expect(await frontDoor(home)).toEqual([UNSECURED, UNSECURED]);
    expect(await reset(true)).toBe(0);
    await home.heard("Front door", C.LockCurrentState, SECURED);
    expect(await frontDoor(home)).toEqual([SECURED, SECURED]);
    expect(homebridge.running).toBe(true);
  });

  it("unlocks and locks from Home, on a child bridge", async () => {
    const { homebridge } = await office({}, { childBridge: true });
    const home = await homebridge.pair();
    await until(async () => (await home.names()).includes("Front door"));
    await home.subscribe(C.LockTargetState, C.LockCurrentState);
    await until(async () => (await frontDoor(home)).join() === `${SECURED},${SECURED}`);
    expect(await writeFrontDoor(home, UNSECURED)).toBe(0);
    await home.heard("Front door", C.LockCurrentState, UNSECURED);
    expect(await writeFrontDoor(home, SECURED)).toBe(0);
    await home.heard("Front door", C.LockCurrentState, SECURED);
    expect(await frontDoor(home)).toEqual([SECURED, SECURED]);
  });

  it("mirrors a site, passes a request on, and knows nothing once the authority is gone", async () => {
    const { homebridge: authority, url } = await office();
    const mirror = await start({ mode: "mirror", siteId: "office", url });
    const home = await mirror.pair();
    await until(async () => (await home.names()).includes("Front door"));
    await home.subscribe(C.LockTargetState, C.LockCurrentState);
    await until(async () => (await frontDoor(home)).join() === `${SECURED},${SECURED}`);
    expect(await writeFrontDoor(home, UNSECURED)).toBe(0);
    await home.heard("Front door", C.LockCurrentState, UNSECURED);
    expect(await frontDoor(home)).toEqual([UNSECURED, UNSECURED]);

    await authority.stop();
    await home.heard("Front door", C.LockCurrentState, UNKNOWN, 10_000);
    expect(await frontDoor(home)).toEqual([{ status: -70402 }, { status: -70402 }]);
    expect(await writeFrontDoor(home, SECURED)).toBe(-70402);
    expect(await home.names()).toContain("Front door");
  });

  it("refuses malformed writes of a paired client, and lives on", async () => {
    const { homebridge } = await office();
    const home = await watch(homebridge);
    await until(async () => (await frontDoor(home)).join() === `${SECURED},${SECURED}`);
    for (const value of [2, -1, 0.5, 1e300, "0", "unlock", null, {}, [0], "x".repeat(10_000)]) {
      expect(
        await writeFrontDoor(home, value).catch(() => "refused"),
        JSON.stringify(value),
      ).not.toBe(0);
    }
    expect(await frontDoor(home)).toEqual([SECURED, SECURED]);
    expect(homebridge.running).toBe(true);
  });

  it("shows nothing from its cache, which says locked, while the authority is away", async () => {
    const storage = mkdtempSync(join(tmpdir(), "egress-homebridge-"));
    try {
      const first = await office({}, { storage });
      const home = await watch(first.homebridge);
      await until(async () => (await frontDoor(home)).join() === `${SECURED},${SECURED}`);
      const { saved } = home;
      await first.homebridge.stop();
      expect(cachedValue(storage, C.LockCurrentState.UUID)).toBe(SECURED);

      const url = `mqtt://127.0.0.1:${await freePort()}`;
      const { bridge } = first.homebridge;
      const again = await start({ mode: "mirror", siteId: "office", url }, { storage, bridge });
      const back = await again.pair(saved);
      const all = await back.accessories();
      expect(all.find(({ type }) => type === C.LockCurrentState.UUID)?.value).toBe(UNKNOWN);
      expect(await frontDoor(back)).toEqual([{ status: -70402 }, { status: -70402 }]);
      expect(await writeFrontDoor(back, UNSECURED)).toBe(-70402);
      await again.kill();
    } finally {
      rmSync(storage, { recursive: true, force: true });
    }
  });

  it("stays up with a wrong configuration, and says where it is wrong", async () => {
    const homebridge = await start({ mode: "authority", siteFile: "none.yaml", brokr: {} });
    await homebridge.logged(/brokr: unknown key\. Remove it/);
    const home = await homebridge.pair();
    expect(await home.names()).toEqual([]);
  });

  it("stays up when the site can't be read, and says what was looked for", async () => {
    const homebridge = await start({ mode: "authority", siteFile: "none.yaml" });
    await homebridge.logged(/Egress can't start/);
    await homebridge.logged(/none\.yaml/);
    expect(homebridge.running).toBe(true);
  });

  it("shows no door in insecure mode, and says why", async () => {
    const broker = { kind: "none" };
    const homebridge = await start(
      { mode: "authority", site: OFFICE, broker },
      { arguments: ["-I"] },
    );
    await homebridge.logged(/insecure mode/);
    const home = await homebridge.pair();
    await until(async () => (await home.names()).includes("Small office release"));
    expect(await home.names()).not.toContain("Front door");
  });
});
