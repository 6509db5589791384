/** Who may say and hear what on a broker: worked out from the site, once, for every kind of broker. */
import type { SiteDescription } from "../core/site.ts";
import { type DeviceClient, deviceClients } from "./device-clients.ts";
import { configsPattern, requestTopic } from "./home-assistant-topics.ts";
import { planSite } from "./site-plan.ts";
import { covers } from "./topic-filter.ts";
import { type SiteTopics, siteTopics } from "./topics.ts";

/** One login, and the topics that it may publish (`says`) and subscribe (`hears`). */
export interface BrokerClient {
  readonly user: string;
  /** Who that is, for people. */
  readonly who: string;
  readonly says: readonly string[];
  readonly hears: readonly string[];
}

type Rights = Pick<BrokerClient, "says" | "hears">;

/** The programs that show a site and ask for things, each with its own user. */
export const SHELLS = ["homebridge", "node-red", "cli"] as const;

/**
 * Every client of a site's broker. A sensor speaks for itself and hears nothing; a lock hears its own
 * orders; a device has its own topics; a shell hears the states and asks, and only Node-RED also speaks
 * for sensors and locks without a device, since that is where their wires end.
 *
 * @throws {EgressError} `site-invalid` for a device binding.
 */
export function brokerClients(site: SiteDescription): readonly BrokerClient[] {
  const topics = siteTopics(site.id);
  const name = userNames(site.id);
  const devices = deviceClients(site);
  return [
    {
      user: name("authority"),
      who: "the authority: egress run, or the one Node-RED or Homebridge that runs the site",
      ...authorityRights(site, topics, devices),
    },
    ...SHELLS.map((shell) => ({
      user: name(shell),
      who: `${shell} as a mirror: sees everything, asks`,
      says: [topics.request, ...(shell === "node-red" ? plainInputs(site, topics) : [])],
      hears: [
        topics.status,
        topics.site,
        topics.event,
        ...topics.everyState,
        topics.reply(`${shell}/+`),
      ],
    })),
    ...homeAssistant(site, topics).map((rights) => ({
      user: name("home-assistant"),
      who: "Home Assistant: finds the site by discovery",
      ...rights,
    })),
    ...site.sensors
      .filter(({ device }) => device === null)
      .map(({ id }) => ({
        user: name("sensor", id),
        who: `the sensor ${id}`,
        says: [topics.reading(id)],
        hears: [],
      })),
    ...plainOutputs(site).map(({ id, kind }) => ({
      user: name(kind, id),
      who: `the ${kind} ${id}`,
      says: kind === "lock" ? [topics.report(id)] : [],
      hears: [topics.command(id)],
    })),
    ...devices.map((device) => ({
      user: name("device", device.name),
      who: `the device of ${device.parts.join(", ")}`,
      says: device.says,
      hears: device.hears,
    })),
  ];
}

/** The one decision that both our broker and the rules for others are made of. */
export function may(client: BrokerClient, what: "say" | "hear", topic: string): boolean {
  return (what === "say" ? client.says : client.hears).some((right) => covers(right, topic));
}

function authorityRights(
  site: SiteDescription,
  topics: SiteTopics,
  devices: readonly DeviceClient[],
): Rights {
  const guest = homeAssistant(site, topics);
  const configs = guest.length === 0 ? [] : [configsOf(site)];
  return {
    says: [
      topics.status,
      topics.site,
      topics.event,
      ...topics.everyState,
      topics.command("+"),
      topics.reply("#"),
      topics.marker("+"),
      ...devices.flatMap(({ hears }) => hears),
      ...configs,
    ],
    hears: [
      topics.request,
      topics.marker("+"),
      ...planSite(site, new Set()).topics,
      ...configs,
      ...guest.flatMap(({ says }) => says),
    ],
  };
}

/** None where the site file says nothing of it. It asks on a topic of its own, and only where it may. */
function homeAssistant(site: SiteDescription, topics: SiteTopics): readonly Rights[] {
  const { homeAssistant: guest } = site;
  if (guest === undefined) return [];
  const states = [topics.status, topics.event, ...topics.everyState];
  const says = guest.discovery && guest.commands ? [requestTopic(topics)] : [];
  return [{ says, hears: [configsOf(site), ...states] }];
}

function configsOf({ id, homeAssistant: guest }: SiteDescription): string {
  return configsPattern(id, guest?.prefix ?? "homeassistant");
}

function plainInputs(site: SiteDescription, topics: SiteTopics): readonly string[] {
  const sensors = site.sensors.filter(({ device }) => device === null);
  const locks = plainOutputs(site).filter(({ kind }) => kind === "lock");
  return [
    ...sensors.map(({ id }) => topics.reading(id)),
    ...locks.map(({ id }) => topics.report(id)),
  ];
}

function plainOutputs(site: SiteDescription) {
  return site.doors
    .flatMap(({ locks, holder }) => [
      ...locks.map(({ id, device }) => ({ id, device, kind: "lock" as const })),
      ...(holder === null
        ? []
        : [{ id: holder.id, device: holder.device, kind: "holder" as const }]),
    ])
    .filter(({ device }) => device === null);
}

/** `office.sensor.hall-smoke`: ids have no dots, so no two parts share a name; two devices may. */
function userNames(site: string): (kind: string, name?: string) => string {
  const taken = new Map<string, number>();
  return (kind, name) => {
    const user = [site, kind, ...(name === undefined ? [] : [name])].join(".");
    const count = (taken.get(user) ?? 0) + 1;
    taken.set(user, count);
    return count === 1 ? user : `${user}.${count}`;
  };
}
