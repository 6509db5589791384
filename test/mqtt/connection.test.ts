import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { COMMAND_LIFE_MS } from "../../src/controller/outputs.ts";
import {
  type Connection,
  type Delivered,
  KEEPALIVE_SECONDS,
  openConnection,
  SILENCE_BEFORE_RESET,
} from "../../src/mqtt/connection.ts";
import type { ExternalBroker } from "../../src/open-site.ts";
import { BOTH_BROKERS } from "../broker/both-brokers.ts";
import { bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { silentProxy } from "../broker/silent-proxy.ts";

const WITHIN = { timeout: 10_000, interval: 10 };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Opened {
  readonly connection: Connection;
  readonly heard: Delivered[];
  readonly lines: string[];
  readonly sessions: AbortSignal[];
}

async function open(
  broker: Omit<ExternalBroker, "kind">,
  more: { keepaliveSeconds?: number; protocolVersion?: 4 | 5 } = {},
): Promise<Opened> {
  const heard: Delivered[] = [];
  const lines: string[] = [];
  const sessions: AbortSignal[] = [];
  const connection = await openConnection({
    broker: { kind: "external", ...broker },
    client: "test",
    log: (_, line) => lines.push(line),
    onConnect: (lost) => void sessions.push(lost),
    onMessage: (message) => void heard.push(message),
    ...more,
  });
  cleanups.push(() => connection.end());
  return { connection, heard, lines, sessions };
}

const isOpen = ({ connection }: Opened) =>
  vi.waitFor(() => expect(connection.open).toBe(true), WITHIN);

describe("a dead link without a word", () => {
  it("is found before an order that left on it is over", () => {
    const oftenLooked = 1 / 20;
    const found = KEEPALIVE_SECONDS * 1_000 * (SILENCE_BEFORE_RESET + oftenLooked);
    expect(found).toBeLessThan(COMMAND_LIFE_MS);
  });

  it("is noticed, carries nothing, and delivers nothing when it heals", async () => {
    const broker = await startMosquitto();
    cleanups.push(() => broker.stop());
    const other = await bystander(broker.url, ["door/#"], { keepalive: 0 });
    cleanups.push(() => other.leave());
    const opened = await open({ url: broker.url }, { keepaliveSeconds: 1 });
    await isOpen(opened);
    broker.freeze();
    await vi.waitFor(() => expect(opened.sessions[0]?.aborted).toBe(true), WITHIN);
    expect(opened.connection.publishBurst([{ topic: "door/set", payload: "UNLOCK" }])).toBe(false);
    broker.thaw();
    await isOpen(opened);
    opened.connection.publishBurst([{ topic: "door/set", payload: "LOCK" }]);
    await other.hears("door/set");
    expect(other.on("door/set")).toEqual(["LOCK"]);
  });
});

describe("a link that fell silent", () => {
  it("is reset and not ended, so that the kernel forgets what it could not deliver", async () => {
    const broker = await startMosquitto();
    cleanups.push(() => broker.stop());
    const proxy = await silentProxy(broker.port);
    cleanups.push(() => proxy.close());
    const opened = await open({ url: `mqtt://127.0.0.1:${proxy.port}` }, { keepaliveSeconds: 1 });
    await isOpen(opened);
    proxy.fallSilent();
    await vi.waitFor(() => expect(proxy.endings).toEqual(["reset"]), WITHIN);
    proxy.speak();
    await isOpen(opened);
  });

  it("carries nothing after this process itself was stopped for a while", async () => {
    const broker = await startMosquitto();
    cleanups.push(() => broker.stop());
    const opened = await open({ url: broker.url }, { keepaliveSeconds: 1 });
    await isOpen(opened);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_600);
    expect(opened.connection.publishBurst([{ topic: "door/set", payload: "UNLOCK" }])).toBe(false);
    await isOpen(opened);
  });
});

describe.each(BOTH_BROKERS)("a connection to %s", (_, start) => {
  it("never sends later what was said while the broker was away", async () => {
    const broker = await start();
    cleanups.push(() => broker.stop());
    const opened = await open({ url: broker.url });
    await isOpen(opened);
    await broker.stop();
    await vi.waitFor(() => expect(opened.sessions[0]?.aborted).toBe(true), WITHIN);
    expect(opened.connection.publishBurst([{ topic: "door/set", payload: "UNLOCK" }])).toBe(false);
    await expect(opened.connection.subscribe(["door/set"], 1)).rejects.toThrow();
    await broker.start();
    const other = await bystander(broker.url, ["door/#"]);
    cleanups.push(() => other.leave());
    await isOpen(opened);
    opened.connection.publishBurst([{ topic: "door/set", payload: "LOCK" }]);
    await other.hears("door/set");
    expect(other.on("door/set")).toEqual(["LOCK"]);
  });

  it("speaks 3.1.1 where it would like 5 and is refused", async () => {
    const broker = await start();
    cleanups.push(() => broker.stop());
    const opened = await open({ url: broker.url }, { protocolVersion: 5 });
    await isOpen(opened);
  });

  it("survives a listener that throws", async () => {
    const broker = await start();
    cleanups.push(() => broker.stop());
    const lines: string[] = [];
    const heard: string[] = [];
    const connection = await openConnection({
      broker: { kind: "external", url: broker.url },
      client: "test",
      log: (_level, line) => lines.push(line),
      onConnect: () => void connection.subscribe(["a"], 1).catch(() => undefined),
      onMessage: ({ payload }) => {
        heard.push(Buffer.from(payload).toString());
        throw new Error("a bug in an adapter");
      },
    });
    cleanups.push(() => connection.end());
    const other = await bystander(broker.url, []);
    cleanups.push(() => other.leave());
    await vi.waitFor(async () => {
      await other.say("a", "1");
      expect(heard.length).toBeGreaterThan(1);
    }, WITHIN);
    expect(lines.join()).toContain("a bug in an adapter");
  });
});

describe("who may speak with whom", () => {
  it("comes in with the right password and says why not with a wrong one", async () => {
    const user = { username: "egress", password: "open sesame" };
    const broker = await startMosquitto({ user });
    cleanups.push(() => broker.stop());
    const wrong = await open({ url: broker.url, username: "egress", password: "guess" });
    await vi.waitFor(() => expect(wrong.lines.join()).toMatch(/not authorized|refused/i), WITHIN);
    expect(wrong.connection.open).toBe(false);
    await isOpen(await open({ url: broker.url, ...user }));
    const inUrl = broker.url.replace("//", "//egress:open%20sesame@");
    const named = await open({ url: inUrl });
    await isOpen(named);
    expect(wrong.lines.concat(named.lines).join()).not.toMatch(/sesame|guess/);
  });

  it("speaks TLS with a broker that its authority vouches for, and with no other", async () => {
    const dir = mkdtempSync(join(tmpdir(), "egress-tls-"));
    cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
    const tls = { cert: join(dir, "cert.pem"), key: join(dir, "key.pem") };
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"],
        ...["-keyout", tls.key, "-out", tls.cert, "-subj", "/CN=127.0.0.1"],
        ...["-addext", "subjectAltName=IP:127.0.0.1"],
      ],
      { stdio: "ignore" },
    );
    const broker = await startMosquitto({ tls });
    cleanups.push(() => broker.stop());
    const proxy = await silentProxy(broker.port);
    cleanups.push(() => proxy.close());
    const url = `mqtts://127.0.0.1:${proxy.port}`;
    const stranger = await open({ url });
    await vi.waitFor(() => expect(stranger.lines.join()).toMatch(/self-signed/), WITHIN);
    expect(stranger.connection.open).toBe(false);

    const opened = await open({ url, ca: readFileSync(tls.cert, "utf8") }, { keepaliveSeconds: 1 });
    await isOpen(opened);
    proxy.fallSilent();
    await vi.waitFor(() => expect(proxy.endings.at(-1)).toBe("reset"), WITHIN);
    proxy.speak();
    await isOpen(opened);
    expect(opened.sessions).toHaveLength(2);
  });
});
