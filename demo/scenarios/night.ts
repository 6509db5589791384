/** How every story begins: a new site has ordered nothing yet, so somebody locks the house. */
import type { Action } from "../../src/core/input.ts";
import type { SiteDescription } from "../../src/core/site.ts";
import { type Story, says } from "../story.ts";

export const FRONT_RELAY = "shellyplus1-front/status/switch:0";
export const FRONT_ORDERS = "shellyplus1-front/rpc";
export const HOLDER = "zigbee2mqtt/fire-door-holder";
export const FIRE_DOOR_LEAF = "zigbee2mqtt/fire-door-contact";
export const SERVER_STRIKE_ORDERS = "cmnd/server-strike/POWER1";

export const SECURED = 1;
export const UNSECURED = 0;

/** A request to lock, for each door that has something to lock. */
export function lockAll(site: SiteDescription): readonly Action[] {
  return site.doors
    .filter(({ locks }) => locks.length > 0)
    .map(({ id }) => ({ action: "lock", door: id }));
}

export async function night(story: Story, site: SiteDescription): Promise<void> {
  await story.askAll(
    "The house is locked for the night.",
    lockAll(site),
    "Granted. A new site orders nothing by itself, so somebody has to ask first.",
  );
  await story.device(
    "Front maglock: its relay is on, the magnet holds.",
    FRONT_RELAY,
    says("output", true),
  );
  await story.device(
    "Server room strike: without power, which is locked.",
    SERVER_STRIKE_ORDERS,
    (word) => word === "OFF",
  );
  await story.device(
    "Office lock: the motor has thrown the bolt.",
    "zigbee2mqtt/office-lock",
    says("lock_state", "locked"),
  );
  await story.home("Front door: Locked.", "Front door", ["LockCurrentState", SECURED]);
  await story.home("Office door: Locked.", "Office door", ["LockCurrentState", SECURED]);
}
