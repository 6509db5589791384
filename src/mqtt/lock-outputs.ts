/** Orders out to locks and holders, and whether the way to each of them is open. */

import type { LockDriver } from "../controller/ports.ts";
import type { LinkChange } from "../core/input.ts";
import type { CommandMessage } from "../site-handle.ts";
import type { Connection, Packet } from "./connection.ts";
import { publishPackets } from "./publish-packets.ts";
import type { SitePlan } from "./site-plan.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";
import type { SiteTopics } from "./topics.ts";

/** How often a device may say that it has just come, and be told again. No device comes more often. */
export const RETURNS_AT_ONCE = 20;
const RETURNS_A_SECOND = 1 / 3;

export interface LockOutputs {
  readonly driver: LockDriver;
  /** Says whether orders can leave and reports can come in. */
  wire(value: "up" | "down"): void;
  /**
   * Says whether a device, or the gateway before it, is there: the way is open where none is gone.
   *
   * @param kept true where the broker had kept the word, so that it says nothing of when.
   */
  device(target: string, topic: string, value: "up" | "down", kept: boolean): void;
  /** Forgets which devices were there: nobody listens to them for now. */
  forgetDevices(): void;
  /** Questions to every device for its present state. */
  readonly queries: readonly Packet[];
}

export interface LockOutputsOptions {
  readonly plan: SitePlan;
  readonly topics: SiteTopics;
  readonly connection: () => Connection;
  readonly tell: (changes: readonly LinkChange[]) => void;
  readonly warn: (subject: string, message: string) => void;
}

export function createLockOutputs(options: LockOutputsOptions): LockOutputs {
  const { plan, topics } = options;
  const targets: ReadonlySet<string> = new Set(plan.outputs.keys());
  const gone = new Map<string, Set<string>>();
  const told = new Map<string, "up" | "down">();
  const leases = new Map<string, number>();
  const returns = new Map<string, TokenBucket>();
  let wireUp = false;

  const tellChanges = (ids: Iterable<string>) => {
    const changes: LinkChange[] = [];
    for (const lock of ids) {
      const value = wireUp && !gone.has(lock) ? "up" : "down";
      if (told.get(lock) === value) continue;
      told.set(lock, value);
      changes.push({ type: "link", lock, value });
    }
    if (changes.length > 0) options.tell(changes);
  };

  /**
   * Who says now that it is there has just come, and may have missed what it was told before: after a
   * broker's return a relay is often slower than we are, and nobody told us that it had gone.
   */
  const returned = (lock: string) => {
    const bucket = returns.get(lock) ?? createTokenBucket(RETURNS_AT_ONCE, RETURNS_A_SECOND);
    returns.set(lock, bucket);
    if (!bucket.take()) return;
    options.tell([
      { type: "link", lock, value: "down" },
      { type: "link", lock, value: "up" },
    ]);
  };

  const encode = (command: CommandMessage): readonly Packet[] => {
    const device = plan.outputs.get(command.target);
    if (device === undefined) return [];
    if (device === null)
      return [{ topic: topics.command(command.target), payload: payloadOf(command) }];
    return device.encode(command);
  };

  /** What must be told before the order; says what can't be told at all. */
  const prepare = (command: CommandMessage, isEmpty: boolean): readonly Packet[] => {
    const { target, to, energise, leaseSeconds } = command;
    const device = plan.outputs.get(target);
    if (device === undefined || device === null) return [];
    if (isEmpty) options.warn(target, `its device has no way to be ${to}; check its profile`);
    if (leaseSeconds === null) {
      // What the device keeps of an earlier lease would end a release for life that needs power.
      if (!energise || !plan.leased.has(target)) return [];
      leases.delete(target);
      return device.prepare(null);
    }
    if (leases.get(target) === leaseSeconds) return [];
    leases.set(target, leaseSeconds);
    if (!device.carriesLease)
      options.warn(target, "its device can't let go by itself when this controller dies");
    return device.prepare(leaseSeconds);
  };

  return {
    driver: {
      targets,
      midway: true,
      drive(commands) {
        const packets: Packet[] = [];
        for (const command of commands) {
          const orders = encode(command);
          for (const packet of prepare(command, orders.length === 0)) packets.push(packet);
          for (const order of orders) packets.push(order);
        }
        const sent = options.connection().publishBurst(packets);
        if (!sent) options.warn("orders", "dropped, since the broker can't be reached");
      },
      read: () => options.connection().read(),
      rehearse(commands) {
        const packets = commands.flatMap((command) => encode(command));
        if (packets.length > 0) publishPackets(packets, 4);
      },
    },
    wire(value) {
      wireUp = value === "up";
      if (!wireUp) leases.clear();
      tellChanges(targets);
    },
    device(target, topic, value, kept) {
      if (!targets.has(target)) return;
      const silent = gone.get(target) ?? new Set();
      const known = !silent.has(topic);
      if (value === "down") gone.set(target, silent.add(topic));
      else if (silent.delete(topic) && silent.size === 0) gone.delete(target);
      // Until the wire is up no link is, so that kept availability is read first and told once.
      if (!wireUp) return;
      if (value === "up" && known && !kept && told.get(target) === "up") returned(target);
      tellChanges([target]);
    },
    forgetDevices: () => gone.clear(),
    queries: [...plan.outputs.values()].flatMap((device) => device?.queries ?? []),
  };
}

function payloadOf({ to, energise, because, id, expires, leaseSeconds }: CommandMessage): string {
  return JSON.stringify({ to, energise, because, id, expires, leaseSeconds });
}
