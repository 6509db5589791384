/** The files of `egress broker-config`, held against a real Mosquitto that is started with them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type OpenAuthority, openAuthority, openMirror } from "../../src/open-site.ts";
import { parseSite } from "../../src/site-file/index.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { type Mosquitto, startMosquittoOn } from "../broker/mosquitto.ts";
import { freePort } from "../free-port.ts";
import { egress, fileWith } from "./cli-run.ts";

const SITE = `
version: 1
id: office
areas: [{ id: lobby }, { id: attic }]
supplies: [{ id: grid, kind: mains }]
sensors:
  - { id: lobby-smoke, kind: smoke, area: lobby }
  - { id: attic-smoke, kind: smoke, area: attic }
  - { id: hall-smoke, kind: smoke, area: lobby, device: { profile: zigbee2mqtt, topic: zigbee2mqtt/hall } }
doors:
  - id: front
    from: lobby
    to: outside
    exit: true
    locks:
      - { id: front-maglock, hardware: maglock, failMode: fail-safe, supply: grid, controllerLoss: hold }
      - { id: front-relay, hardware: maglock, failMode: fail-safe, supply: grid, controllerLoss: hold,
          device: { profile: shelly-gen2-switch, topic: shellyplus1-front } }
`;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), "egress-broker-config-"));
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function passwordsIn(dir: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(dir, "broker-credentials.json"), "utf8")).users;
}

async function configured(...options: readonly string[]) {
  const dir = join(folder(), "mosquitto");
  const port = await freePort();
  const written = await egress([
    "broker-config",
    fileWith("guarded-office.yaml", SITE),
    "--out",
    dir,
    "--listen",
    `127.0.0.1:${port}`,
    ...options,
  ]);
  expect(written).toMatchObject({ code: 0, err: "" });
  return { dir, port, out: written.out, passwords: passwordsIn(dir) };
}

async function started(dir: string, port: number, scheme?: "mqtts"): Promise<Mosquitto> {
  const broker = await startMosquittoOn(dir, port, scheme);
  cleanups.push(() => broker.stop());
  return broker;
}

interface Running {
  readonly url: string;
  readonly site: OpenAuthority;
  as(user: string, topics?: readonly string[]): Promise<Bystander>;
}

async function guardedOffice(): Promise<Running> {
  const { dir, port, passwords } = await configured();
  const broker = await started(dir, port);
  const login = (user: string) => ({ username: user, password: passwords[user] ?? "" });
  const parsed = parseSite(SITE);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const site = await openAuthority({
    site: parsed.site,
    broker: { kind: "external", url: broker.url, ...login("office.authority") },
    authority: "egress run",
  });
  cleanups.push(() => site.close());
  return {
    url: broker.url,
    site,
    async as(user, topics = []) {
      const client = await bystander(broker.url, topics, { ...login(user), reconnectPeriod: 0 });
      cleanups.push(() => client.leave());
      return client;
    },
  };
}

const EVERYTHING = ["#", "egress/#", "egress/office/#", "zigbee2mqtt/#"];

describe("the files", () => {
  it("are for their owner only, and say who gets which user but no password", async () => {
    const { dir, out, passwords } = await configured();
    expect(readdirSync(dir).toSorted()).toEqual([
      "acl",
      "broker-credentials.json",
      "mosquitto.conf",
      "passwords",
    ]);
    for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    expect(Object.keys(passwords)).toEqual([
      "office.authority",
      "office.homebridge",
      "office.node-red",
      "office.cli",
      "office.sensor.lobby-smoke",
      "office.sensor.attic-smoke",
      "office.lock.front-maglock",
      "office.device.zigbee2mqtt",
      "office.device.shellyplus1-front",
    ]);
    const everything = ["acl", "mosquitto.conf", "passwords"].map((file) =>
      readFileSync(join(dir, file), "utf8"),
    );
    for (const [user, password] of Object.entries(passwords)) {
      expect(out).toContain(user);
      expect([out, ...everything].join("\n")).not.toContain(password);
    }
  });

  it("keep the passwords of those who are still there, and forget the others", async () => {
    const { dir, port, passwords } = await configured();
    const grown = SITE.replace("attic-smoke,", "cellar-smoke,");
    const again = await egress([
      "broker-config",
      fileWith("grown-office.yaml", grown),
      "--out",
      dir,
      "--listen",
      `127.0.0.1:${port}`,
    ]);
    expect(again.out).toContain("(1 new)");
    const { "office.sensor.attic-smoke": _gone, ...kept } = passwords;
    expect(passwordsIn(dir)).toEqual({
      ...kept,
      "office.sensor.cellar-smoke": expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it.each([
    [["--listen", "0.0.0.0:1883"], "without a certificate"],
    [["--listen", "nonsense"], "no place to listen"],
    [["--tls-cert", "cert.pem"], "go together"],
  ])("are not written with %j", async (options, message) => {
    const dir = join(folder(), "mosquitto");
    const site = fileWith("guarded-office.yaml", SITE);
    const refused = await egress(["broker-config", site, "--out", dir, ...options]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(message);
    expect(() => statSync(dir)).toThrow();
  });
});

describe("a Mosquitto with these files", () => {
  it("lets nobody in without a user, nor with another's password", async () => {
    const { dir, port, passwords } = await configured();
    const { url } = await started(dir, port);
    const without = { reconnectPeriod: 0 };
    await expect(mqtt.connectAsync(url, without, false)).rejects.toThrow(/not authorized/i);
    for (const username of ["office.authority", "office.sensor.attic-smoke", "nobody"]) {
      const password = passwords["office.sensor.lobby-smoke"] ?? "";
      const login = { username, password, reconnectPeriod: 0 };
      await expect(mqtt.connectAsync(url, login, false)).rejects.toThrow(/not authorized/i);
    }
  });

  it("lets a sensor set off its own alarm and nothing else, and read nothing", async () => {
    const { as, site } = await guardedOffice();
    const lock = await as("office.lock.front-maglock", EVERYTHING);
    const relay = await as("office.device.shellyplus1-front", ["shellyplus1-front/#"]);
    const cli = await as("office.cli", ["egress/office/status", "egress/office/reply/cli/+"]);
    await cli.hears(
      "egress/office/status",
      (status) => Reflect.get(Object(status), "state") === "online",
    );
    const sensor = await as("office.sensor.attic-smoke", EVERYTHING);

    const fresh = () => ({ by: "x", via: "x", at: new Date().toISOString() });
    await sensor.say("egress/office/sensor/lobby-smoke/reading", { value: "alarm" });
    await sensor.say("zigbee2mqtt/hall", { smoke: true });
    await sensor.say("egress/office/request", {
      id: "1",
      action: "unlock",
      door: "front",
      ...fresh(),
    });
    await sensor.say("egress/office/lock/front-maglock/command", { to: "unlocked" });
    await sensor.say("egress/office/lock/front-maglock/report", { bolt: "unlocked" });
    await sensor.say("shellyplus1-front/rpc", {
      method: "Switch.Set",
      params: { id: 0, on: false },
    });
    await sensor.say("egress/office/status", { state: "offline" }, { retain: true });

    // Mosquitto takes one client's messages in turn: once the last is through, the others were judged.
    await sensor.say("egress/office/sensor/attic-smoke/reading", { value: "alarm" });
    await vi.waitFor(() => expect(site.area("attic")?.fire).toBe("latched"), { timeout: 10_000 });
    expect(site.area("lobby")?.fire).toBe("normal");
    await lock.hears("egress/office/lock/front-maglock/command", (order) =>
      /smoke/.test(String(Reflect.get(Object(order), "because"))),
    );
    await relay.hears(
      "shellyplus1-front/rpc",
      (call) => Reflect.get(Object(call), "src") === "egress",
    );
    expect(lock.heard.filter(({ topic }) => !topic.endsWith("/front-maglock/command"))).toEqual([]);
    expect(
      relay.on("shellyplus1-front/rpc").map((call) => Reflect.get(Object(call), "src")),
    ).toEqual(["egress"]);
    expect(lock.on("egress/office/lock/front-maglock/command")).toHaveLength(1);
    expect(cli.last("egress/office/status")).toMatchObject({ state: "online" });
    expect(sensor.heard).toEqual([]);
  });

  it("lets a mirror see and ask, but not speak for a sensor, a lock or the authority", async () => {
    const { url, as, site } = await guardedOffice();
    const homebridge = await as("office.homebridge", EVERYTHING);
    const options = homebridge.client.options;
    const mirror = await openMirror({
      siteId: "office",
      client: "homebridge",
      broker: {
        kind: "external",
        url,
        username: String(options.username),
        password: String(options.password),
      },
    });
    cleanups.push(() => mirror.close());
    await vi.waitFor(() => expect(mirror.online).toBe(true), { timeout: 10_000 });
    await vi.waitFor(() => expect(mirror.door("front")?.id).toBe("front"), { timeout: 10_000 });
    mirror.tell({ type: "reading", sensor: "lobby-smoke", value: "alarm" });
    await homebridge.say("zigbee2mqtt/hall", { smoke: true });
    await homebridge.say("egress/office/lock/front-maglock/command", { to: "unlocked" });
    const asked = { type: "request", action: "unlock", door: "front", by: "a", via: "b" } as const;
    expect(await mirror.request(asked)).toEqual({ ok: true });
    expect(site.area("lobby")?.fire).toBe("normal");
    expect(homebridge.heard.filter(({ topic }) => /command|request|zigbee/.test(topic))).toEqual(
      [],
    );
    // A mirror in Node-RED is where the wires of such sensors end.
    const nodeRed = await as("office.node-red");
    await nodeRed.say("egress/office/sensor/lobby-smoke/reading", { value: "alarm" });
    await vi.waitFor(() => expect(site.area("lobby")?.fire).toBe("latched"), { timeout: 10_000 });
  });

  it("speaks TLS where it has a certificate", async () => {
    const tls = folder();
    const [cert, key] = [join(tls, "cert.pem"), join(tls, "key.pem")];
    execFileSync(
      "openssl",
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=127.0.0.1"],
        ...["-addext", "subjectAltName=IP:127.0.0.1"],
      ],
      { stdio: "ignore" },
    );
    const { dir, port, passwords } = await configured("--tls-cert", cert, "--tls-key", key);
    const broker = await started(dir, port, "mqtts");
    const parsed = parseSite(SITE);
    if (!parsed.ok) throw new Error("no site");
    const login = { username: "office.authority", password: passwords["office.authority"] ?? "" };
    const site = await openAuthority({
      site: parsed.site,
      broker: { kind: "external", url: broker.url, ca: readFileSync(cert, "utf8"), ...login },
      authority: "egress run",
    });
    cleanups.push(() => site.close());
    const sensor = await bystander(broker.url, [], {
      username: "office.sensor.lobby-smoke",
      password: passwords["office.sensor.lobby-smoke"] ?? "",
      ca: readFileSync(cert, "utf8"),
    });
    cleanups.push(() => sensor.leave());
    await sensor.say(
      "egress/office/sensor/lobby-smoke/reading",
      { value: "alarm" },
      { retain: true },
    );
    await vi.waitFor(() => expect(site.area("lobby")?.fire).toBe("latched"), { timeout: 10_000 });
    const plain = mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 }, false);
    await expect(plain).rejects.toThrow();
  });
});
