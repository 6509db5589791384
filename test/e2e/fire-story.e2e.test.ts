/** Smoke, release, refusal, clear, reset, relock: as the devices, a phone and an onlooker see it. */
import { afterEach, describe, expect, it } from "vitest";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { freePort } from "../free-port.ts";
import { startHomebridge } from "../homebridge-plugin/homebridge-process.ts";
import type { PairedHome } from "../homebridge-plugin/paired-home.ts";
import { startNodeRedProcess } from "../nodes/node-red-process.ts";
import { type BrokerFields, officeFlow } from "./flow.ts";
import {
  C,
  Ends,
  frontDoor,
  moveFrontDoor,
  online,
  outputs,
  pingPong,
  S,
  SECURED,
  settled,
  shows,
  UNSECURED,
  watchHome,
} from "./house.ts";
import {
  Devices,
  FRONT_DOOR,
  LOBBY_SMOKE,
  OFFICE,
  type Order,
  orderIn,
  SITE_ID,
} from "./office.ts";

interface Answer {
  readonly ok: boolean;
  readonly why: unknown;
}

/** What the story needs of a house, whoever runs it. */
interface House {
  readonly home: PairedHome;
  readonly devices: Devices;
  readonly onlooker: Bystander;
  /** Presses the reset that this house has. */
  reset(): Promise<Answer>;
}

const NOT_ALLOWED = -70412;
const ends = new Ends();
afterEach(() => ends.all());

interface Place {
  readonly broker: BrokerFields;
  readonly url: string;
}

const BROKERS: Readonly<Record<string, () => Promise<Place>>> = {
  async mosquitto() {
    const { url, stop } = await startMosquitto();
    ends.add(stop);
    return { broker: { broker: "external", url }, url };
  },
  async "the embedded broker"() {
    const port = await freePort();
    return { broker: { broker: "embedded", port }, url: `mqtt://127.0.0.1:${port}` };
  },
};

/** Node-RED runs the doors; Homebridge mirrors them to the phone. */
async function nodeRedHouse({ broker, url }: Place): Promise<House> {
  const nodeRed = await startNodeRedProcess(officeFlow(broker));
  ends.add(nodeRed.stop);
  const { onlooker, devices } = await inhabitants(url);
  const mirror = await startHomebridge({ platform: { mode: "mirror", siteId: SITE_ID, url } });
  ends.add(() => mirror.stop());
  return {
    home: await watchHome(mirror),
    devices,
    onlooker,
    async reset() {
      const answer = await fetch(`${nodeRed.url}/reset`, { method: "POST" });
      const { ok, code } = (await answer.json()) as { ok: boolean; code?: string };
      return { ok, why: code };
    },
  };
}

/** Homebridge runs the doors, and there is nothing else: its own switch resets. */
async function homebridgeHouse({ broker, url }: Place): Promise<House> {
  const { broker: kind, ...where } = broker;
  const homebridge = await startHomebridge({
    platform: {
      mode: "authority",
      site: OFFICE,
      broker: { kind, ...where },
      homeControls: ["reset"],
    },
  });
  ends.add(() => homebridge.stop());
  const { onlooker, devices } = await inhabitants(url);
  const home = await watchHome(homebridge);
  return {
    home,
    devices,
    onlooker,
    async reset() {
      const status = await home.write("Small office reset", S.Switch, C.On, true);
      return { ok: status === 0, why: status };
    },
  };
}

async function inhabitants(url: string) {
  const onlooker = await settled(() => bystander(url));
  ends.add(onlooker.leave);
  await online(onlooker);
  const devices = new Devices(url);
  ends.add(() => devices.stop());
  await devices.start();
  return { onlooker, devices };
}

const ordersSeen = (onlooker: Bystander): readonly Order[] =>
  onlooker.heard.flatMap(({ topic, text }) => orderIn(topic, text) ?? []);

const HOUSES = [
  ["Node-RED runs the doors and Homebridge mirrors them", nodeRedHouse, "still-in-alarm"],
  ["Homebridge runs the doors alone", homebridgeHouse, NOT_ALLOWED],
] as const;

describe.each(Object.entries(BROKERS))("over %s", (_, place) => {
  it.each(HOUSES)("%s: the story of a fire", async (_name, build, refusal) => {
    const { home, devices, onlooker, reset } = await build(await place());

    // A site that was never told anything orders nothing: the evening begins with locking up.
    await pingPong(onlooker);
    expect(ordersSeen(onlooker)).toEqual([]);
    expect(await moveFrontDoor(home, SECURED)).toBe(0);
    await outputs(devices, { maglock: true, strike: false, holder: true });
    await shows(home, [SECURED, SECURED]);
    await home.write("Workshop door", S.LockMechanism, C.LockTargetState, SECURED);
    await pingPong(onlooker);

    // Smoke: the maglock lets go, the leaf is let go, the strike is left alone.
    onlooker.forget();
    home.events.length = 0;
    devices.smoke.detect(true);
    await outputs(devices, { maglock: false, strike: false, holder: false });
    const target = await home.heard(FRONT_DOOR, C.LockTargetState, UNSECURED);
    const current = await home.heard(FRONT_DOOR, C.LockCurrentState, UNSECURED);
    await home.heard(LOBBY_SMOKE, C.SmokeDetected, 1);
    expect(home.events.indexOf(target)).toBeLessThan(home.events.indexOf(current));
    await pingPong(onlooker);
    expect(new Set(ordersSeen(onlooker).map(({ target: to, word }) => `${to} ${word}`))).toEqual(
      new Set(["front-maglock off", "workshop-holder off"]),
    );

    // Nobody locks people in, and the tile that tried still answers.
    expect(await moveFrontDoor(home, SECURED)).toBe(NOT_ALLOWED);
    expect(await frontDoor(home)).toEqual([UNSECURED, UNSECURED]);
    expect(await reset()).toEqual({ ok: false, why: refusal });

    // The smoke clears: nothing at all is told to any lock.
    onlooker.forget();
    devices.smoke.detect(false);
    await home.heard(LOBBY_SMOKE, C.SmokeDetected, 0);
    for (let round = 0; round < 3; round += 1) await pingPong(onlooker);
    expect(ordersSeen(onlooker)).toEqual([]);
    expect(devices.outputs).toEqual({ maglock: false, strike: false, holder: false });
    expect(await frontDoor(home)).toEqual([UNSECURED, UNSECURED]);

    // A person resets, and only then it locks again.
    home.events.length = 0;
    expect(await reset()).toMatchObject({ ok: true });
    await outputs(devices, { maglock: true, strike: false, holder: true });
    await home.heard(FRONT_DOOR, C.LockCurrentState, SECURED);
    await shows(home, [SECURED, SECURED]);
    await pingPong(onlooker);
    expect(ordersSeen(onlooker).map(({ target: to }) => to)).not.toContain("workshop-strike");
  });
});
