import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { startEmbeddedBroker } from "../../src/mqtt/embedded-broker.ts";
import { bystander } from "../broker/bystander.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const quiet = () => undefined;

describe("the embedded broker", () => {
  it("takes a free port of this machine, and lets it go", async () => {
    const broker = await startEmbeddedBroker({ kind: "embedded", port: 0 }, null, quiet);
    expect(broker.url).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
    expect(broker.lanUrl).toBeNull();
    const client = await bystander(broker.url);
    const gone = new Promise<void>((resolve) => client.client.once("close", () => resolve()));
    await broker.close();
    await gone;
    await client.leave();
    const port = Number(new URL(broker.url).port);
    const again = await startEmbeddedBroker({ kind: "embedded", port }, null, quiet);
    await again.close();
  });

  it("says how to mend a port that is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => server.close());
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(
      startEmbeddedBroker({ kind: "embedded", port }, null, quiet),
    ).rejects.toMatchObject({
      code: "port-in-use",
      problems: [{ path: "port", mend: expect.stringContaining("another port") }],
    });
  });

  it("asks the LAN for a password that it made, kept for its owner only and never logged", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "egress-broker-"));
    cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const lines: string[] = [];
    const choice = { kind: "embedded", port: 0, listen: "127.0.0.1:0" } as const;
    const username = "office.device.shelly";
    const clients = [
      { user: username, who: "a relay", says: ["shelly/#"], hears: ["shelly/#"] },
      { user: "office.sensor.smoke", who: "a detector", says: ["smoke"], hears: [] },
    ];
    const broker = await startEmbeddedBroker(
      choice,
      dataDir,
      (_, line) => lines.push(line),
      clients,
    );
    cleanups.push(() => broker.close());
    const path = join(dataDir, "broker-credentials.json");
    const { users } = JSON.parse(readFileSync(path, "utf8"));
    const password = users[username];
    expect(Object.keys(users)).toEqual(clients.map(({ user }) => user));
    expect(new Set(Object.values(users)).size).toBe(2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(password).toMatch(/^[0-9a-f]{32}$/);
    expect(lines.join()).toContain(path);
    expect(lines.join()).not.toContain(password);

    const lanUrl = broker.lanUrl ?? "";
    await expect(mqtt.connectAsync(lanUrl, {}, false)).rejects.toThrow(/not authorized/i);
    await expect(mqtt.connectAsync(lanUrl, { username, password: "guess" }, false)).rejects.toThrow(
      /not authorized/i,
    );
    const device = await bystander(lanUrl, [], { username, password, reconnectPeriod: 0 });
    cleanups.push(() => device.leave());
    const local = await bystander(broker.url);
    cleanups.push(() => local.leave());
    await device.say("shelly/online", "true");
    await local.hears("shelly/online");
    await device.say("smoke", "alarm");
    await device.say("shelly/online", "false");
    await local.hears("shelly/online", (value) => value === false);
    expect(local.on("smoke")).toEqual([]);
    expect(lines.join()).toContain(`${username}: may not publish smoke`);
    for (const foreign of ["smoke", "#", "+/rpc", "egress/office/request", "$SYS/#"])
      await expect(device.client.subscribeAsync(foreign)).rejects.toThrow(/subscribe/i);
    await device.client.subscribeAsync("shelly/rpc");
    await local.say("shelly/rpc", "on");
    await device.hears("shelly/rpc");
    expect(device.heard.map(({ topic }) => topic)).toEqual(["shelly/rpc"]);
    device.client.publish("egress/office/status", '{"state":"online"}', { qos: 1, retain: true });
    await new Promise<void>((resolve) => device.client.once("close", () => resolve()));
    expect(local.on("egress/office/status")).toEqual([]);

    const again = await startEmbeddedBroker({ ...choice }, dataDir, quiet, clients);
    cleanups.push(() => again.close());
    const known = await mqtt.connectAsync(again.lanUrl ?? "", { username, password });
    await known.endAsync(true);
  });

  it.each([
    ["nonsense", "/data"],
    ["host:99999", "/data"],
    ["127.0.0.1:0", null],
  ])("refuses to listen on %s with data in %s", async (listen, dataDir) => {
    await expect(
      startEmbeddedBroker({ kind: "embedded", port: 0, listen }, dataDir, quiet),
    ).rejects.toMatchObject({ code: "options-invalid" });
  });

  it("loses no alarm to the message that comes right after it", async () => {
    const broker = await startEmbeddedBroker({ kind: "embedded", port: 0 }, null, quiet);
    cleanups.push(() => broker.close());
    const listener = await bystander(broker.url);
    cleanups.push(() => listener.leave());
    const [detector, chatterer] = await Promise.all([
      mqtt.connectAsync(broker.url),
      mqtt.connectAsync(broker.url),
    ]);
    cleanups.push(() => Promise.all([detector.endAsync(true), chatterer.endAsync(true)]));
    for (let round = 0; round < 50; round++) {
      detector.publish("smoke", String(round), { qos: 0, retain: true });
      detector.publish("battery", String(round), { qos: 0 });
      chatterer.publish("chatter", String(round), { qos: 0 });
    }
    await listener.hears("battery", (value) => value === 49);
    await listener.hears("chatter", (value) => value === 49);
    await listener.hears("smoke", (value) => value === 49);
    expect(listener.on("smoke")).toHaveLength(50);
  });

  it("survives a burst that nobody listens to, behind one that somebody does", async () => {
    const broker = await startEmbeddedBroker({ kind: "embedded", port: 0 }, null, quiet);
    cleanups.push(() => broker.close());
    const listener = await bystander(broker.url, ["heard/#"]);
    cleanups.push(() => listener.leave());
    const publisher = await mqtt.connectAsync(broker.url);
    cleanups.push(() => publisher.endAsync(true));
    publisher.stream.cork();
    for (let at = 0; at < 500; at++) publisher.publish("heard/loud", "x", { qos: 1 });
    for (let at = 0; at < 20_000; at++) publisher.publish("unheard", "x");
    publisher.publish("heard/last", "1");
    publisher.stream.uncork();
    await listener.hears("heard/last");
    expect(listener.on("heard/loud")).toHaveLength(500);
  });

  it("hangs up on a stranger who talks without saying who it is", async () => {
    const broker = await startEmbeddedBroker({ kind: "embedded", port: 0 }, null, quiet);
    cleanups.push(() => broker.close());
    const { connect } = await import("node:net");
    const socket = connect(Number(new URL(broker.url).port), "127.0.0.1");
    cleanups.push(() => socket.destroy());
    // A CONNECT that announces 200 MB.
    socket.write(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x60]));
    socket.write(Buffer.alloc(64 * 1024));
    socket.on("error", quiet);
    await new Promise((resolve) => socket.once("close", resolve));
  });
});
