/** What Home Assistant is told of a site: one retained config a door, one an area, one for the rest. */
import { EVENTS, type SiteDescription } from "../core/index.ts";
import { requestTopic } from "../mqtt/home-assistant-topics.ts";
import { siteTopics } from "../mqtt/index.ts";
import {
  areaEntities,
  type Component,
  type Components,
  doorEntities,
  eventEntity,
  sensorEntity,
  supplyEntities,
  type Way,
} from "./entities.ts";

export interface Discovery {
  readonly discovery: boolean;
  readonly prefix: string;
  readonly commands: boolean;
}

/** A config of device discovery, by the topic that it is kept on. */
export type Configs = ReadonlyMap<string, Config>;

export interface Config {
  readonly device: Readonly<Record<string, unknown>>;
  readonly origin: Readonly<Record<string, unknown>>;
  readonly availability: readonly Readonly<Record<string, unknown>>[];
  readonly components: Components;
}

export function configsOf(
  site: SiteDescription,
  { discovery, prefix, commands }: Discovery,
  version: string,
): Configs {
  if (!discovery) return new Map();
  const topics = siteTopics(site.id);
  const way: Way = { topics, requests: commands ? requestTopic(topics) : null };
  const hub = `egress_${site.id}`;
  const config = (
    of: string,
    name: string,
    model: string,
    components: Components,
  ): [string, Config] => {
    const id = of === "site" ? hub : `${hub}_${of}`;
    return [
      `${prefix}/device/${hub}/${of}/config`,
      {
        device: {
          identifiers: [id],
          name,
          manufacturer: "Egress",
          model,
          ...(id === hub ? {} : { via_device: hub }),
        },
        origin: { name: "Egress", sw_version: version },
        availability: [
          {
            topic: topics.status,
            value_template: "{{ value_json.state }}",
            payload_available: "online",
            payload_not_available: "offline",
          },
        ],
        components: identified(id, components),
      },
    ];
  };
  const sensorsOf = (area: string | null): Components =>
    Object.fromEntries(
      site.sensors
        .filter((sensor) => sensor.area === area)
        .map((sensor) => [`sensor_${sensor.id}`, sensorEntity(sensor, way)]),
    );
  return new Map([
    config("site", site.name, "Site", {
      events: eventEntity(Object.keys(EVENTS), way),
      ...Object.assign({}, ...site.supplies.map((supply) => supplyEntities(supply, way))),
      ...sensorsOf(null),
    }),
    ...site.areas.map((area) =>
      config(`area_${area.id}`, area.name, "Area", {
        ...areaEntities(area, way),
        ...sensorsOf(area.id),
      }),
    ),
    ...site.doors.map((door) =>
      config(`door_${door.id}`, door.name, "Door", doorEntities(door, way)),
    ),
  ]);
}

/**
 * A config that also takes back what an earlier one had and this one hasn't: a component of which only
 * the platform is said is removed.
 */
export function takingBack(config: Config, earlier: unknown): Config {
  const gone = Object.entries(componentsIn(earlier)).flatMap(([key, component]) =>
    Object.hasOwn(config.components, key) || !Object.hasOwn(component, "unique_id")
      ? []
      : [[key, { platform: component.platform }] as const],
  );
  return gone.length === 0
    ? config
    : { ...config, components: { ...config.components, ...Object.fromEntries(gone) } };
}

function identified(device: string, components: Components): Components {
  return Object.fromEntries(
    Object.entries(components).map(([key, component]): [string, Component] => [
      key,
      { ...component, unique_id: `${device}_${key}` },
    ]),
  );
}

function componentsIn(config: unknown): Readonly<Record<string, Component>> {
  if (typeof config !== "object" || config === null || !("components" in config)) return {};
  const { components } = config;
  if (typeof components !== "object" || components === null) return {};
  return Object.fromEntries(Object.entries(components).filter((entry) => isComponent(entry[1])));
}

function isComponent(value: unknown): value is Component {
  return (
    typeof value === "object" &&
    value !== null &&
    "platform" in value &&
    typeof value.platform === "string"
  );
}
