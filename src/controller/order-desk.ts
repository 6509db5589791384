/** Where orders leave: numbered, dressed for the wire, and each driver handed its share of them. */
import { randomBytes } from "node:crypto";
import { type Command, ORDERS_AHEAD, type Site, type SiteState } from "../core/index.ts";
import type { CommandMessage } from "../site-handle.ts";
import type { AheadOrders } from "./engine.ts";
import {
  COMMAND_LIFE_MS,
  dispatch,
  dress,
  dressLightly,
  type Stamp,
  sentences,
} from "./outputs.ts";
import type { Clock, LockDriver } from "./ports.ts";

/** So many are handed over before the next are dressed: the first door need not wait for the last. */
export const ORDERS_A_WRITE = ORDERS_AHEAD;

export class OrderDesk {
  readonly #site: Site;
  readonly #clock: Clock;
  /** Takes what nobody drives. */
  readonly #undriven: (orders: readonly CommandMessage[]) => void;
  readonly #drivers = new Set<LockDriver>();
  readonly #run = randomBytes(4).toString("hex");
  #number = 0;

  constructor(site: Site, clock: Clock, undriven: (orders: readonly CommandMessage[]) => void) {
    this.#site = site;
    this.#clock = clock;
    this.#undriven = undriven;
  }

  attach(driver: LockDriver): () => void {
    this.#drivers.add(driver);
    return () => this.#drivers.delete(driver);
  }

  close(): void {
    this.#drivers.clear();
  }

  /** Gives orders in the middle of a decision, if one driver takes all of them then. */
  readonly giveAhead: AheadOrders = (state, commands) =>
    this.#passOn(state, commands, this.#stamp());

  give(state: SiteState, commands: readonly Command[]): void {
    if (commands.length === 0) return;
    const stamp = this.#stamp();
    const rest: CommandMessage[] = [];
    for (let at = 0; at < commands.length; at += ORDERS_A_WRITE) {
      const some = commands.slice(at, at + ORDERS_A_WRITE);
      if (this.#passOn(state, some, stamp)) continue;
      const orders = this.#dressed(dress, state, some, stamp);
      for (const order of dispatch(this.#drivers, orders)) rest.push(order);
    }
    if (rest.length > 0) this.#undriven(rest);
  }

  /** Null where the orders so far are read, as far as anyone can know; else resolves when they are. */
  read(): Promise<unknown> | null {
    const waits = [...this.#drivers].flatMap((driver) => driver.read?.() ?? []);
    return waits.length === 0 ? null : Promise.all(waits);
  }

  /** Dresses orders and lets the drivers encode them, and sends none. */
  rehearse(state: SiteState, commands: readonly Command[]): void {
    const stamp = {
      id: () => "rehearsed",
      expires: () => new Date(0).toISOString(),
      because: sentences(this.#site),
    };
    for (let at = 0; at < commands.length; at += ORDERS_A_WRITE) {
      const some = commands.slice(at, at + ORDERS_A_WRITE);
      const orders = this.#dressed(dressLightly, state, some, stamp);
      for (const driver of this.#drivers)
        driver.rehearse?.(orders.filter(({ target }) => driver.targets.has(target)));
    }
  }

  /** Renews the leases of these locks: from the main loop and nowhere else, so that a hung engine lets go. */
  renew(state: SiteState, locks: readonly { readonly id: string; readonly index: number }[]): void {
    const renewals = locks.flatMap((lock): Command[] => {
      const to = state.locks[lock.index]?.ordered;
      if (to === undefined || to === "unknown") return [];
      return [{ lock: lock.id, to, energise: true }];
    });
    this.give(state, renewals);
  }

  /**
   * Hands orders to the one driver of all of them, if it sends them before it returns. Whoever else
   * drives may answer at once, and would be heard before the decision is over.
   */
  #passOn(state: SiteState, commands: readonly Command[], stamp: Stamp): boolean {
    for (const driver of this.#drivers) {
      if (driver.midway !== true) continue;
      if (!commands.every((command) => driver.targets.has(targetOf(command)))) continue;
      driver.drive(this.#dressed(dressLightly, state, commands, stamp));
      return true;
    }
    return false;
  }

  #stamp(): Stamp {
    let expires: string | null = null;
    return {
      id: () => this.#nextId(),
      expires: () => {
        expires ??= new Date(this.#clock.wall().getTime() + COMMAND_LIFE_MS).toISOString();
        return expires;
      },
      because: sentences(this.#site),
    };
  }

  #dressed(
    wear: typeof dress,
    state: SiteState,
    commands: readonly Command[],
    stamp: Stamp,
  ): CommandMessage[] {
    const orders: CommandMessage[] = [];
    for (const command of commands) {
      const order = wear(this.#site, state, command, stamp);
      if (order !== undefined) orders.push(order);
    }
    return orders;
  }

  #nextId(): string {
    this.#number += 1;
    return `${this.#run}-${this.#number}`;
  }
}

function targetOf(command: Command): string {
  return "holder" in command ? command.holder : command.lock;
}
