/** The states of a site, each to its retained topic. */
import type { Authority } from "../controller/ports.ts";
import type { SiteChange } from "../site-handle.ts";
import type { StateOutbox } from "./state-outbox.ts";
import type { SiteTopics } from "./topics.ts";

export function publishStates(outbox: StateOutbox, topics: SiteTopics, change: SiteChange): void {
  for (const door of change.doors) outbox.state(topics.state("door", door.id), door);
  for (const sensor of change.sensors) outbox.state(topics.state("sensor", sensor.id), sensor);
  for (const supply of change.supplies) outbox.state(topics.state("supply", supply.id), supply);
  for (const area of change.areas) outbox.state(topics.state("area", area.id), area);
}

export function statesOf(authority: Authority): SiteChange {
  const site = authority.description;
  return {
    doors: present(site?.doors ?? [], (id) => authority.door(id)),
    sensors: present(site?.sensors ?? [], (id) => authority.sensor(id)),
    supplies: present(site?.supplies ?? [], (id) => authority.supply(id)),
    areas: present(site?.areas ?? [], (id) => authority.area(id)),
  };
}

function present<T>(
  parts: readonly { readonly id: string }[],
  state: (id: string) => T | undefined,
): T[] {
  return parts.map(({ id }) => state(id)).filter((each) => each !== undefined);
}
