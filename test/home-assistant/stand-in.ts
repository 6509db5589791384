/** Home Assistant as far as MQTT discovery goes: takes configs, knows which keys each platform needs, presses. */
import { type Bystander, bystander } from "../broker/bystander.ts";

export type Fields = Readonly<Record<string, unknown>>;

/**
 * What the platform's page lists as required, and what Home Assistant's schema for device discovery
 * does. Sources: home-assistant.io/integrations/mqtt and /lock.mqtt, /binary_sensor.mqtt, /sensor.mqtt,
 * /event.mqtt, /button.mqtt; `DEVICE_DISCOVERY_SCHEMA`, `MQTT_ORIGIN_INFO_SCHEMA`.
 */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  lock: ["command_topic"],
  binary_sensor: ["state_topic"],
  sensor: ["state_topic"],
  event: ["state_topic", "event_types"],
  button: ["command_topic"],
};

/** Home Assistant's own pattern of a discovery topic, below the prefix. */
const TOPIC =
  /^(?<component>\w+)\/(?:(?<node>[a-zA-Z0-9_-]+)\/)?(?<object>[a-zA-Z0-9_-]+)\/config$/;

export interface StandIn extends Bystander {
  /** The configs that are kept now, by the part of the topic that names them. */
  configs(): ReadonlyMap<string, Fields>;
  component(config: string, key: string): Fields;
}

export async function homeAssistant(url: string, prefix = "homeassistant"): Promise<StandIn> {
  const other = await bystander(url, [`${prefix}/#`, "egress/#"]);
  const configs = () => {
    const kept = new Map<string, Fields>();
    for (const { topic, text } of other.heard) {
      const match = topic.startsWith(`${prefix}/`)
        ? TOPIC.exec(topic.slice(prefix.length + 1))
        : null;
      const object = match?.groups?.["object"];
      if (object === undefined) continue;
      if (text === "") kept.delete(object);
      else kept.set(object, JSON.parse(text) as Fields);
    }
    return kept;
  };
  return {
    ...other,
    configs,
    component(config, key) {
      const components = configs().get(config)?.["components"] as
        | Record<string, Fields>
        | undefined;
      const found = components?.[key];
      if (found === undefined) throw new Error(`no ${key} in ${config}`);
      return found;
    },
  };
}

/** What Home Assistant would say is wrong with a config. */
export function complaints(config: Fields): readonly string[] {
  const { device, origin, components, availability } = config as Record<string, Fields | undefined>;
  const wrong: string[] = [];
  const ids = device?.["identifiers"];
  if (!Array.isArray(ids) || ids.length === 0) wrong.push("device needs identifiers");
  if (typeof origin?.["name"] !== "string") wrong.push("origin needs a name");
  if (!Array.isArray(availability)) wrong.push("availability is a list");
  for (const [key, component] of Object.entries(components ?? {}) as [string, Fields][]) {
    const platform = String(component["platform"]);
    const needs = REQUIRED[platform];
    if (needs === undefined) wrong.push(`${key} has the platform ${platform}`);
    if (Object.keys(component).length === 1) continue;
    for (const name of ["unique_id", ...(needs ?? [])])
      if (component[name] === undefined) wrong.push(`${key} needs ${name}`);
    if (component["retain"] === true) wrong.push(`${key} would keep its orders`);
    if (component["device_class"] === "enum" && component["unit_of_measurement"] !== undefined)
      wrong.push(`${key} is an enum with a unit`);
  }
  return wrong;
}

/** Renders the command template of an entity as Home Assistant does when it is pressed. */
export function rendered(component: Fields, payload: string, at: Date = new Date()): string {
  return String(component["command_template"])
    .replaceAll("{{ value }}", payload)
    .replaceAll("{{ utcnow().timestamp() }}", String(at.getTime() / 1_000))
    .replaceAll("{{ utcnow().isoformat() }}", at.toISOString().replace("Z", "000+00:00"));
}
