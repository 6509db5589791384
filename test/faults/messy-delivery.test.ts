/**
 * Messages that come twice, late or in another order than they were sent, on a real broker: an alarm is
 * never lost to it, and nothing is obeyed twice or too late.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { CLOCK_TOLERANCE_MS } from "../../src/mqtt/challenges.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { ask, Ends, pingPong, settled } from "../e2e/house.ts";
import { SITE_ID } from "../e2e/office.ts";
import { messyWire } from "./messy-wire.ts";
import { type Office, ordersSeen, startOffice } from "./running-office.ts";

const ends = new Ends();
afterAll(() => ends.all());

const BASE = `egress/${SITE_ID}`;
const REPLIES = `${BASE}/reply/test`;
const REQUEST = `${BASE}/request`;
const SMOKE = "zigbee2mqtt/lobby-smoke";

async function messyOffice() {
  const broker = await startMosquitto();
  ends.add(() => broker.stop());
  const wire = await messyWire(broker.port);
  ends.add(() => wire.close());
  const office = await startOffice(broker.url, ends, wire.url);
  for (const door of ["front", "back", "workshop-door"])
    expect(await ask(office.onlooker, { action: "lock", door })).toMatchObject({ ok: true });
  await settled(() => expect(office.products.back.output).toBe(true));
  return { ...office, wire, broker };
}

/** Asks, and does not wait for the answer. Gives the request's id. */
async function send({ onlooker }: Office, action: string, at = new Date()): Promise<string> {
  const id = randomUUID();
  const what = { id, action, door: "back", at: at.toISOString(), replyTo: REPLIES, by: "test" };
  await onlooker.say(REQUEST, what);
  return id;
}

const answersTo = ({ onlooker }: Office, id: string) =>
  onlooker.on(REPLIES).filter((answer) => (answer as { id: string }).id === id);

const backWords = ({ onlooker }: Office, from: number) =>
  ordersSeen(onlooker, from).filter((word) => word.startsWith("back-maglock"));

describe.concurrent("requests", () => {
  it("that are delivered twice are done once, also after a newer one, and the newer one stands", async () => {
    const office = await messyOffice();
    const { wire, onlooker, products } = office;
    const from = onlooker.heard.length;
    wire.hold(REQUEST);
    const unlock = await send(office, "unlock");
    const lock = await send(office, "lock");
    await settled(() => expect(wire.held).toBe(2));
    wire.passOn(0, 0, 1, 0);
    await settled(() => expect(answersTo(office, unlock)).toHaveLength(3));
    expect(new Set(answersTo(office, unlock).map((answer) => JSON.stringify(answer))).size).toBe(1);
    await pingPong(onlooker);
    expect(backWords(office, from)).toEqual(["back-maglock off", "back-maglock on"]);
    await settled(() => expect(answersTo(office, lock)).toMatchObject([{ ok: true }]));
    expect(products.back.output).toBe(true);
    // The twin: another request that wants the same is one of its own.
    expect(await ask(onlooker, { action: "unlock", door: "back" })).toMatchObject({ ok: true });
    await settled(() => expect(products.back.output).toBe(false));
  });

  it("that its sender tells the broker again, since no answer came, are done once", async () => {
    const office = await messyOffice();
    const { onlooker, products } = office;
    const from = onlooker.heard.length;
    const at = new Date().toISOString();
    const unlock = { id: randomUUID(), action: "unlock", door: "back", at, replyTo: REPLIES };
    const again = JSON.stringify({ ...unlock, by: "test" });
    await onlooker.client.publishAsync(REQUEST, again, { qos: 1 });
    expect(await ask(onlooker, { action: "lock", door: "back" })).toMatchObject({ ok: true });
    await onlooker.client.publishAsync(REQUEST, again, { qos: 1, dup: true });
    await settled(() => expect(answersTo(office, unlock.id)).toHaveLength(2));
    await pingPong(onlooker);
    expect(backWords(office, from)).toEqual(["back-maglock off", "back-maglock on"]);
    expect(products.back.output).toBe(true);
  });

  it("that come too late after a newer one are stale, and one that is only overtaken is not", async () => {
    const office = await messyOffice();
    const { wire, onlooker, products } = office;
    const from = onlooker.heard.length;
    wire.hold(REQUEST);
    const old = await send(office, "unlock");
    await delay(CLOCK_TOLERANCE_MS + 100);
    const newer = await send(office, "lock");
    await settled(() => expect(wire.held).toBe(2));
    wire.passOn(1, 0);
    await settled(() => expect(answersTo(office, old)).toHaveLength(1));
    expect(answersTo(office, old)).toMatchObject([{ ok: false, code: "stale" }]);
    await settled(() => expect(answersTo(office, newer)).toMatchObject([{ ok: true }]));
    await pingPong(onlooker);
    expect(backWords(office, from)).not.toContain("back-maglock off");
    // The twin: late by a moment, it is still of now.
    wire.hold(REQUEST);
    const late = await send(office, "unlock");
    await settled(() => expect(wire.held).toBe(1));
    wire.passOn(0);
    await settled(() => expect(answersTo(office, late)).toMatchObject([{ ok: true }]));
    await settled(() => expect(products.back.output).toBe(false));
  });
});

describe.concurrent("an alarm", () => {
  it("that is overtaken by its own clear releases, and the clear does not lock", async () => {
    const office = await messyOffice();
    const { wire, onlooker, products } = office;
    wire.hold(SMOKE);
    products.smoke.detect(true);
    products.smoke.detect(false);
    await settled(() => expect(wire.held).toBe(2));
    expect(products.back.output).toBe(true);
    wire.passOn(1, 0);
    await settled(() => expect(products.back.output).toBe(false));
    // The twin of what must not lock: in their right order they leave the same.
    const from = onlooker.heard.length;
    products.smoke.detect(false);
    await settled(() =>
      expect(onlooker.last(`${BASE}/sensor/lobby-smoke/state`)).toMatchObject({ value: "clear" }),
    );
    await pingPong(onlooker);
    expect(backWords(office, from)).not.toContain("back-maglock on");
    expect(products.back.output).toBe(false);
  });

  it("that is delivered again after the reset releases again, and a clear that is does nothing", async () => {
    const office = await messyOffice();
    const { wire, onlooker, products } = office;
    const cleared = () =>
      settled(() =>
        expect(onlooker.last(`${BASE}/sensor/lobby-smoke/state`)).toMatchObject({ value: "clear" }),
      );
    const reset = () =>
      settled(async () =>
        expect(await ask(onlooker, { action: "reset" })).toMatchObject({ ok: true }),
      );
    products.smoke.detect(true);
    await settled(() => expect(products.back.output).toBe(false));
    products.smoke.detect(false);
    await cleared();
    await reset();
    await settled(() => expect(products.back.output).toBe(true));
    // A clear that comes once more, late and marked as such, moves nothing.
    const from = onlooker.heard.length;
    wire.hold(SMOKE);
    products.smoke.report();
    await settled(() => expect(wire.held).toBe(1));
    wire.passOn(0, 0);
    await pingPong(onlooker);
    expect(backWords(office, from)).toEqual([]);
    // An alarm is never refused for its age: nobody can know that it is not another one.
    wire.hold(SMOKE);
    products.smoke.detect(true);
    products.smoke.detect(false);
    await settled(() => expect(wire.held).toBe(2));
    wire.passOn(0, 1, 0, 1);
    await settled(() => expect(products.back.output).toBe(false));
    await cleared();
    await reset();
    await settled(() => expect(products.back.output).toBe(true));
    expect(office.site.told("fire-latched")).toHaveLength(2);
  });
});
