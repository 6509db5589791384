/** The real engine behind the link: what a device on the broker sees in a fire, and what a large site costs. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SiteDescription } from "../../src/core/site.ts";
import { linkAuthority } from "../../src/mqtt/authority-link.ts";
import { openMqttMirror } from "../../src/mqtt/mirror.ts";
import { openAuthority } from "../../src/open-site.ts";
import { BOTH_BROKERS } from "../broker/both-brokers.ts";
import { bystander } from "../broker/bystander.ts";
import { command, doorState, recordingAuthority } from "./recording-authority.ts";
import { door, lock, SMALL_OFFICE, sensor, site } from "./small-office.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const MANY = 1_200;
const LARGE: SiteDescription = site(
  Array.from({ length: MANY }, (_, at) => door(`door-${at}`, [lock(`lock-${at}`)])),
  Array.from({ length: MANY }, (_, at) => sensor(`smoke-${at}`, "smoke")),
);

describe.each(BOTH_BROKERS)("on %s", (_, startBroker) => {
  it("smoke lets go of the maglock, and the fail-secure strike stays", async () => {
    const broker = await startBroker();
    cleanups.push(() => broker.stop());
    const other = await bystander(broker.url);
    cleanups.push(() => other.leave());
    const authority = await openAuthority({
      site: SMALL_OFFICE,
      broker: { kind: "external", url: broker.url },
      authority: "test",
    });
    cleanups.push(() => authority.close());
    await other.hears(
      "egress/office/status",
      (value) => (value as { state: string }).state === "online",
    );
    await other.say("zigbee2mqtt/hall-smoke", { smoke: true });
    await other.hears(
      "shellyplus1-front/rpc",
      (value) => (value as { params: { on: boolean } }).params.on === false,
    );
    await other.hears(
      "egress/office/door/front/state",
      (value) => (value as { demand: { name: string } }).demand.name === "fire",
    );
    await other.say("shellyplus1-front/status/switch:0", { id: 0, output: false });
    await other.hears(
      "egress/office/door/front/state",
      (value) =>
        (value as { locks: Record<string, { bolt: string; basis: string }> }).locks["front-maglock"]
          ?.bolt === "unlocked",
    );
    await other.hears(
      "egress/office/area/lobby/state",
      (value) => (value as { fire: string }).fire === "latched",
    );
  });

  it("a site of many doors comes up, and a fire over all of it reaches every lock and mirror", async () => {
    const broker = await startBroker();
    cleanups.push(() => broker.stop());
    const devices = await bystander(broker.url, ["egress/office/lock/+/command"]);
    cleanups.push(() => devices.leave());
    await devices.say("egress/office/sensor/smoke-0/reading", { value: "alarm" }, { retain: true });
    const authority = recordingAuthority(LARGE);
    const link = await linkAuthority(authority, {
      broker: { kind: "external", url: broker.url },
      authority: "test",
    });
    cleanups.push(() => link.close());
    await link.ready;
    expect(authority.readings("smoke-0")).toHaveLength(1);
    const mirror = await openMqttMirror({
      siteId: "office",
      broker: { kind: "external", url: broker.url },
      client: "test",
    });
    cleanups.push(() => mirror.close());
    await vi.waitFor(() => expect(mirror.door(`door-${MANY - 1}`)).toBeDefined(), {
      timeout: 30_000,
    });
    const ids = LARGE.doors.map(({ id }) => id);
    authority.decide(
      LARGE.doors.map(({ id }) => command(id.replace("door", "lock"), "unlocked")),
      { doors: ids.map((id) => doorState(id, { outside: "unlocked" })) },
    );
    await vi.waitFor(
      () => expect(devices.heard.filter((each) => !each.retained)).toHaveLength(MANY),
      {
        timeout: 30_000,
      },
    );
    await vi.waitFor(
      () => expect(ids.filter((id) => mirror.door(id)?.outside !== "unlocked")).toEqual([]),
      { timeout: 30_000 },
    );
  }, 90_000);
});
