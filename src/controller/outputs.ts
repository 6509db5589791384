/** Orders on their way to devices: dressed for the wire, and handed to whoever drives each output. */
import {
  type Command,
  demandSentence,
  doorDemand,
  type Site,
  type SiteState,
} from "../core/index.ts";
import type { Demand } from "../core/view.ts";
import type { CommandMessage } from "../site-handle.ts";
import type { LockDriver } from "./ports.ts";

/** An order that has not arrived by then is not to be carried out any more. */
export const COMMAND_LIFE_MS = 10_000;

export interface Stamp {
  /** Unique over restarts of the controller. */
  readonly id: () => string;
  readonly expires: string;
  /** Why, in a sentence. */
  readonly because: (demand: Demand) => string;
}

/** Sentences for the demands of one decision: of a thousand doors most have the same one. */
export function sentences(site: Site): Stamp["because"] {
  let last: { readonly demand: Demand; readonly sentence: string } | null = null;
  return (demand) => {
    const same = last?.demand;
    if (same?.cause === demand.cause && same.slot === demand.slot && same.wants === demand.wants)
      return last?.sentence ?? "";
    last = { demand, sentence: `${demandSentence(site, demand)}.` };
    return last.sentence;
  };
}

export function dress(
  site: Site,
  state: SiteState,
  command: Command,
  stamp: Stamp,
): CommandMessage | undefined {
  if ("holder" in command) {
    const door = site.doors[site.holderIndex.get(command.holder) ?? -1];
    if (door === undefined) return undefined;
    return {
      target: command.holder,
      door: door.id,
      to: command.to,
      energise: command.to === "held",
      because: stamp.because(doorDemand(state, door)),
      id: stamp.id(),
      expires: stamp.expires,
      leaseSeconds: null,
    };
  }
  const lock = site.locks[site.lockIndex.get(command.lock) ?? -1];
  const door = lock === undefined ? undefined : site.doors[lock.door];
  if (lock === undefined || door === undefined) return undefined;
  const onLease = state.locks[lock.index]?.onLease === true;
  return {
    target: lock.id,
    door: door.id,
    to: command.to,
    energise: command.energise,
    because: stamp.because(doorDemand(state, door)),
    id: stamp.id(),
    expires: stamp.expires,
    leaseSeconds: onLease ? Math.round(site.description.lease.ttlMs / 1000) : null,
  };
}

/** Hands each driver its share in one call; gives what nobody drives. */
export function dispatch(
  drivers: ReadonlySet<LockDriver>,
  commands: readonly CommandMessage[],
): readonly CommandMessage[] {
  let rest = commands;
  for (const driver of drivers) {
    if (rest.length === 0) break;
    const share: CommandMessage[] = [];
    const others: CommandMessage[] = [];
    for (const command of rest) (driver.targets.has(command.target) ? share : others).push(command);
    if (share.length > 0) driver.drive(share);
    rest = others;
  }
  return rest;
}
