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
  readonly expires: () => string;
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

/** An order to keep: a plain object with all that it says. */
export function dress(
  site: Site,
  state: SiteState,
  command: Command,
  stamp: Stamp,
): CommandMessage | undefined {
  const order = dressLightly(site, state, command, stamp);
  if (order === undefined) return undefined;
  const { target, door, to, energise, because, id, expires, leaseSeconds } = order;
  return { target, door, to, energise, because, id, expires, leaseSeconds };
}

/**
 * An order for whoever makes its bytes of it at once. Most devices are told a word and no more, and on
 * the way of a release a sentence and a name for each door cost as much as the decision: they are made
 * when they are read, of the state as it then is.
 */
export function dressLightly(
  site: Site,
  state: SiteState,
  command: Command,
  stamp: Stamp,
): CommandMessage | undefined {
  if ("holder" in command) {
    const door = site.doors[site.holderIndex.get(command.holder) ?? -1];
    if (door === undefined) return undefined;
    const energise = command.to === "held";
    const order = { target: command.holder, to: command.to, energise, leaseSeconds: null };
    return new Order(order, { state, door, stamp });
  }
  const lock = site.locks[site.lockIndex.get(command.lock) ?? -1];
  const door = lock === undefined ? undefined : site.doors[lock.door];
  if (lock === undefined || door === undefined) return undefined;
  const { to, energise } = command;
  const onLease = state.locks[lock.index]?.onLease === true;
  const leaseSeconds = onLease ? Math.round(site.description.lease.ttlMs / 1000) : null;
  return new Order({ target: lock.id, to, energise, leaseSeconds }, { state, door, stamp });
}

interface Origin {
  readonly state: SiteState;
  readonly door: Site["doors"][number];
  readonly stamp: Stamp;
}

class Order implements CommandMessage {
  readonly target: string;
  readonly door: string;
  readonly to: CommandMessage["to"];
  readonly energise: boolean | null;
  readonly leaseSeconds: number | null;
  readonly #origin: Origin;
  #id: string | null = null;

  constructor(
    told: Pick<CommandMessage, "target" | "to" | "energise" | "leaseSeconds">,
    origin: Origin,
  ) {
    this.target = told.target;
    this.door = origin.door.id;
    this.to = told.to;
    this.energise = told.energise;
    this.leaseSeconds = told.leaseSeconds;
    this.#origin = origin;
  }

  get because(): string {
    const { state, door, stamp } = this.#origin;
    return stamp.because(doorDemand(state, door));
  }

  get id(): string {
    this.#id ??= this.#origin.stamp.id();
    return this.#id;
  }

  get expires(): string {
    return this.#origin.stamp.expires();
  }
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
