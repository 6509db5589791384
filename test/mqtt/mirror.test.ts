import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SiteDescription } from "../../src/core/site.ts";
import { type AuthorityLink, linkAuthority } from "../../src/mqtt/authority-link.ts";
import { openMqttMirror } from "../../src/mqtt/mirror.ts";
import type { SiteChange, SiteHandle } from "../../src/site-handle.ts";
import { BOTH_BROKERS } from "../broker/both-brokers.ts";
import { bystander } from "../broker/bystander.ts";
import type { TestBroker } from "../broker/mosquitto.ts";
import { doorState, type RecordingAuthority, recordingAuthority } from "./recording-authority.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const WITHIN = { timeout: 10_000, interval: 10 };

describe.each(BOTH_BROKERS)("a mirror on %s", (_, startBroker) => {
  let broker: TestBroker;
  let mirror: SiteHandle;
  let authority: RecordingAuthority;
  let link: AuthorityLink | null = null;
  const lines: string[] = [];
  const onlines: boolean[] = [];
  const changes: SiteChange[] = [];

  const openLink = async (site: SiteDescription = SMALL_OFFICE) => {
    authority = recordingAuthority(site);
    link = await linkAuthority(authority, {
      broker: { kind: "external", url: broker.url },
      authority: "egress run",
    });
    await link.ready;
  };
  const openMirror = async (timing = {}) => {
    mirror = await openMqttMirror(
      {
        siteId: "office",
        broker: { kind: "external", url: broker.url },
        client: "Homebridge 1",
        log: (_level, line) => lines.push(line),
      },
      timing,
    );
    mirror.listen({
      online: (online) => onlines.push(online),
      changed: (change) => changes.push(change),
    });
  };
  const isOnline = (online = true) => vi.waitFor(() => expect(mirror.online).toBe(online), WITHIN);

  beforeEach(async () => {
    for (const list of [lines, onlines, changes]) list.length = 0;
    broker = await startBroker();
  });
  afterEach(async () => {
    await mirror.close();
    await link?.close();
    link = null;
    await broker.stop();
  });

  it("builds itself from what the broker keeps, whoever comes first", async () => {
    await openMirror();
    expect(mirror.description).toBeNull();
    expect(mirror.online).toBe(false);
    await openLink();
    await isOnline();
    expect(mirror.description?.doors.map((each) => each.id)).toEqual([
      "front",
      "side",
      "back",
      "plain-door",
    ]);
    expect(mirror.door("front")).toMatchObject({ outside: "unknown", egress: "by-device" });
    expect(mirror.sensor("hall-smoke")).toMatchObject({ kind: "smoke" });
    expect(mirror.supply("grid")).toMatchObject({ status: "live" });
    expect(mirror.area("lobby")).toMatchObject({ fire: "normal" });
    authority.decide([], { doors: [doorState("front", { outside: "locked" })] });
    await vi.waitFor(() => expect(mirror.door("front")?.outside).toBe("locked"), WITHIN);
    expect(changes.at(-1)?.doors.map((each) => each.id)).toEqual(["front"]);
    expect(onlines).toEqual([true]);
  });

  it("asks the authority and brings back its answer", async () => {
    await openLink();
    await openMirror();
    await isOnline();
    authority.answer = { ok: false, code: "lockdown", reason: "A lockdown stands." };
    const request = {
      type: "request",
      action: "unlock",
      door: "front",
      by: "alice",
      via: "home",
    } as const;
    expect(await mirror.request(request)).toEqual(authority.answer);
    expect(authority.asked).toEqual([{ ...request, id: expect.any(String) }]);
  });

  it("passes on what sensors and locks near it say", async () => {
    await openLink();
    await openMirror();
    await isOnline();
    expect(
      mirror.tell({ type: "reading", sensor: "lobby-call-point", value: "alarm", tamper: true }),
    ).toEqual({ ok: true });
    expect(mirror.tell({ type: "report", lock: "plain-lock", bolt: "locked" })).toEqual({
      ok: true,
    });
    await vi.waitFor(() => expect(authority.reports("plain-lock")).toHaveLength(1), WITHIN);
    expect(authority.readings("lobby-call-point")).toMatchObject([
      { value: "alarm", tamper: true },
    ]);
  });

  it("is offline when the authority says goodbye, and refuses to ask", async () => {
    await openLink();
    await openMirror();
    await isOnline();
    await link?.close();
    await isOnline(false);
    expect(mirror.door("front"), "the last states are still there").toBeDefined();
    expect(
      await mirror.request({ type: "request", action: "reset", by: "alice", via: "home" }),
    ).toMatchObject({ ok: false, code: "no-link" });
    expect(onlines).toEqual([true, false]);
  });

  it("is offline while the broker is away, and comes back with it", async () => {
    await openLink();
    await openMirror();
    await isOnline();
    await broker.stop();
    await isOnline(false);
    expect(mirror.tell({ type: "report", lock: "plain-lock", bolt: "locked" })).toMatchObject({
      code: "no-link",
    });
    await broker.start();
    await isOnline();
    expect(onlines).toEqual([true, false, true]);
  });

  it("is offline when nobody renews the status", async () => {
    const other = await bystander(broker.url, []);
    const status = { state: "online", challenge: "c", authority: "a ghost", version: "0" };
    await other.say("egress/office/status", status, { retain: true });
    await openMirror({ heartbeatLostMs: 300 });
    await isOnline();
    await isOnline(false);
    await other.leave();
  });

  it("drops doors that the site has no more", async () => {
    await openLink();
    await openMirror();
    await isOnline();
    expect(mirror.door("back")).toBeDefined();
    await link?.close();
    await openLink({ ...SMALL_OFFICE, doors: SMALL_OFFICE.doors.slice(0, 1) });
    await vi.waitFor(() => expect(mirror.description?.doors).toHaveLength(1), WITHIN);
    expect(mirror.door("back")).toBeUndefined();
    expect(mirror.door("front")).toBeDefined();
  });

  it("ignores nonsense and says so", async () => {
    await openLink();
    await openMirror();
    await isOnline();
    const before = mirror.door("front");
    const other = await bystander(broker.url, []);
    const nonsense = [
      ["door/front/state", { id: "front", outside: "wide open" }],
      ["door/front/state", { ...doorState("side"), name: "mistaken" }],
      ["door/front/state", "not json"],
      ["door/front/state", "null"],
      ["door/ghost/state", doorState("ghost")],
      ["site", { version: 2 }],
      ["site", { ...SMALL_OFFICE, id: "home" }],
      ["status", { state: "fine" }],
      ["sensor/hall-smoke/state", '{"__proto__":{"inAlarm":true}}'],
      ["area/lobby/state", []],
    ] as const;
    for (const [topic, payload] of nonsense) await other.say(`egress/office/${topic}`, payload);
    await other.say("egress/office/door/side/state", doorState("side", { outside: "unlocked" }));
    await vi.waitFor(() => expect(mirror.door("side")?.outside).toBe("unlocked"), WITHIN);
    expect(mirror.door("front")).toBe(before);
    expect(mirror.door("ghost")).toBeUndefined();
    expect(mirror.description?.id).toBe("office");
    expect(mirror.online).toBe(true);
    expect(lines.filter((line) => line.startsWith("egress/office/"))).not.toEqual([]);
    await other.leave();
  });

  describe("with its authority in another process", () => {
    let child: ChildProcess;

    beforeEach(async () => {
      const script = fileURLToPath(new URL("authority-process.ts", import.meta.url));
      child = spawn(process.execPath, [script, broker.url], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await new Promise((resolve) => child.stdout?.once("data", resolve));
      await openMirror({ heartbeatLostMs: 2_000 });
      await isOnline();
    });
    afterEach(() => {
      child.kill("SIGKILL");
    });

    it("learns of its death from the will", async () => {
      const other = await bystander(broker.url, ["egress/office/status"]);
      child.kill("SIGKILL");
      await other.hears(
        "egress/office/status",
        (value) => (value as { state: string }).state === "offline",
      );
      await isOnline(false);
      const late = await bystander(broker.url, ["egress/office/status"]);
      expect(await late.hears("egress/office/status")).toMatchObject({ state: "offline" });
      await Promise.all([other.leave(), late.leave()]);
    });

    it("notices that it is frozen, and gives up on what it asked", async () => {
      child.kill("SIGSTOP");
      const answer = mirror.request({
        type: "request",
        action: "unlock",
        door: "front",
        by: "a",
        via: "home",
      });
      expect(await answer).toMatchObject({ ok: false, code: "no-link" });
      expect(mirror.online).toBe(false);
    });
  });
});
