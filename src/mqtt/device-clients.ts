/** Which physical devices a site binds, and which topics each of them speaks on and listens to. */
import type { DeviceBinding, SiteDescription } from "../core/site.ts";
import { type BindingUse, bindDevice, type Device } from "../devices/index.ts";
import type { CommandMessage } from "../site-handle.ts";
import { covers } from "./topic-filter.ts";

/** One login of a device or gateway: everything that the site binds to it. */
export interface DeviceClient {
  readonly name: string;
  /** The sensors, locks and holders that speak through it. */
  readonly parts: readonly string[];
  readonly says: readonly string[];
  readonly hears: readonly string[];
}

interface Gathered {
  readonly name: string;
  readonly parts: string[];
  readonly says: Set<string>;
  readonly hears: Set<string>;
  /** The top of the tree that the device calls its own; null where it has none. */
  readonly base: string | null;
}

/**
 * A device with a base topic has the tree below it, unless that would reach into what another device
 * or Egress itself speaks on; then it has the exact topics that its profile names.
 */
export function deviceClients(site: SiteDescription): readonly DeviceClient[] {
  const found = new Map<string, Gathered>();
  for (const { id, use, binding } of bindingsOf(site)) {
    const bound = bindDevice(binding, use);
    // What is asked over HTTP, or of upsd, has no business on the broker.
    if (!bound.ok || bound.device.topics.length === 0) continue;
    const { key, name, base } = ownerOf(binding, id);
    const client = found.get(key) ?? {
      name,
      base,
      parts: [],
      says: new Set<string>(),
      hears: new Set<string>(),
    };
    found.set(key, client);
    client.parts.push(id);
    for (const { topic } of bound.device.topics) if (!isEgress(topic)) client.says.add(topic);
    for (const topic of orderTopics(bound.device)) if (!isEgress(topic)) client.hears.add(topic);
  }
  const clients = [...found.values()];
  const speakers = speakersBelow(clients);
  return clients.map((client) => {
    const { name, parts, base } = client;
    const topics = [...client.says, ...client.hears];
    const alone = base !== null && speakers.get(base) === client;
    if (alone && topics.every((topic) => covers(`${base}/#`, topic)))
      return { name, parts, says: [`${base}/#`], hears: [`${base}/#`] };
    return { name, parts, says: [...client.says], hears: [...client.hears] };
  });
}

/** Who speaks or listens at each topic or anywhere below it; null where several do. */
function speakersBelow(clients: readonly Gathered[]): ReadonlyMap<string, Gathered | null> {
  const speakers = new Map<string, Gathered | null>();
  for (const client of clients)
    for (const topic of [...client.says, ...client.hears])
      for (let end = topic.length; end > 0; end = topic.lastIndexOf("/", end - 1)) {
        const above = topic.slice(0, end);
        const known = speakers.get(above);
        speakers.set(above, known === undefined || known === client ? client : null);
      }
  return speakers;
}

/** Topics of Egress are nobody's but ours: no binding gives a device a right there. */
function isEgress(topic: string): boolean {
  return topic === "egress" || topic.startsWith("egress/");
}

interface Owner {
  readonly key: string;
  readonly name: string;
  readonly base: string | null;
}

/** zigbee2mqtt is one login for all its devices. Others are told apart by their base topic. */
function ownerOf(binding: DeviceBinding, part: string): Owner {
  const { topic } = binding;
  if (typeof topic !== "string") return { key: `part ${part}`, name: part, base: null };
  const [family = ""] = binding.profile.split("-");
  const base = family === "zigbee2mqtt" ? gatewayOf(topic) : topic;
  return { key: `${family} ${base}`, name: nameOf(base), base };
}

function gatewayOf(topic: string): string {
  return topic.startsWith("zigbee2mqtt/") ? "zigbee2mqtt" : topic.slice(0, topic.lastIndexOf("/"));
}

function nameOf(topic: string): string {
  const name = topic
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return name === "" ? "device" : name.slice(0, 64);
}

interface Bound {
  readonly id: string;
  readonly use: BindingUse;
  readonly binding: DeviceBinding;
}

function bindingsOf(site: SiteDescription): readonly Bound[] {
  const bound = (id: string, use: BindingUse, binding: DeviceBinding | null): readonly Bound[] =>
    binding === null ? [] : [{ id, use, binding }];
  return [
    ...site.sensors.flatMap(({ id, kind, device }) => bound(id, kind, device)),
    ...site.doors.flatMap(({ locks, holder }) => [
      ...locks.flatMap(({ id, device }) => bound(id, "lock", device)),
      ...(holder === null ? [] : bound(holder.id, "holder", holder.device)),
    ]),
  ];
}

const SAMPLE: Omit<CommandMessage, "to" | "energise"> = {
  target: "sample",
  door: "sample",
  because: "",
  id: "sample",
  expires: "",
  leaseSeconds: 60,
};

/** Every topic that a device may be told something on, found by telling it everything. */
function orderTopics(device: Device): readonly string[] {
  const orders = (["locked", "unlocked", "held", "released"] as const).flatMap((to) =>
    [true, false, null].flatMap((energise) => device.encode({ ...SAMPLE, to, energise })),
  );
  return [...device.queries, ...device.prepare(60), ...orders].map(({ topic }) => topic);
}
