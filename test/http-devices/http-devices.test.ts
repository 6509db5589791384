/** A whole site whose locks are switched over HTTP, against the product as it answers. */
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ShellyGen1Relay } from "../../demo/products/index.ts";
import type { DeviceBinding, LockDescription } from "../../src/core/site.ts";
import { MAX_ANSWER_BYTES } from "../../src/http-devices/http-request.ts";
import { createTurnstile } from "../../src/http-devices/turnstile.ts";
import { type OpenAuthority, openAuthority } from "../../src/open-site.ts";
import type { SiteListener } from "../../src/site-handle.ts";
import { bystander } from "../broker/bystander.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { door, lock, sensor, site } from "../mqtt/small-office.ts";

const WAIT = { timeout: 10_000, interval: 10 };
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function shelly(login?: { user: string; password: string }): Promise<ShellyGen1Relay> {
  const product = new ShellyGen1Relay(
    "shelly1-front",
    "mqtt://127.0.0.1:1",
    login === undefined ? {} : { login },
  );
  await product.serve();
  cleanups.push(() => product.stop());
  return product;
}

const bindingOf = (product: ShellyGen1Relay, more: object = {}): DeviceBinding => ({
  profile: "shelly-gen1-http",
  host: "127.0.0.1",
  port: product.port,
  poll: 1,
  timeout: 0.5,
  feedback: "output",
  ...more,
});

async function opened(
  device: DeviceBinding,
  more: Partial<LockDescription> = {},
  listener: SiteListener = {},
) {
  const lines: string[] = [];
  const authority = await openAuthority({
    site: site([door("front", [lock("maglock", { device, ...more })])], [sensor("smoke", "smoke")]),
    broker: null,
    authority: "test",
    log: (_, line) => lines.push(line),
    listener,
  });
  cleanups.push(() => authority.close());
  authority.tell({ type: "reading", sensor: "smoke", value: "clear" });
  return { authority, lines };
}

const remote = (authority: OpenAuthority) => authority.door("front")?.remote;
const bolt = (authority: OpenAuthority) => authority.door("front")?.locks["maglock"];
const ask = (authority: OpenAuthority, action: "lock" | "unlock") =>
  authority.request({ type: "request", action, door: "front", by: "alice", via: "test" });
const fire = (authority: OpenAuthority) =>
  authority.tell({ type: "reading", sensor: "smoke", value: "alarm" });

describe("a maglock on a Shelly over HTTP", () => {
  it("is told nothing by the start, holds by a lease, and is let go by smoke", async () => {
    const product = await shelly();
    product.http("silent");
    const said: (string | undefined)[] = [];
    const { authority } = await opened(
      bindingOf(product),
      {},
      { changed: ({ doors }) => said.push(...doors.map((each) => each.remote)) },
    );
    expect(remote(authority)).toBe("impossible");
    await vi.waitFor(() => expect(product.requests.length).toBeGreaterThan(1), WAIT);
    // Not for a moment was it said to be within reach.
    expect(said.filter((each) => each !== "impossible")).toEqual([]);
    product.http("no");
    await vi.waitFor(() => expect(remote(authority)).not.toBe("impossible"), WAIT);
    expect(product.requests.filter((path) => path.includes("turn"))).toEqual([]);

    expect(await ask(authority, "lock")).toEqual({ ok: true });
    await vi.waitFor(() => expect(product.output).toBe(true), WAIT);
    expect(product.requests).toContain("/relay/0?turn=on&timer=60");
    await vi.waitFor(
      () => expect(bolt(authority)).toMatchObject({ bolt: "locked", basis: "sensed" }),
      WAIT,
    );
    fire(authority);
    await vi.waitFor(() => expect(product.output).toBe(false), WAIT);
    await vi.waitFor(
      () => expect(bolt(authority)).toMatchObject({ bolt: "unlocked", basis: "sensed" }),
      WAIT,
    );
    expect(product.requests.filter((path) => path.includes("turn=off"))).not.toContainEqual(
      expect.stringContaining("timer"),
    );
  });

  it("does not take an answer for the bolt where the owner does not say so", async () => {
    const product = await shelly();
    const { authority } = await opened(bindingOf(product, { feedback: "none" }));
    await vi.waitFor(() => expect(remote(authority)).not.toBe("impossible"), WAIT);
    await ask(authority, "lock");
    await vi.waitFor(() => expect(product.output).toBe(true), WAIT);
    expect(bolt(authority)).toMatchObject({ reported: "unknown" });
  });

  it.each(["silent", "failing", "elsewhere"] as const)(
    "can't be reached while the device is %s; a release that stands is said again when it is back",
    async (how) => {
      const product = await shelly();
      const { authority, lines } = await opened(bindingOf(product));
      await vi.waitFor(() => expect(remote(authority)).not.toBe("impossible"), WAIT);
      await ask(authority, "lock");
      await vi.waitFor(() => expect(bolt(authority)?.reported).toBe("locked"), WAIT);
      product.http(how);
      await vi.waitFor(() => expect(remote(authority)).toBe("impossible"), WAIT);
      expect(await ask(authority, "unlock")).toMatchObject({ ok: false, code: "no-link" });
      fire(authority);
      expect(authority.door("front")?.demand.name).toBe("fire");
      expect(product.output).toBe(true);
      product.http("no");
      await vi.waitFor(() => expect(product.output).toBe(false), WAIT);
      expect(product.requests).not.toContain("/moved");
      expect(lines.join("\n")).toMatch(/maglock: /);
    },
  );

  it("a device that comes back from a power cut is told what stands, and never a lock that ended", async () => {
    const product = await shelly();
    const { authority } = await opened(bindingOf(product));
    await vi.waitFor(() => expect(remote(authority)).not.toBe("impossible"), WAIT);
    await ask(authority, "lock");
    await vi.waitFor(() => expect(product.output).toBe(true), WAIT);
    await product.unplug();
    await vi.waitFor(() => expect(remote(authority)).toBe("impossible"), WAIT);
    fire(authority);
    const before = product.requests.length;
    await product.serve();
    await vi.waitFor(
      () => expect(product.requests.slice(before)).toContain("/relay/0?turn=off"),
      WAIT,
    );
    await vi.waitFor(() => expect(bolt(authority)?.reported).toBe("unlocked"), WAIT);
    expect(product.requests.slice(before).join(" ")).not.toContain("turn=on");
  });

  it("a release overtakes an order that is under way, and is said again lest that one comes after it", async () => {
    const product = await shelly();
    const { authority } = await opened(bindingOf(product, { timeout: 10, poll: 60 }));
    await vi.waitFor(() => expect(remote(authority)).not.toBe("impossible"), WAIT);
    product.http("silent");
    void ask(authority, "lock");
    await vi.waitFor(() => expect(product.requests.at(-1)).toContain("turn=on"), WAIT);
    product.http("no");
    const before = product.requests.length;
    fire(authority);
    // Far below the ten seconds that the first order would still wait for its answer.
    await vi.waitFor(
      () =>
        expect(product.requests.slice(before)).toEqual([
          "/relay/0?turn=off",
          "/relay/0?turn=off",
          "/relay/0",
        ]),
      { timeout: 5_000, interval: 10 },
    );
    expect(product.output).toBe(false);
  });

  it("logs in, and never tells with what", async () => {
    const login = { user: "admin", password: "hush-hush" };
    const product = await shelly(login);
    const { authority } = await opened(bindingOf(product, login));
    await vi.waitFor(() => expect(remote(authority)).not.toBe("impossible"), WAIT);
    const wrong = await opened(bindingOf(product, { user: "admin", password: "wrong-word" }));
    await vi.waitFor(() => expect(wrong.lines.join("\n")).toContain("401"), WAIT);
    expect(remote(wrong.authority)).toBe("impossible");
    expect(wrong.lines.join("\n")).not.toMatch(/wrong-word|hush|127\.0\.0\.1/);
  });
});

describe("an address", () => {
  it("is published with the site, and what it is logged in with is not", async () => {
    const broker = await startMosquitto();
    cleanups.push(() => broker.stop());
    const other = await bystander(broker.url);
    cleanups.push(() => other.leave());
    const device = { profile: "shelly-gen1-http", host: "127.0.0.1", port: 1 };
    const secrets = { user: "admin-user", password: "hush-hush" };
    const authority = await openAuthority({
      site: site([door("front", [lock("maglock", { device: { ...device, ...secrets } })])], []),
      broker: { kind: "external", url: broker.url },
      authority: "test",
    });
    cleanups.push(() => authority.close());
    expect(await other.hears("egress/office/site")).toMatchObject({
      doors: [{ locks: [{ device }] }],
    });
    await other.hears("egress/office/status");
    expect(other.heard.map(({ text }) => text).join("\n")).not.toMatch(/admin-user|hush-hush/);
  });
});

describe("a device that drops an idle connection", () => {
  it("gets its order at the second try, at once", async () => {
    let drop = false;
    const asked: string[] = [];
    const server = createServer((request, answer) => {
      asked.push(request.url ?? "");
      if (drop && request.url !== "/") {
        drop = false;
        request.socket.destroy();
      } else answer.end('{"on":false}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    const { authority } = await opened(
      {
        profile: "http",
        on: { url: `${base}/on` },
        off: { method: "POST", url: `${base}/off` },
        status: { url: `${base}/`, property: "on" },
        poll: 60,
      },
      { controllerLoss: "hold" },
    );
    await vi.waitFor(() => expect(remote(authority)).not.toBe("impossible"), WAIT);
    drop = true;
    fire(authority);
    await vi.waitFor(() => expect(asked.slice(-3)).toEqual(["/off", "/off", "/"]), WAIT);
    expect(remote(authority)).not.toBe("impossible");
  });
});

describe("an answer", () => {
  let server: Server;
  async function served(body: () => string): Promise<number> {
    server = createServer((_, answer) => void answer.end(body()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }
  const plainHttp = (port: number): DeviceBinding => ({
    profile: "http",
    on: { url: `http://127.0.0.1:${port}/on?for={{lease}}` },
    off: { url: `http://127.0.0.1:${port}/off` },
    status: { url: `http://127.0.0.1:${port}/`, property: "on" },
    feedback: "output",
    poll: 1,
  });

  it.each([
    [0, "as long as it may be", "impossible", false],
    [1, "one byte longer", "impossible", true],
  ])("(%d) that is %s counts or doesn't", async (more, _, state, isGone) => {
    const shell = JSON.stringify({ on: true, pad: "" }).length;
    const text = JSON.stringify({ on: true, pad: "x".repeat(MAX_ANSWER_BYTES - shell + more) });
    let asked = 0;
    const port = await served(() => {
      asked += 1;
      return text;
    });
    const { authority } = await opened(plainHttp(port));
    await vi.waitFor(() => expect(asked).toBeGreaterThan(2), WAIT);
    expect(remote(authority) === state).toBe(isGone);
  });
});

describe("the turnstile", () => {
  it("lets so many through, in their order, and a release whatever waits", async () => {
    const turnstile = createTurnstile(1, 1);
    const order: string[] = [];
    let open: () => void = () => undefined;
    const held = turnstile.through(false, () => new Promise<void>((resolve) => (open = resolve)));
    const waits = ["lock-1", "lock-2"].map((name) =>
      turnstile.through(false, async () => void order.push(name)),
    );
    await turnstile.through(true, async () => void order.push("release"));
    expect(order).toEqual(["release"]);
    open();
    await Promise.all([held, ...waits]);
    expect(order).toEqual(["release", "lock-1", "lock-2"]);
  });

  it("is bounded for releases too", async () => {
    const turnstile = createTurnstile(1, 2);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => turnstile.through(true, work)));
    expect(most).toBe(2);
  });

  it("gives a place back when the work fails", async () => {
    const turnstile = createTurnstile(1);
    await expect(turnstile.through(false, () => Promise.reject(new Error("no")))).rejects.toThrow();
    expect(await turnstile.through(false, async () => 1)).toBe(1);
  });
});
