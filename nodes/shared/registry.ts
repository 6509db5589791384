/** All sites of this process, by the id of their config node. It follows Node-RED's deploys. */
import type { EventEmitter } from "node:events";
import { type SiteRoom, siteRoom } from "./site-room.ts";

export interface SiteRegistry {
  /** The room of a site node, also before that node was built. */
  room(nodeId: string): SiteRoom;
  /**
   * Takes a site's id for one config node, so that no two engines write one journal. False while
   * another deployed config node has it.
   */
  claim(siteId: string, nodeId: string): boolean;
  /** Follows the deploys that these events tell of; asked again with the same events, does nothing. */
  follow(events: EventEmitter): void;
  /** True while Node-RED stops for good, so that engines end with their nodes. */
  readonly halting: boolean;
}

export function siteRegistry(): SiteRegistry {
  const rooms = new Map<string, SiteRoom>();
  const claims = new Map<string, string>();
  const followed = new WeakSet<EventEmitter>();
  let startedConfig: unknown = null;
  let halting = false;

  function started(config: unknown): void {
    startedConfig = config;
    halting = false;
    for (const [nodeId, room] of rooms) {
      room.open();
      void room.settle().then(() => {
        if (room.host === null && room.residents.size === 0) rooms.delete(nodeId);
      });
    }
  }

  /** A deploy brings a new configuration before it stops the old nodes; a stop for good doesn't. */
  function stopping(config: unknown): void {
    halting = config === startedConfig;
    for (const room of rooms.values()) room.shut();
  }

  return {
    room(nodeId) {
      const known = rooms.get(nodeId);
      if (known !== undefined) return known;
      const made = siteRoom();
      rooms.set(nodeId, made);
      return made;
    },
    claim(siteId, nodeId) {
      for (const [claimed, owner] of claims) {
        if (owner === nodeId || rooms.get(owner)?.host == null) claims.delete(claimed);
      }
      if (claims.has(siteId)) return false;
      claims.set(siteId, nodeId);
      return true;
    },
    follow(events) {
      if (followed.has(events)) return;
      followed.add(events);
      events.on("flows:started", (event: { config?: unknown }) => started(event.config));
      events.on("flows:stopping", (event: { config?: unknown }) => stopping(event.config));
    },
    get halting() {
      return halting;
    },
  };
}

/** The registry of this process. */
export const sites: SiteRegistry = siteRegistry();
