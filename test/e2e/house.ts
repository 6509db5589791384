/** The whole office with real software: broker, authority, mirror, devices, a phone and an onlooker. */
import { randomUUID } from "node:crypto";
import hap from "@homebridge/hap-nodejs";
import { expect, vi } from "vitest";
import type { Result } from "../../src/core/input.ts";
import type { Bystander } from "../broker/bystander.ts";
import type { HomebridgeProcess } from "../homebridge-plugin/homebridge-process.ts";
import type { PairedHome } from "../homebridge-plugin/paired-home.ts";
import { type Devices, FRONT_DOOR, SITE_ID } from "./office.ts";

export const { Characteristic: C, Service: S } = hap;
export const SECURED = 1;
export const UNSECURED = 0;
export const UNKNOWN = 3;
export const NO_RESPONSE = { status: -70402 };

const BASE = `egress/${SITE_ID}`;
const REPLIES = `${BASE}/reply/test`;
const WITHIN_MS = 20_000;

/** Looks again and again until what is expected is so. */
export const settled = <T>(check: () => T | Promise<T>) =>
  vi.waitFor(check, { timeout: WITHIN_MS, interval: 20 });

/** The last word on a topic of the site that is kept, as `door/front/state`. */
export const lastOf = (onlooker: Bystander, topic: string) =>
  onlooker.last(`${BASE}/${topic}`) as Readonly<Record<string, unknown>> | undefined;

export async function online(onlooker: Bystander): Promise<void> {
  await settled(() => expect(lastOf(onlooker, "status")).toMatchObject({ state: "online" }));
}

/** Asks the authority over MQTT, as any program may, and gives its answer. */
export async function ask(
  onlooker: Bystander,
  request: Readonly<Record<string, unknown>>,
): Promise<Result> {
  const id = randomUUID();
  const at = new Date().toISOString();
  await onlooker.say(`${BASE}/request`, { id, at, replyTo: REPLIES, by: "test", ...request });
  const answer = await onlooker.hears(
    REPLIES,
    (value) => (value as { id: string }).id === (request["id"] ?? id),
  );
  return answer as Result;
}

let pings = 0;

/**
 * Goes to the authority and back on both of its connections: a reading comes back as a state, a
 * request as an answer. Whatever it was told before, it has decided on by then, and its orders are out.
 */
export async function pingPong(onlooker: Bystander): Promise<void> {
  pings += 1;
  const percent = pings % 101;
  const there = () =>
    expect(lastOf(onlooker, "sensor/workshop-heat/state")).toMatchObject({
      batteryPercent: percent,
    });
  // Told again for as long as nobody may be there to hear.
  await settled(async () => {
    const reading = { value: "clear", battery: { percent } };
    await onlooker.say(`${BASE}/sensor/workshop-heat/reading`, reading);
    await vi.waitFor(there, { interval: 5 });
  });
  await settled(async () => {
    const pong = await ask(onlooker, { action: "unlock", door: "no-such-door" });
    expect(pong).toMatchObject({ ok: false, code: "unknown-door" });
  });
}

/** A phone in the house, listening to every tile it will be asked about. */
export async function watchHome(
  homebridge: HomebridgeProcess,
  saved?: unknown,
): Promise<PairedHome> {
  const home = await homebridge.pair(saved);
  await settled(async () => expect(await home.names()).toContain(FRONT_DOOR));
  await home.subscribe(C.LockTargetState, C.LockCurrentState, C.SmokeDetected);
  return home;
}

/** What the front door's tile shows: target and current, or why it can't be read. */
export const frontDoor = (home: PairedHome) =>
  Promise.all([
    home.read(FRONT_DOOR, S.LockMechanism, C.LockTargetState),
    home.read(FRONT_DOOR, S.LockMechanism, C.LockCurrentState),
  ]);

export const moveFrontDoor = (home: PairedHome, to: unknown) =>
  home.write(FRONT_DOOR, S.LockMechanism, C.LockTargetState, to);

export const shows = (home: PairedHome, tile: readonly unknown[]) =>
  settled(async () => expect(await frontDoor(home)).toEqual(tile));

/** Waits until every output is as said; those not named may be as they like. */
export const outputs = (devices: Devices, wanted: Partial<Devices["outputs"]>) =>
  settled(() => expect(devices.outputs).toMatchObject(wanted));

/** Ends what was started, the latest first, also when one of the ends fails. */
export class Ends {
  readonly #ends: (() => Promise<unknown>)[] = [];

  add(end: () => Promise<unknown>): void {
    this.#ends.push(end);
  }

  async all(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse()) {
      await end().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything ended");
  }
}
