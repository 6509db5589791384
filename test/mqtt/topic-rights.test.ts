/** Who may say and hear what: worked out from the site, and held by our own broker. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { DeviceBinding } from "../../src/core/site.ts";
import { covers } from "../../src/mqtt/topic-filter.ts";
import { brokerClients, may } from "../../src/mqtt/topic-rights.ts";
import { openAuthority, openMirror } from "../../src/open-site.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { freePort } from "../free-port.ts";
import { door, lock, SMALL_OFFICE, sensor, site } from "./small-office.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("a right", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/c", false],
    ["a/b", "a/+", false],
    ["a/b", "a", false],
    ["a/b", "a/b/c", false],
    ["a/+", "a/b", true],
    ["a/+", "a/+", true],
    ["a/+", "a/#", false],
    ["a/+", "a/b/c", false],
    ["a/+/c", "a/b/c", true],
    ["a/#", "a", true],
    ["a/#", "a/b/c", true],
    ["a/#", "a/+/c", true],
    ["a/#", "a/#", true],
    ["a/#", "#", false],
    ["a/#", "+/b", false],
    ["a/#", "ab", false],
    ["#", "a/#", true],
    ["#", "$SYS/broker", false],
    ["+/b", "$SYS/b", false],
    ["a/b", "$share/group/a/b", false],
  ])("to %s covers %s: %s", (right, wanted, expected) => {
    expect(covers(right, wanted)).toBe(expected);
  });
});

function clientsWith(...bindings: readonly DeviceBinding[]) {
  const sensors = bindings.map((binding, at) => sensor(`s${at}`, "smoke", binding));
  return brokerClients(site([door("front", [lock("front-lock")])], sensors)).filter(({ user }) =>
    user.startsWith("office.device."),
  );
}

describe("a device", () => {
  it("has the tree below its topic, and one login for all that is in it", () => {
    const input = { profile: "shelly-gen2-input", topic: "shelly-hall" };
    expect(clientsWith(input, { ...input, id: 1 })).toEqual([
      {
        user: "office.device.shelly-hall",
        who: "the device of s0, s1",
        says: ["shelly-hall/#"],
        hears: ["shelly-hall/#"],
      },
    ]);
  });

  it("has exact topics only where its tree would reach into another's", () => {
    const [outer, inner] = clientsWith(
      { profile: "shelly-gen2-input", topic: "site" },
      { profile: "shelly-gen2-input", topic: "site/inner" },
    );
    expect(outer?.says).toEqual(["site/status/input:0", "site/events/rpc", "site/online"]);
    expect(outer?.hears).toEqual(["site/command"]);
    expect(inner?.says).toEqual(["site/inner/#"]);
  });

  it("that is bound to a topic of Egress gets no right there", () => {
    const [forger] = clientsWith({ profile: "plain", stateTopic: "egress/office/request" });
    expect(forger).toMatchObject({ says: [], hears: [] });
    const [tree] = clientsWith({ profile: "shelly-gen2-input", topic: "egress" });
    expect(tree).toMatchObject({ says: [], hears: [] });
  });
});

describe("the clients of a site", () => {
  const clients = brokerClients(SMALL_OFFICE);
  const others = clients.filter(({ user }) => user !== "office.authority");

  it("leave to the authority alone what only an authority may say", () => {
    const owned = [
      "egress/office/status",
      "egress/office/site",
      "egress/office/event",
      "egress/office/door/front/state",
      "egress/office/sensor/hall-smoke/state",
      "egress/office/lock/plain-lock/command",
      "egress/office/reply/cli/me",
    ];
    for (const topic of owned)
      expect(clients.filter((client) => may(client, "say", topic))).toHaveLength(1);
    expect(clients.filter((client) => may(client, "hear", "egress/office/request"))).toHaveLength(
      1,
    );
  });

  it("speak for no other's input, but Node-RED for those without a device", () => {
    const inputs = [
      "egress/office/sensor/lobby-call-point/reading",
      "egress/office/sensor/grid-power/reading",
      "egress/office/lock/plain-lock/report",
    ];
    for (const topic of inputs) {
      const speakers = others.filter((client) => may(client, "say", topic)).map(({ user }) => user);
      expect(speakers).toEqual([
        "office.node-red",
        expect.stringMatching(/^office\.(sensor|lock)\./),
      ]);
    }
  });

  it("are worked out for a thousand devices without comparing each with each", () => {
    const many = Array.from({ length: 1_000 }, (_, at): DeviceBinding => {
      return { profile: "shelly-gen2-input", topic: `floor-${at % 10}/shelly-${at}` };
    });
    expect(clientsWith(...many)).toHaveLength(1_000);
  });
});

describe("Home Assistant", () => {
  const discovery = { discovery: true, prefix: "homeassistant", commands: false };
  const guestOf = (commands: boolean) =>
    brokerClients({ ...SMALL_OFFICE, homeAssistant: { ...discovery, commands } }).find(
      ({ user }) => user === "office.home-assistant",
    );
  const ASKS = "egress/office/home-assistant/request";

  it("has a user only where the site knows it, which asks only where it may", () => {
    expect(brokerClients(SMALL_OFFICE).map(({ user }) => user)).not.toContain(
      "office.home-assistant",
    );
    expect(guestOf(false)?.says).toEqual([]);
    expect(guestOf(true)?.says).toEqual([ASKS]);
  });

  it("finds its configs, which only the authority says", () => {
    const clients = brokerClients({
      ...SMALL_OFFICE,
      homeAssistant: { ...discovery, commands: true },
    });
    const config = "homeassistant/device/egress_office/front/config";
    const speakers = (topic: string) =>
      clients.filter((client) => may(client, "say", topic)).map(({ user }) => user);
    expect(speakers(config)).toEqual(["office.authority"]);
    expect(speakers(ASKS)).toEqual(["office.home-assistant"]);
    expect(guestOf(true)?.hears).toContain("homeassistant/device/egress_office/+/config");
  });
});

describe("our own broker", () => {
  it("holds who comes from the network to the same rights", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "egress-rights-"));
    cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const listen = `127.0.0.1:${await freePort()}`;
    const authority = await openAuthority({
      site: SMALL_OFFICE,
      broker: { kind: "embedded", port: 0, listen },
      authority: "egress run",
      dataDir,
    });
    cleanups.push(() => authority.close());
    const file = readFileSync(join(dataDir, "broker-credentials.json"), "utf8");
    const { users } = JSON.parse(file) as { users: Record<string, string> };
    const login = (user: string) => ({ username: user, password: users[user] ?? "" });
    const as = async (user: string, topics: readonly string[] = []): Promise<Bystander> => {
      const client = await bystander(`mqtt://${listen}`, topics, login(user));
      cleanups.push(() => client.leave());
      return client;
    };
    const lockClient = await as("office.lock.plain-lock", [
      "egress/office/lock/plain-lock/command",
    ]);
    const point = await as("office.sensor.lobby-call-point");
    await expect(
      point.client.subscribeAsync("egress/office/lock/plain-lock/command"),
    ).rejects.toThrow();
    await expect(point.client.subscribeAsync("#")).rejects.toThrow();

    const asked = { id: "1", action: "unlock", door: "plain-door", at: new Date().toISOString() };
    await point.say("egress/office/request", asked);
    await point.say("zigbee2mqtt/hall-smoke", { smoke: true });
    const homebridge = {
      kind: "external",
      url: `mqtt://${listen}`,
      ...login("office.homebridge"),
    } as const;
    const mirror = await openMirror({ siteId: "office", client: "homebridge", broker: homebridge });
    cleanups.push(() => mirror.close());
    await vi.waitFor(
      () => expect([mirror.online, mirror.door("plain-door")?.id]).toEqual([true, "plain-door"]),
      { timeout: 10_000 },
    );
    mirror.tell({ type: "reading", sensor: "lobby-call-point", value: "alarm" });
    const unlock = {
      type: "request",
      action: "unlock",
      door: "plain-door",
      by: "a",
      via: "b",
    } as const;
    expect(await mirror.request(unlock)).toEqual({ ok: true });
    expect(authority.area("lobby")?.fire).toBe("normal");
    await lockClient.hears("egress/office/lock/plain-lock/command", (order) =>
      /Unlocked by a/.test(String(Reflect.get(Object(order), "because"))),
    );
    await point.say("egress/office/sensor/lobby-call-point/reading", { value: "alarm" });
    await vi.waitFor(() => expect(authority.area("lobby")?.fire).toBe("latched"), {
      timeout: 10_000,
    });
  });
});
