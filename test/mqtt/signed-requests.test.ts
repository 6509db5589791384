/** Who may ask: signatures, PINs and roles, and what never needs any of them. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { RequestRules, SiteDescription } from "../../src/core/site.ts";
import { createPinDesk, hashPin, LOCKED_OUT_MS, MAX_WRONG_PINS } from "../../src/mqtt/pins.ts";
import { requestSecrets } from "../../src/mqtt/request-secrets.ts";
import { signatureOf, signedText } from "../../src/mqtt/request-signature.ts";
import { type OpenAuthority, openAuthority, openMirror } from "../../src/open-site.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const REPLY = "egress/office/reply/me";
const PIN = "24680";

const RULES: RequestRules = {
  signed: "required",
  keys: [
    { id: "homebridge", speaksFor: ["home"] },
    { id: "node-red", speaksFor: [] },
  ],
  pins: ["alice", "bob"],
};

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

let pinHash = "";
beforeAll(async () => {
  pinHash = await hashPin(PIN);
});

function dataFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "egress-signed-"));
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

interface House {
  readonly url: string;
  readonly site: OpenAuthority;
  readonly other: Bystander;
  readonly keys: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
  /** Asks as `other`, and gives the answer. */
  ask(fields: object): Promise<unknown>;
  signed(key: string, fields: object, secret?: string): object;
}

async function house(requests: RequestRules, more: Partial<SiteDescription> = {}): Promise<House> {
  const broker = await startMosquitto();
  cleanups.push(() => broker.stop());
  const dataDir = dataFolder();
  const path = join(dataDir, "office.request-credentials.json");
  const { secrets } = await requestSecrets(path, requests, { name: "alice", hash: pinHash });
  const keys = Object.fromEntries(secrets.keys);
  const lines: string[] = [];
  const site = await openAuthority({
    site: { ...SMALL_OFFICE, ...more, requests },
    broker: { kind: "external", url: broker.url },
    authority: "egress run",
    dataDir,
    log: (_, line) => lines.push(line),
  });
  cleanups.push(() => site.close());
  const other = await bystander(broker.url);
  cleanups.push(() => other.leave());
  await other.hears(
    "egress/office/status",
    (said) => Reflect.get(Object(said), "state") === "online",
  );
  let number = 0;
  const fresh = () => ({ id: `r-${number++}`, at: new Date().toISOString(), replyTo: REPLY });
  return {
    url: broker.url,
    site,
    other,
    keys,
    lines,
    async ask(fields) {
      const asked = { ...fresh(), ...fields };
      await other.say("egress/office/request", asked);
      return other.hears(REPLY, (said) => Reflect.get(Object(said), "id") === asked.id);
    },
    signed(key, fields, secret = keys[key] ?? "") {
      const said = { ...fresh(), ...fields, key };
      return { ...said, signature: signatureOf(secret, "office", said) };
    },
  };
}

const UNLOCK = { action: "unlock", door: "plain-door" };
const OK = { ok: true };
const refused = (reason: RegExp) => ({
  ok: false,
  code: "not-permitted",
  reason: expect.stringMatching(reason),
});

/** Why the plain door is as it is. */
const because = ({ site }: House) => site.door("plain-door")?.because ?? "";

describe("a signature", () => {
  it("is over every field but itself, in one order, and over the site", () => {
    const text = 'egress-request-1\noffice\n[["action","unlock"],["door","front"],["id","1"]]';
    const fields = { id: "1", door: "front", signature: "x", action: "unlock" };
    expect(signedText("office", fields)).toBe(text);
    // By: printf '...' | openssl dgst -sha256 -hmac secret -binary | basenc --base64url
    expect(signatureOf("secret", "office", fields)).toBe(
      "8Sm0YRhB0dPnmlHPr20VdH1qArbPkgEuyTF6uDZ2aqg",
    );
    expect(signatureOf("secret", "home", fields)).not.toBe(signatureOf("secret", "office", fields));
  });
});

describe("a site that requires signatures", () => {
  it("does what is signed, in the name of the key or of whom it speaks for", async () => {
    const home = await house(RULES);
    const { ask, signed } = home;
    expect(await ask(signed("node-red", UNLOCK))).toMatchObject(OK);
    expect(because(home)).toMatch(/by node-red/);
    expect(await ask(signed("homebridge", { ...UNLOCK, by: "home" }))).toMatchObject(OK);
    expect(because(home)).toMatch(/by home\b/);
    expect(await ask(signed("homebridge", { ...UNLOCK, by: "alice" }))).toMatchObject(
      refused(/may not ask in the name of alice/),
    );
  });

  it("refuses whatever is not, and says how to do it", async () => {
    const home = await house(RULES);
    const { ask, signed, keys } = home;
    const right = signed("homebridge", UNLOCK);
    const refusals: readonly [object, RegExp][] = [
      [UNLOCK, /proof.*--key-file or --pin/],
      [{ ...UNLOCK, by: "alice" }, /proof/],
      [{ ...right, door: "front" }, /signature is not right/],
      [{ ...right, id: "another" }, /signature is not right/],
      [{ ...right, at: new Date(Date.now() + 1).toISOString() }, /signature is not right/],
      [{ ...right, via: "x" }, /signature is not right/],
      [{ ...right, signature: "A".repeat(43) }, /signature is not right/],
      [{ ...right, signature: "short" }, /signature is not right/],
      [signed("homebridge", UNLOCK, keys["node-red"]), /signature is not right/],
      [signed("stranger", UNLOCK, "no such key has a secret of its own"), /signature is not right/],
      [{ ...signed("node-red", UNLOCK), key: "homebridge" }, /signature is not right/],
    ];
    for (const [asked, reason] of refusals) expect(await ask(asked)).toMatchObject(refused(reason));
    const half = { ...UNLOCK, key: "homebridge" };
    expect(await ask(half)).toMatchObject({ code: "bad-input" });
    expect(because(home)).not.toMatch(/Unlocked/);
  });

  it("does a replayed request once, and one of another time not at all", async () => {
    const home = await house(RULES);
    const { ask, signed, other } = home;
    const unlock = signed("homebridge", UNLOCK);
    expect(await ask(unlock)).toMatchObject(OK);
    expect(await ask(signed("homebridge", { action: "lock", door: "plain-door" }))).toMatchObject(
      OK,
    );
    const told = other.on(REPLY).length;
    await other.say("egress/office/request", unlock);
    await vi.waitFor(() => expect(other.on(REPLY)).toHaveLength(told + 1), { timeout: 10_000 });
    expect(because(home)).toMatch(/Locked by homebridge/);
    for (const skew of [-11_000, 11_000]) {
      const at = new Date(Date.now() + skew).toISOString();
      expect(await ask(signed("homebridge", { ...UNLOCK, at }))).toMatchObject({ code: "stale" });
    }
    expect(because(home)).toMatch(/Locked by homebridge/);
  });

  it("lets nobody use up the id of a request that another signs", async () => {
    const home = await house({ ...RULES, signed: "allowed" });
    const { ask, signed } = home;
    expect(await ask({ id: "mine", action: "lock", door: "plain-door" })).toMatchObject(OK);
    expect(await ask(signed("homebridge", { ...UNLOCK, id: "mine" }))).toMatchObject(OK);
    await vi.waitFor(() => expect(because(home)).toMatch(/Unlocked by homebridge/), {
      timeout: 10_000,
    });
  });

  it("is asked by a mirror that has a key, and not by one that hasn't", async () => {
    const home = await house(RULES);
    const broker = { kind: "external", url: home.url } as const;
    const proof = {
      kind: "key",
      key: "homebridge",
      secret: home.keys["homebridge"] ?? "",
    } as const;
    const withKey = await openMirror({ siteId: "office", broker, client: "homebridge", proof });
    const without = await openMirror({ siteId: "office", broker, client: "homebridge" });
    cleanups.push(() => Promise.all([withKey.close(), without.close()]));
    await vi.waitFor(() => expect([withKey.online, without.online]).toEqual([true, true]), {
      timeout: 10_000,
    });
    const unlock = {
      type: "request",
      action: "unlock",
      door: "plain-door",
      by: "home",
      via: "home",
    } as const;
    expect(await without.request(unlock)).toMatchObject(refused(/proof/));
    expect(await withKey.request(unlock)).toEqual(OK);
  });

  it("never asks an alarm for anything", async () => {
    const { site, other, ask } = await house(RULES, { roles: { reset: ["alice"] } });
    await other.say("egress/office/sensor/lobby-call-point/reading", { value: "alarm" });
    await vi.waitFor(() => expect(site.area("lobby")?.fire).toBe("latched"), { timeout: 10_000 });
    await other.hears(
      "egress/office/lock/plain-lock/command",
      (order) => Reflect.get(Object(order), "to") === "unlocked",
    );
    // And its twin: what ends it must be proven.
    await other.say("egress/office/sensor/lobby-call-point/reading", { value: "clear" });
    expect(await ask({ action: "reset", by: "alice" })).toMatchObject(refused(/proof/));
    expect(site.area("lobby")?.fire).toBe("latched");
    expect(await ask({ action: "reset", by: "alice", pin: PIN })).toMatchObject(OK);
    expect(site.area("lobby")?.fire).toBe("normal");
  });
});

describe("a site that only allows them", () => {
  const ALLOWED = { ...RULES, signed: "allowed" } as const;

  it("asks for proof where roles name people, and where a name is guarded", async () => {
    const home = await house(ALLOWED, { roles: { unlock: ["alice", "homebridge"] } });
    const { ask, signed } = home;
    const lock = { action: "lock", door: "plain-door" };
    expect(await ask({ ...lock, by: "carol" })).toMatchObject(OK);
    expect(await ask({ ...lock, by: "alice" })).toMatchObject(refused(/name alice needs proof/));
    expect(await ask({ ...lock, by: "home" })).toMatchObject(refused(/name home needs proof/));
    expect(await ask({ ...UNLOCK, by: "carol" })).toMatchObject(refused(/Only some may unlock/));
    expect(await ask(signed("node-red", UNLOCK))).toMatchObject(refused(/node-red may not unlock/));
    expect(await ask(signed("homebridge", UNLOCK))).toMatchObject(OK);
    expect(await ask({ ...lock, by: "alice", pin: PIN })).toMatchObject(OK);
    expect(await ask({ ...UNLOCK, by: "alice", pin: "11111" })).toMatchObject(
      refused(/PIN is wrong/),
    );
    expect(await ask({ ...lock, by: "bob", pin: PIN })).toMatchObject(refused(/no PIN/));
    expect(because(home)).toMatch(/Locked by alice/);
  });
});

describe("a PIN", () => {
  it("is guessed at five times, also at once, and then nobody gets in by that name for a while", async () => {
    let now = 0;
    const desk = createPinDesk(
      new Map([
        ["alice", pinHash],
        ["bob", pinHash],
      ]),
      () => now,
    );
    const guesses: string[] = [];
    for (let at = 0; at < MAX_WRONG_PINS; at++)
      guesses.push(await desk.check("alice", `${at}0000`));
    expect(guesses).toEqual(Array(MAX_WRONG_PINS).fill("wrong"));
    expect(await desk.check("alice", PIN)).toBe("locked-out");
    expect(await desk.check("bob", PIN)).toBe("right");
    now += LOCKED_OUT_MS - 1;
    expect(await desk.check("alice", PIN)).toBe("locked-out");
    now += 1;
    expect(await desk.check("alice", PIN)).toBe("right");

    const atOnce = await Promise.all(
      Array.from({ length: 20 }, (_, at) => desk.check("bob", `${at}11`)),
    );
    const later = [await desk.check("bob", "x"), await desk.check("bob", "y")];
    expect([...atOnce, ...later].filter((answer) => answer === "wrong")).toHaveLength(
      MAX_WRONG_PINS,
    );
    expect(atOnce).toContain("busy");
  });

  it("that is right forgives what was wrong before", async () => {
    const desk = createPinDesk(new Map([["alice", pinHash]]), () => 0);
    for (let round = 0; round < 2; round++) {
      for (let at = 1; at < MAX_WRONG_PINS; at++) await desk.check("alice", "wrong");
      expect(await desk.check("alice", PIN)).toBe("right");
    }
  });

  it("is answered with a lock-out over the wire, and opens nothing", async () => {
    const home = await house(RULES);
    for (let at = 0; at < MAX_WRONG_PINS; at++)
      expect(await home.ask({ ...UNLOCK, by: "alice", pin: `${at}999` })).toMatchObject(
        refused(/wrong/),
      );
    expect(await home.ask({ ...UNLOCK, by: "alice", pin: PIN })).toMatchObject(
      refused(/locked out/),
    );
    expect(because(home)).not.toMatch(/Unlocked/);
    // Whoever locks alice out so has not locked out the house.
    expect(await home.ask(home.signed("homebridge", UNLOCK))).toMatchObject(OK);
  });
});

describe("the secrets", () => {
  it("are made once, kept for their owner, and never told", async () => {
    const dir = dataFolder();
    const path = join(dir, "office.request-credentials.json");
    const first = await requestSecrets(path, RULES);
    expect(first.made).toEqual(["homebridge", "node-red"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = await requestSecrets(path, RULES, { name: "alice", hash: pinHash });
    expect(again).toMatchObject({ made: [], secrets: { keys: first.secrets.keys } });
    expect(readFileSync(path, "utf8")).not.toContain(PIN);
    const fewer = await requestSecrets(path, { ...RULES, keys: [], pins: ["bob"] });
    expect([fewer.secrets.keys.size, fewer.secrets.pins.size]).toEqual([0, 0]);
    writeFileSync(path, '{"keys":{"homebridge":"a-secret-of-more-than-32-characters"},"x":1}');
    await expect(requestSecrets(path, RULES)).rejects.toThrow(
      expect.objectContaining({
        code: "options-invalid",
        message: expect.not.stringContaining("a-secret"),
      }),
    );
  });

  it("need a place", async () => {
    const site = { ...SMALL_OFFICE, requests: RULES };
    const opening = openAuthority({ site, broker: { kind: "embedded", port: 0 }, authority: "x" });
    await expect(opening).rejects.toMatchObject({ code: "options-invalid" });
  });
});
