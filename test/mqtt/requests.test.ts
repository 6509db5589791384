import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MAX_ANSWERS_KEPT } from "../../src/mqtt/answer-book.ts";
import { type AuthorityLink, linkAuthority } from "../../src/mqtt/authority-link.ts";
import { BOTH_BROKERS } from "../broker/both-brokers.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import type { TestBroker } from "../broker/mosquitto.ts";
import { type RecordingAuthority, recordingAuthority } from "./recording-authority.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const REQUEST = "egress/office/request";
const REPLY = "egress/office/reply/me";

describe.each(BOTH_BROKERS)("a request on %s", (_, startBroker) => {
  let broker: TestBroker;
  let other: Bystander;
  let authority: RecordingAuthority;
  let link: AuthorityLink;
  let number = 0;

  const ask = async (more: object, options = {}) => {
    const id = `r-${number++}`;
    const request = {
      id,
      action: "unlock",
      door: "front",
      by: "alice",
      via: "cli",
      replyTo: REPLY,
    };
    await other.say(REQUEST, { ...request, ...more }, options);
    return id;
  };
  const answerTo = (id: string) =>
    other.hears(REPLY, (value) => (value as { id: string }).id === id);
  const challenge = () => (other.last("egress/office/status") as { challenge: string }).challenge;
  const now = () => ({ at: new Date().toISOString() });

  beforeEach(async () => {
    broker = await startBroker();
    other = await bystander(broker.url);
    authority = recordingAuthority(SMALL_OFFICE);
    link = await linkAuthority(authority, {
      broker: { kind: "external", url: broker.url },
      authority: "egress run",
      challengeMs: 1_500,
    });
    await link.ready;
    await other.hears(
      "egress/office/status",
      (value) => (value as { state: string }).state === "online",
    );
  });
  afterEach(async () => {
    await link.close();
    await other.leave();
    await broker.stop();
  });

  it("is done and answered when it is fresh, by its time or by the challenge", async () => {
    const first = await ask(now());
    expect(await answerTo(first)).toEqual({ id: first, ok: true });
    const second = await ask({ challenge: challenge(), by: "bob\u202e\u0007" });
    expect(await answerTo(second)).toEqual({ id: second, ok: true });
    expect(authority.asked).toEqual([
      { type: "request", id: first, action: "unlock", door: "front", by: "alice", via: "cli" },
      { type: "request", id: second, action: "unlock", door: "front", by: "bob", via: "cli" },
    ]);
  });

  it("carries the authority's refusal back", async () => {
    authority.answer = { ok: false, code: "fire-latched", reason: "A fire stands." };
    const id = await ask(now());
    expect(await answerTo(id)).toEqual({ id, ...authority.answer });
  });

  it("is stale without a sign that it is of now, and is told how to give one", async () => {
    const old = challenge();
    const stale = [
      await ask({}),
      await ask({ at: new Date(Date.now() - 11_000).toISOString() }),
      await ask({ at: new Date(Date.now() + 11_000).toISOString() }),
      await ask({ challenge: "guessed" }),
    ];
    for (const id of stale) {
      expect(await answerTo(id)).toMatchObject({
        code: "stale",
        reason: expect.stringContaining("challenge"),
      });
    }
    const renewed = new Set([old]);
    await vi.waitFor(
      () => {
        renewed.add(challenge());
        expect(renewed.size).toBe(4);
      },
      { timeout: 30_000, interval: 10 },
    );
    const [, , previous] = [...renewed];
    expect(await answerTo(await ask({ challenge: previous }))).toMatchObject({ ok: true });
    expect(await answerTo(await ask({ challenge: old }))).toMatchObject({ code: "stale" });
    expect(authority.asked).toHaveLength(1);
  });

  it("acts once and is answered twice when told twice", async () => {
    const id = await ask(now());
    await answerTo(id);
    await other.say(REQUEST, { id, action: "lock", door: "front", ...now(), replyTo: REPLY });
    await vi.waitFor(() => expect(other.on(REPLY)).toHaveLength(2), { timeout: 10_000 });
    expect(authority.asked).toHaveLength(1);
  });

  it("forgets the oldest answers, so that ids can't fill the memory", async () => {
    const id = await ask(now());
    for (let at = 0; at < MAX_ANSWERS_KEPT; at++) {
      other.client.publish(
        REQUEST,
        JSON.stringify({ id: `many-${at}`, action: "reset", ...now() }),
      );
    }
    await vi.waitFor(() => expect(authority.asked).toHaveLength(MAX_ANSWERS_KEPT + 1), {
      timeout: 20_000,
    });
    await other.say(REQUEST, { id, action: "reset", ...now() });
    await vi.waitFor(() => expect(authority.asked).toHaveLength(MAX_ANSWERS_KEPT + 2), {
      timeout: 10_000,
    });
  }, 30_000);

  it("is refused when the broker had kept it", async () => {
    await link.close();
    const id = await ask(now(), { retain: true });
    const next = recordingAuthority(SMALL_OFFICE);
    link = await linkAuthority(next, {
      broker: { kind: "external", url: broker.url },
      authority: "egress run",
    });
    expect(await answerTo(id)).toMatchObject({ ok: false, code: "retained" });
    await link.ready;
    expect(next.asked).toEqual([]);
    await other.say(REQUEST, "", { retain: true });
  });

  it.each([
    ["an unknown key", { doors: "front" }, true],
    ["an unknown action", { action: "explode" }, true],
    ["a door that is no id", { door: "../front" }, true],
    ["a missing door", { door: undefined }, true],
    ["a reply outside of its place", { replyTo: "egress/office/lock/plain-lock/command" }, false],
    ["a reply to everyone", { replyTo: "egress/office/reply/#" }, false],
    ["a reply to another site", { replyTo: "egress/home/reply/me" }, false],
  ])("with %s is bad input", async (_what, more, answered) => {
    const id = await ask({ ...now(), ...more });
    if (answered) expect(await answerTo(id)).toMatchObject({ ok: false, code: "bad-input" });
    const good = await ask(now());
    await answerTo(good);
    expect(authority.asked.map((each) => each.id)).toEqual([good]);
    expect(other.on("egress/office/lock/plain-lock/command")).toEqual([]);
  });
});
