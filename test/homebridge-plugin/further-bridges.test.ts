/** More accessories than one bridge holds, on a real Homebridge with a real HAP client on each bridge. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hap from "@homebridge/hap-nodejs";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { bookPath } from "../../homebridge-plugin/bridge-book.ts";
import { addressOf } from "../../homebridge-plugin/further-bridge.ts";
import { freePort } from "../free-port.ts";
import { type HomebridgeProcess, startHomebridge } from "./homebridge-process.ts";
import { PairedHome } from "./paired-home.ts";

const { Characteristic: C, Service: S } = hap;
const UNSECURED = 0;
const LISTENS =
  /hall bridge 2 is a HomeKit bridge .*? code (\d{3}-\d{2}-\d{3})\. \(It runs on port (\d+)/;

const running: HomebridgeProcess[] = [];
const homes: PairedHome[] = [];
const clients: MqttClient[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
  for (const client of clients.splice(0)) await client.endAsync(true);
  for (const homebridge of running.splice(0)) await homebridge.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function hallOf(doors: readonly string[]): object {
  const lock = (id: string) => ({
    id: `${id}-lock`,
    hardware: "maglock",
    failMode: "fail-safe",
    supply: "grid",
    controllerLoss: "hold",
  });
  return {
    version: 1,
    id: "hall",
    name: "Big hall",
    areas: [{ id: "floor" }],
    supplies: [{ id: "grid", kind: "mains" }],
    sensors: [{ id: "floor-smoke", kind: "smoke", area: "floor" }],
    doors: doors.map((id) => ({
      id,
      name: id,
      from: "floor",
      to: "outside",
      egressDevices: [{ kind: "exit-button", via: "power" }],
      locks: [lock(id)],
    })),
  };
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `d${from + n}`);

async function startWith(
  doors: readonly string[],
  storage: string,
  bridge?: HomebridgeProcess["bridge"],
) {
  const port = await freePort();
  const platform = {
    mode: "authority",
    site: hallOf(doors),
    broker: { kind: "embedded", port },
  };
  const homebridge = await startHomebridge({ platform, storage, ...(bridge ? { bridge } : {}) });
  running.push(homebridge);
  await homebridge.logged(LISTENS);
  const [, code = "", second = ""] = LISTENS.exec(homebridge.log) ?? [];
  return { homebridge, code, second: Number(second), broker: `mqtt://127.0.0.1:${port}` };
}

async function pairedWith(port: number, code: string, saved?: unknown): Promise<PairedHome> {
  const home = await PairedHome.pair(addressOf("hall", 1), port, code, saved);
  homes.push(home);
  return home;
}

describe("a site with more accessories than a bridge holds", () => {
  it("shows all of them, releases both bridges at once, and moves nobody over a restart", async () => {
    const storage = mkdtempSync(join(tmpdir(), "egress-homebridge-"));
    folders.push(storage);
    const first = await startWith(numbered(0, 160), storage);
    const own = await first.homebridge.pair();
    const further = await pairedWith(first.second, first.code);
    const onOwn = await own.names();
    const onFurther = await further.names();
    expect(onOwn).toHaveLength(149);
    // 160 doors, a detector and a supply, and the further bridge's own release.
    expect(onFurther).toHaveLength(160 + 1 + 1 + 1 + 1 - 149);
    expect(onFurther).toContain("Big hall release 2");
    expect(onOwn.filter((name) => onFurther.includes(name))).toEqual([]);
    const moved = onFurther.find((name) => /^d\d+$/.test(name)) ?? "";

    await own.subscribe(C.LockCurrentState, C.ContactSensorState);
    await further.subscribe(C.LockCurrentState, C.ContactSensorState);
    const mqtt = await connectAsync(first.broker);
    clients.push(mqtt);
    await mqtt.publishAsync("egress/hall/sensor/floor-smoke/reading", '{"value":"alarm"}');
    const released = await further.heard(moved, C.LockCurrentState, UNSECURED);
    const contact = await further.heard("Big hall release 2", C.ContactSensorState, 1);
    expect(contact.message).toBe(released.message);
    await own.heard("d0", C.LockCurrentState, UNSECURED);
    expect(await further.write(moved, S.LockMechanism, C.LockTargetState, 1)).toBe(-70412);

    const { saved: savedOwn } = own;
    const { saved: savedFurther } = further;
    await first.homebridge.stop();

    const changed = ["new", ...numbered(1, 160)];
    const again = await startWith(changed, storage, first.homebridge.bridge);
    expect(again.code).toBe(first.code);
    const ownAgain = await again.homebridge.pair(savedOwn);
    const furtherAgain = await pairedWith(again.second, again.code, savedFurther);
    expect((await ownAgain.names()).toSorted()).toEqual(
      onOwn.filter((name) => name !== "d0").toSorted(),
    );
    expect((await furtherAgain.names()).toSorted()).toEqual([...onFurther, "new"].toSorted());
  });

  it("keeps the doors on Homebridge's own bridge when the book is damaged, and says so", async () => {
    const storage = mkdtempSync(join(tmpdir(), "egress-homebridge-"));
    folders.push(storage);
    const first = await startWith(numbered(0, 150), storage);
    const own = await first.homebridge.pair();
    const before = await own.names();
    const { saved } = own;
    await first.homebridge.stop();
    writeFileSync(bookPath(storage, "hall"), "{");
    const again = await startWith(
      ["a-new-one", ...numbered(0, 150)],
      storage,
      first.homebridge.bridge,
    );
    expect(again.homebridge.log).toContain("can't be read");
    const back = await again.homebridge.pair(saved);
    expect((await back.names()).toSorted()).toEqual(before.toSorted());
  });
});
