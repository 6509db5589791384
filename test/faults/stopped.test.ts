/**
 * An authority that is stopped and goes on (SIGSTOP), on a real broker, among real payloads: what waited
 * for it is not obeyed, an alarm that waited is, and what it held by a lease has let go meanwhile.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { BEAT_MS, GAP_MS } from "../../src/controller/process-time.ts";
import { openMqttMirror } from "../../src/mqtt/mirror.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { ask, Ends, pingPong, settled } from "../e2e/house.ts";
import { SITE_ID } from "../e2e/office.ts";
import { LEASE_SECONDS, type Office, ordersSeen, startOffice } from "./running-office.ts";

const ends = new Ends();
afterAll(() => ends.all());

const REPLIES = `egress/${SITE_ID}/reply/test`;

/** A gap that no process can take for a slow moment. */
const STOP_MS = GAP_MS + 2 * BEAT_MS;

/** A word that opens something in this office. */
const OPENS = /(maglock|holder) off$|strike on$/;

/** Every door locked. */
async function lockedOffice(): Promise<Office> {
  const broker = await startMosquitto();
  ends.add(() => broker.stop());
  const office = await startOffice(broker.url, ends);
  const { onlooker, products } = office;
  for (const door of ["front", "back", "workshop-door"])
    expect(await ask(onlooker, { action: "lock", door })).toEqual({
      id: expect.any(String),
      ok: true,
    });
  await settled(() => {
    expect(products.outputs).toMatchObject({ maglock: true, strike: false, holder: true });
    expect(products.back.output).toBe(true);
  });
  return office;
}

/** Asks as any program may, and gives the way to see what came of it, whenever that is. */
async function askLater({ onlooker }: Office, request: object): Promise<() => unknown> {
  const id = randomUUID();
  const at = new Date().toISOString();
  await onlooker.say(`egress/${SITE_ID}/request`, {
    id,
    at,
    replyTo: REPLIES,
    by: "test",
    ...request,
  });
  return () => onlooker.on(REPLIES).find((answer) => (answer as { id: string }).id === id);
}

/**
 * Stops it, and gives the way to let it go on: not before its lease has run out at the relay itself, and
 * `meanwhile` was done.
 */
async function stopped({ site, products, onlooker }: Office, meanwhile: () => Promise<unknown>) {
  // It has just spoken on both of its connections, so that the broker holds on to them.
  await pingPong(onlooker);
  const since = performance.now();
  site.process.kill("SIGSTOP");
  await meanwhile();
  await settled(() => expect(products.maglock.output).toBe(false));
  await delay(Math.max(0, STOP_MS - (performance.now() - since)));
  site.process.kill("SIGCONT");
}

describe.concurrent("an authority that is stopped for a while", () => {
  it("holds its leased lock as long as it runs, and lets it go when it does not", async () => {
    const office = await lockedOffice();
    const { site, products, onlooker } = office;
    const renewals = () => ordersSeen(onlooker).filter((word) => word === "front-maglock on");
    await settled(() => expect(renewals().length).toBeGreaterThan(LEASE_SECONDS + 2));
    expect(products.maglock.output).toBe(true);
    const before = onlooker.heard.length;
    await stopped(office, async () => {
      await settled(() => expect(products.maglock.output).toBe(false));
      // By the relay's own timer, on nobody's word; the lock that keeps its last order keeps it.
      expect(ordersSeen(onlooker, before)).not.toContain("front-maglock off");
      expect(products.back.output).toBe(true);
    });
    await settled(() => expect(site.told("inputs-read")).toHaveLength(2));
    await settled(() => expect(products.maglock.output).toBe(true));
    await pingPong(onlooker);
    // The twin of a release after a stop: without an alarm the return releases nothing.
    expect(ordersSeen(onlooker, before).filter((word) => OPENS.test(word))).toEqual([]);
  });

  it("obeys no request that waited for it, and every one that is of now", async () => {
    const office = await lockedOffice();
    const { site, products, onlooker } = office;
    const unlock = { action: "unlock", door: "workshop-door" };
    const before = onlooker.heard.length;
    let old = () => undefined as unknown;
    await stopped(office, async () => {
      old = await askLater(office, unlock);
    });
    await settled(() => expect(old()).toMatchObject({ ok: false, code: "stale" }));
    expect(site.told("clock-gap")).toHaveLength(1);
    await pingPong(onlooker);
    expect(ordersSeen(onlooker, before)).not.toContain("workshop-strike on");
    // The twins: asked again it is done, and what waited for a moment only is not old.
    await settled(async () => expect(await ask(onlooker, unlock)).toMatchObject({ ok: true }));
    await settled(() => expect(products.strike.output).toBe(true));
    site.process.kill("SIGSTOP");
    const fresh = await askLater(office, { ...unlock, action: "lock" });
    site.process.kill("SIGCONT");
    await settled(() => expect(fresh()).toMatchObject({ ok: true }));
    await settled(() => expect(products.strike.output).toBe(false));
    expect(site.told("clock-gap")).toHaveLength(1);
  });

  it("releases for an alarm that waited for it, and holds nothing again under fire", async () => {
    const office = await lockedOffice();
    const { site, products, onlooker } = office;
    let before = 0;
    await stopped(office, async () => {
      products.smoke.detect(true);
      await settled(() =>
        expect(onlooker.last("zigbee2mqtt/lobby-smoke")).toMatchObject({ smoke: true }),
      );
      expect(products.back.output).toBe(true);
      await settled(() => expect(products.maglock.output).toBe(false));
      before = onlooker.heard.length;
    });
    await settled(() => expect(products.back.output).toBe(false));
    await settled(() => expect(products.holder.on).toBe(false));
    await settled(() => expect(site.told("inputs-read")).toHaveLength(2));
    await pingPong(onlooker);
    expect(ordersSeen(onlooker, before).filter((word) => /maglock on$/.test(word))).toEqual([]);
    expect(products.outputs).toMatchObject({ maglock: false, holder: false });
  });

  it("is offline for its mirrors, and online when it goes on", async () => {
    const broker = await startMosquitto();
    ends.add(() => broker.stop());
    const { site, onlooker } = await startOffice(broker.url, ends);
    const options = {
      siteId: SITE_ID,
      broker: { kind: "external", url: broker.url },
      client: "tablet",
    } as const;
    const mirror = await openMqttMirror(options, { heartbeatLostMs: 11_000 });
    ends.add(() => mirror.close());
    await settled(() => expect(mirror.online).toBe(true));
    site.process.kill("SIGSTOP");
    await settled(() => expect(mirror.online).toBe(false));
    const unlock = {
      type: "request",
      action: "unlock",
      door: "workshop-door",
      by: "alice",
      via: "home",
    } as const;
    expect(await mirror.request(unlock)).toMatchObject({ ok: false, code: "no-link" });
    site.process.kill("SIGCONT");
    await settled(() => expect(mirror.online).toBe(true));
    await pingPong(onlooker);
    expect(ordersSeen(onlooker)).not.toContain("workshop-strike on");
    // The twin: now it is asked.
    await settled(async () => expect(await mirror.request(unlock)).toEqual({ ok: true }));
  });
});
