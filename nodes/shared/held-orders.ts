/**
 * Orders that were given while the node they leave by was being redeployed. Node-RED takes nodes down
 * and up again; a release decided in between must not be lost with the old node.
 */
import type { CommandMessage } from "../../src/site-handle.ts";

/** How long a release that waited is good for from when it is handed over, in ms. */
export const RENEWED_FOR_MS = 10_000;

export interface HeldOrders {
  hold(commands: readonly CommandMessage[]): void;
  /** The doors for which an order waits. */
  doors(): ReadonlySet<string>;
  /** The orders for one door that may still be carried out, oldest first; they are forgotten here. */
  take(door: string, now: Date): readonly CommandMessage[];
}

/** Keeps the last order for each lock: the one that stands. Bounded by the number of locks. */
export function heldOrders(): HeldOrders {
  const doors = new Map<string, Map<string, CommandMessage>>();
  return {
    hold(commands) {
      for (const command of commands) {
        const held = doors.get(command.door) ?? new Map<string, CommandMessage>();
        held.delete(command.target);
        doors.set(command.door, held.set(command.target, command));
      }
    },
    doors: () => new Set(doors.keys()),
    take(door, now) {
      const held = doors.get(door);
      doors.delete(door);
      return held === undefined ? [] : [...held.values()].flatMap((command) => due(command, now));
    },
  };
}

/** A release that waited too long is told again, since it still stands; a stale locking is dropped. */
function due(command: CommandMessage, now: Date): readonly CommandMessage[] {
  if (Date.parse(command.expires) > now.getTime()) return [command];
  if (command.to !== "unlocked" && command.to !== "released") return [];
  return [{ ...command, expires: new Date(now.getTime() + RENEWED_FOR_MS).toISOString() }];
}
