/**
 * A broker that is killed and comes back, with what it had kept and without: no lock hears a new word,
 * nothing is obeyed that waited there, and whoever asks finds every state again.
 */
import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { ask, Ends, online, pingPong, settled } from "../e2e/house.ts";
import { SITE_ID } from "../e2e/office.ts";
import { tapWire } from "../e2e/wire-tap.ts";
import { type Office, startOffice, wordIn } from "./running-office.ts";

const ends = new Ends();
afterAll(() => ends.all());

const BASE = `egress/${SITE_ID}`;
const REPLIES = `${BASE}/reply/test`;

/** Every door locked but the workshop's, which somebody unlocked. The site's way to the broker can be shut. */
async function unevenOffice(keeps: boolean) {
  const broker = await startMosquitto({ keeps });
  ends.add(() => broker.stop());
  const tap = await tapWire(broker.port);
  ends.add(() => tap.close());
  const office = await startOffice(broker.url, ends, tap.url);
  const { onlooker, products } = office;
  for (const door of ["front", "back", "workshop-door"])
    expect(await ask(onlooker, { action: "lock", door })).toMatchObject({ ok: true });
  expect(await ask(onlooker, { action: "unlock", door: "workshop-door" })).toMatchObject({
    ok: true,
  });
  await settled(() => {
    expect(products.outputs).toEqual({ maglock: true, strike: true, holder: true });
    expect(products.back.output).toBe(true);
  });
  const words = (from = 0) =>
    tap.published.slice(from).flatMap(({ topic, payload }) => wordIn(topic, payload) ?? []);
  return { ...office, broker, tap, words };
}

/** The last word to each lock and holder. */
function lastWords(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(words.map((word) => [word.split(" ")[0] ?? "", word]));
}

async function back({ onlooker }: Office): Promise<void> {
  await online(onlooker);
  for (let round = 0; round < 2; round += 1) await pingPong(onlooker);
}

describe.concurrent.each([
  ["that keeps nothing", false],
  ["that keeps what was retained", true],
])("a broker %s, killed and started again", (_, keeps) => {
  it("has no lock told a new word, has every state again, and passes on the next alarm", async () => {
    const office = await unevenOffice(keeps);
    const { broker, tap, words, onlooker, products } = office;
    const last = lastWords(words());
    const from = tap.published.length;
    await broker.stop();
    await settled(() => expect(onlooker.client.connected).toBe(false));
    onlooker.forget();
    await broker.start();
    await back(office);
    for (const word of words(from)) expect(word).toBe(last.get(word.split(" ")[0] ?? ""));
    expect(products.outputs).toEqual({ maglock: true, strike: true, holder: true });

    const late = await bystander(broker.url, [`${BASE}/#`]);
    ends.add(() => late.leave());
    for (const [topic, content] of [
      ["site", { id: SITE_ID }],
      ["door/front/state", { outside: "locked" }],
      ["door/back/state", { outside: "locked" }],
      ["door/workshop-door/state", { outside: "unlocked" }],
      ["sensor/lobby-smoke/state", { value: "clear" }],
      ["supply/grid/state", { status: "live" }],
    ] as const) {
      await settled(() => expect(late.last(`${BASE}/${topic}`), topic).toMatchObject(content));
      expect(late.heard.find((each) => each.topic === `${BASE}/${topic}`)?.retained).toBe(true);
    }

    products.smoke.detect(true);
    await settled(() => {
      expect(products.outputs).toMatchObject({ maglock: false, holder: false });
      expect(products.back.output).toBe(false);
    });
  });

  it("delivers a request that was left with it, which is refused; and an alarm, which is not", async () => {
    const office = await unevenOffice(keeps);
    const { broker, tap, words, onlooker, products, site } = office;
    await broker.stop();
    tap.shut();
    onlooker.forget();
    await broker.start();
    await settled(() => expect(onlooker.client.connected).toBe(true));
    // It is of now by every sign but one: the site hears it as something that the broker had kept.
    const left = { id: randomUUID(), at: new Date().toISOString(), replyTo: REPLIES, by: "test" };
    const unlock = { action: "unlock", door: "back" };
    await onlooker.say(`${BASE}/request`, { ...left, ...unlock }, { retain: true });
    const from = tap.published.length;
    tap.open();
    await onlooker.hears(REPLIES, (answer) => (answer as { id: string }).id === left.id);
    expect(onlooker.last(REPLIES)).toMatchObject({ ok: false, code: "retained" });
    await back(office);
    expect(words(from)).not.toContain("back-maglock off");
    // The twin: somebody who is there now is obeyed.
    await onlooker.say(`${BASE}/request`, "", { retain: true });
    expect(await ask(onlooker, unlock)).toMatchObject({ ok: true });
    await settled(() => expect(products.back.output).toBe(false));
    expect(await ask(onlooker, { ...unlock, action: "lock" })).toMatchObject({ ok: true });
    await settled(() => expect(products.back.output).toBe(true));

    // An alarm that began while nobody passed it on is told again by the detector's gateway, or kept.
    await broker.stop();
    products.smoke.detect(true);
    await broker.start();
    await settled(() => expect(products.back.output).toBe(false));
    expect(site.told("fire-latched")).toHaveLength(1);
  });
});
