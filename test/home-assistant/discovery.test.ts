/** A site on a real mosquitto, as Home Assistant finds it there. */
import { describe, expect, it, type TestContext, vi } from "vitest";
import type { HomeAssistantDescription, SiteDescription } from "../../src/core/site.ts";
import { configsOf } from "../../src/home-assistant/discovery.ts";
import { type OpenAuthority, openAuthority } from "../../src/open-site.ts";
import { parseSite } from "../../src/site-file/index.ts";
import { startMosquitto } from "../broker/mosquitto.ts";
import { SMALL_OFFICE } from "../mqtt/small-office.ts";
import { officeWith } from "../site-file/site-texts.ts";
import { complaints, homeAssistant, rendered, type StandIn } from "./stand-in.ts";

const WAIT = { timeout: 20_000, interval: 20 };
const LOOKING: HomeAssistantDescription = {
  discovery: true,
  prefix: "homeassistant",
  commands: false,
};
const ASKING: HomeAssistantDescription = { ...LOOKING, commands: true };
const REQUESTS = "egress/office/home-assistant/request";

const office = (
  homeAssistantSays: HomeAssistantDescription,
  more: Partial<SiteDescription> = {},
) => ({
  ...SMALL_OFFICE,
  homeAssistant: homeAssistantSays,
  ...more,
});

interface Home {
  readonly url: string;
  readonly home: StandIn;
  open(site: SiteDescription): Promise<OpenAuthority>;
}

async function home({ onTestFinished }: TestContext): Promise<Home> {
  const broker = await startMosquitto();
  onTestFinished(() => broker.stop());
  const other = await homeAssistant(broker.url);
  onTestFinished(() => other.leave());
  return {
    url: broker.url,
    home: other,
    async open(site) {
      const authority = await openAuthority({
        site,
        broker: { kind: "external", url: broker.url },
        authority: "test",
      });
      onTestFinished(() => authority.close());
      return authority;
    },
  };
}

/** The locks can be driven: there is power, and a way to them. */
async function ready(stand: StandIn, authority: OpenAuthority): Promise<void> {
  await stand.hears(
    "egress/office/status",
    (value) => (value as { state: string }).state === "online",
  );
  await stand.say("egress/office/sensor/grid-power/reading", { value: "on" });
  await stand.say("egress/office/sensor/ups-status/reading", { value: { status: "online" } });
  await vi.waitFor(() => expect(authority.door("plain-door")?.remote).toBe("yes"), WAIT);
}

const EXPECTED = ["area_lobby", "door_back", "door_front", "door_plain-door", "door_side", "site"];
const found = (stand: StandIn) =>
  vi.waitFor(() => expect([...stand.configs().keys()].sort()).toEqual(EXPECTED), WAIT);

describe.concurrent("a site in Home Assistant", () => {
  it("appears with everything that Home Assistant asks of a config, each kept, and only to look at", async (context) => {
    const { url, home: stand, open } = await home(context);
    await open(office(LOOKING));
    await found(stand);
    for (const [name, config] of stand.configs()) expect(complaints(config), name).toEqual([]);
    const text = JSON.stringify([...stand.configs().values()]);
    expect(text).not.toMatch(/command_topic|"platform":"(lock|button)"/);
    expect(stand.component("door_front", "locked")).toMatchObject({
      device_class: "lock",
      state_topic: "egress/office/door/front/state",
    });
    expect(stand.component("area_lobby", "sensor_hall-smoke")).toMatchObject({
      device_class: "smoke",
    });
    expect(stand.component("site", "events")["event_types"]).toContain("fire-latched");
    const ids = [...text.matchAll(/"unique_id":"([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);

    const late = await homeAssistant(url);
    context.onTestFinished(() => late.leave());
    await found(late);
    // What it is pointed at is kept too, and says that the site is there.
    await late.hears("egress/office/door/front/state");
    expect(await late.hears("egress/office/status")).toMatchObject({ state: "online" });
  });

  it("takes a fresh request as Home Assistant's, whatever it calls itself, and acts", async (context) => {
    const { home: stand, open } = await home(context);
    const authority = await open(office(ASKING));
    await found(stand);
    for (const [name, config] of stand.configs()) expect(complaints(config), name).toEqual([]);
    const lock = stand.component("door_plain-door", "lock");
    expect(lock).toMatchObject({
      command_topic: REQUESTS,
      optimistic: false,
      retain: false,
      qos: 0,
    });
    await ready(stand, authority);
    await stand.say(REQUESTS, rendered(lock, String(lock["payload_unlock"])));
    await stand.hears("egress/office/door/plain-door/state", (value) => {
      const { demand } = value as {
        demand: { name: string; cause: { by: string; via: string } | null };
      };
      return (
        demand.name === "operator" &&
        demand.cause?.by === "home-assistant" &&
        demand.cause.via === "home-assistant"
      );
    });
    expect(await stand.hears("egress/office/lock/plain-lock/command")).toMatchObject({
      to: "unlocked",
    });
  });

  it("refuses a request that was kept, is old, is none, or asks for what no entity offers", async (context) => {
    const { home: stand, open } = await home(context);
    const reply = "egress/office/reply/ha";
    const fresh = (action: string, more: object = {}) => ({
      id: `${action}-${JSON.stringify(more).length}`,
      action,
      door: "plain-door",
      at: new Date().toISOString(),
      replyTo: reply,
      ...more,
    });
    // It waits on the broker since before the start.
    await stand.say(REQUESTS, fresh("unlock", { id: "kept" }), { retain: true });
    const authority = await open(office(ASKING));
    await found(stand);
    await ready(stand, authority);
    const lock = stand.component("door_plain-door", "lock");
    await stand.say(REQUESTS, rendered(lock, "unlock", new Date(Date.now() - 11_000)));
    await stand.say(REQUESTS, "UNLOCK");
    await stand.say(REQUESTS, fresh("unlock", { at: undefined, id: "timeless" }));
    await stand.say(REQUESTS, fresh("unlock", { door: "plain-door", sudo: true, id: "strange" }));
    await stand.say(REQUESTS, { ...fresh("drill-start", { id: "drill" }), door: undefined });
    const answers = (id: string) =>
      stand.hears(reply, (value) => (value as { id: string }).id === id) as Promise<{
        code: string;
      }>;
    expect((await answers("kept")).code).toBe("retained");
    expect((await answers("timeless")).code).toBe("stale");
    expect((await answers("strange")).code).toBe("bad-input");
    expect((await answers("drill")).code).toBe("not-permitted");
    expect(authority.door("plain-door")?.demand.name).toBe("rest");
    expect(stand.on("egress/office/lock/plain-lock/command")).toEqual([]);
  });

  it("is not asked at all where it may only look, and has its role where there are roles", async (context) => {
    const { home: stand, open } = await home(context);
    const looking = await open(office(LOOKING));
    await found(stand);
    const at = () => new Date().toISOString();
    const reply = "egress/office/reply/ha";
    await stand.say(REQUESTS, {
      id: "1",
      action: "unlock",
      door: "plain-door",
      at: at(),
      replyTo: reply,
    });
    await looking.close();
    await open(office(ASKING, { roles: { lockdown: ["alice"] } }));
    await vi.waitFor(() => stand.component("area_lobby", "lock_down"), WAIT);
    await stand.hears(
      "egress/office/status",
      (value) => (value as { state: string }).state === "online",
    );
    await vi.waitFor(async () => {
      const id = `l-${Math.random()}`;
      await stand.say(REQUESTS, { id, action: "lockdown", by: "alice", at: at(), replyTo: reply });
      expect(
        await stand.hears(reply, (value) => (value as { id: string }).id === id),
      ).toMatchObject({
        ok: false,
        code: "not-permitted",
      });
    }, WAIT);
    expect(stand.on(reply).filter((value) => (value as { id: string }).id === "1")).toEqual([]);
  });

  it("loses what the site has lost: a door, an entity, and all of it when discovery ends", async (context) => {
    const { home: stand, open } = await home(context);
    const other = "homeassistant/device/egress_office-2/door_front/config";
    await stand.say(other, { device: {}, components: {} }, { retain: true });
    const first = await open(office(ASKING));
    await found(stand);
    await first.close();
    const second = await open(
      office(LOOKING, { doors: SMALL_OFFICE.doors.filter(({ id }) => id !== "side") }),
    );
    await vi.waitFor(() => expect(stand.configs().has("door_side")).toBe(false), WAIT);
    // Home Assistant removes a component of which only the platform is left.
    await vi.waitFor(
      () => expect(stand.component("door_plain-door", "lock")).toEqual({ platform: "lock" }),
      WAIT,
    );
    expect(stand.component("door_plain-door", "locked")).toHaveProperty("unique_id");
    await second.close();
    await open(office({ ...LOOKING, discovery: false }));
    await vi.waitFor(() => expect(stand.last(other)).toEqual({ device: {}, components: {} }), WAIT);
    await vi.waitFor(
      () =>
        expect(
          stand.heard.filter(({ topic, text }) => /egress_office\//.test(topic) && text === "")
            .length,
        ).toBeGreaterThanOrEqual(EXPECTED.length),
      WAIT,
    );
  });
});

describe("the site file", () => {
  const siteOf = (homeAssistantSays: unknown) =>
    parseSite(officeWith({ homeAssistant: homeAssistantSays }));

  it("says nothing of Home Assistant unless it does, and then only lets it look", () => {
    const silent = parseSite(officeWith({}));
    expect(silent.ok && silent.site).not.toHaveProperty("homeAssistant");
    const opted = siteOf({ discovery: true });
    expect(opted.ok && opted.site.homeAssistant).toEqual(LOOKING);
  });

  it.each([
    [{ discovery: "yes" }, "homeAssistant.discovery"],
    [{}, "homeAssistant.discovery"],
    [{ discovery: true, prefix: "ha/#" }, "homeAssistant.prefix"],
    [{ discovery: true, command: true }, "homeAssistant.command"],
  ])("refuses %j with its place", (said, path) => {
    const parsed = siteOf(said);
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([{ path }]);
  });

  it("of twenty thousand doors becomes as many configs, none of them long", () => {
    const [one] = SMALL_OFFICE.doors;
    if (one === undefined) return expect.unreachable();
    const doors = Array.from({ length: 20_000 }, (_, at) => ({ ...one, id: `d-${at}` }));
    const configs = configsOf({ ...SMALL_OFFICE, doors }, ASKING, "1.0.0");
    expect(configs.size).toBe(20_002);
    for (const config of configs.values())
      expect(JSON.stringify(config).length).toBeLessThan(8_192);
  });
});
