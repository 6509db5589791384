/** Whatever is sent to the house: its sender is told what is wrong, the house stands, and no lock moves. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import {
  type HomebridgeProcess,
  startHomebridge,
} from "../homebridge-plugin/homebridge-process.ts";
import type { PairedHome } from "../homebridge-plugin/paired-home.ts";
import { type NodeRedProcess, startNodeRedProcess } from "../nodes/node-red-process.ts";
import { officeFlow } from "./flow.ts";
import {
  ask,
  Ends,
  frontDoor,
  lastOf,
  moveFrontDoor,
  online,
  outputs,
  pingPong,
  SECURED,
  settled,
  shows,
  watchHome,
} from "./house.ts";
import { MESSAGES, PAYLOADS, REQUESTS, SITE_FILES, WRITES } from "./malformed.ts";
import { Devices, orderIn, SITE_ID } from "./office.ts";

const EGRESS = join(import.meta.dirname, "../../dist/src/cli/bin.js");

const INVALID_VALUE = -70410;

const ends = new Ends();
let nodeRed: NodeRedProcess;
let mirror: HomebridgeProcess;
let home: PairedHome;
let onlooker: Bystander;
let devices: Devices;

beforeAll(async () => {
  const { url, stop } = await startMosquitto();
  ends.add(stop);
  nodeRed = await startNodeRedProcess(officeFlow({ broker: "external", url }));
  ends.add(() => nodeRed.stop());
  onlooker = await bystander(url);
  ends.add(() => onlooker.leave());
  await online(onlooker);
  devices = new Devices(url);
  ends.add(() => devices.stop());
  await devices.start();
  mirror = await startHomebridge({ platform: { mode: "mirror", siteId: SITE_ID, url } });
  ends.add(() => mirror.stop());
  home = await watchHome(mirror);
  for (const door of ["front", "workshop-door", "store-door"]) {
    expect(await ask(onlooker, { action: "lock", door })).toEqual(
      expect.objectContaining({ ok: true }),
    );
  }
  await outputs(devices, { maglock: true, strike: false });
  await shows(home, [SECURED, SECURED]);
  await pingPong(onlooker);
});
afterAll(() => ends.all());

const STATES = [
  "door/front",
  "door/workshop-door",
  "door/store-door",
  "sensor/lobby-smoke",
  "area/lobby",
];
const states = () => STATES.map((one) => lastOf(onlooker, `${one}/state`));

/** What devices were told, but for the renewal of the maglock's lease, which may fall into any moment. */
const ordersSince = (from: number) =>
  onlooker.heard
    .slice(from)
    .flatMap(({ topic, text }) => orderIn(topic, text) ?? [])
    .filter(({ target, word }) => target !== "front-maglock" || word !== "on");

/** Does a bad thing, hears what its sender is told, and sees that nothing came of it. */
async function harmless(act: () => Promise<void>): Promise<void> {
  const before = states();
  const from = onlooker.heard.length;
  await act();
  await pingPong(onlooker);
  expect(states()).toEqual(before);
  expect(ordersSince(from)).toEqual([]);
  expect([nodeRed.running, mirror.running]).toEqual([true, true]);
}

describe("a site file", () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "egress-malformed-"));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it.each(SITE_FILES)(
    "that is %s: the command line says where, and how to mend it",
    async (name, content, said) => {
      const file = join(dir, `${name.replaceAll(/\W+/g, "-")}.yaml`);
      writeFileSync(file, content);
      const run = promisify(execFile)(process.execPath, [
        EGRESS,
        "run",
        file,
        "--broker-port",
        "0",
      ]);
      const { code, stderr } = (await run.catch((error: unknown) => error)) as {
        code: number;
        stderr: string;
      };
      expect(stderr).toMatch(said);
      expect(code).toBe(2);
    },
  );
});

describe("a request over MQTT", () => {
  it.each(REQUESTS)(
    "with %s is answered",
    async (_, request, { reason, ...answer }: { reason?: RegExp }) => {
      await harmless(async () => {
        const said = await ask(onlooker, { ...request });
        expect(said).toMatchObject({
          ok: false,
          ...answer,
          reason: expect.stringMatching(reason ?? /\w/),
        });
      });
    },
  );
});

describe("a payload that nobody can be answered about", () => {
  it.each(PAYLOADS)("%s: the authority's log says so", async (_, topic, payload, said) => {
    await harmless(async () => {
      const from = nodeRed.output().length;
      // The log gives a topic one line a second, so that a flood can't fill it.
      await settled(async () => {
        await onlooker.client.publishAsync(topic, Buffer.from(payload), {
          qos: 1,
        });
        expect(nodeRed.output().slice(from)).toMatch(said);
      });
    });
  });
});

describe("a message in Node-RED", () => {
  it.each(MESSAGES)(
    "that is %s: a Catch node hears what to send instead",
    async (_, node, message, said) => {
      await harmless(async () => {
        const answer = await fetch(`${nodeRed.url}/${node}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(message),
          signal: AbortSignal.timeout(5_000),
        });
        expect(await answer.text()).toMatch(said);
        expect(answer.status).toBe(400);
      });
    },
  );
});

describe("a write in HomeKit", () => {
  it.each(WRITES)("of %s is refused, and the tile still tells the truth", async (_, value) => {
    await harmless(async () => {
      expect(await moveFrontDoor(home, value)).toBe(INVALID_VALUE);
      expect(await frontDoor(home)).toEqual([SECURED, SECURED]);
    });
  });
});

describe("a word that nobody knows", () => {
  it("makes a detector unknown, never clear: the doors say so, and none moves", async () => {
    const from = onlooker.heard.length;
    await onlooker.say("zigbee2mqtt/lobby-smoke", { smoke: "banana" });
    await settled(() =>
      expect(lastOf(onlooker, "door/front/state")).toMatchObject({
        outside: "locked",
        troubles: ["fire-source-silent"],
      }),
    );
    await pingPong(onlooker);
    expect(lastOf(onlooker, "sensor/lobby-smoke/state")).toMatchObject({ value: "unknown" });
    expect(ordersSince(from)).toEqual([]);
  });
});
