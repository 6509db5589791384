/** A lock without a profile: it hears the site's own commands, minds their leases and expiry, and reports. */

import { type BrokerPlace, fieldsOf, MqttProduct } from "../demo/products/product.ts";
import type { FailMode } from "../src/core/index.ts";
import type { CommandMessage } from "../src/site-handle.ts";

export class PlainLock extends MqttProduct {
  readonly #base: string;
  readonly #failMode: FailMode;
  #energised = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, site: string, failMode: FailMode, broker: BrokerPlace) {
    super(id, broker);
    this.#failMode = failMode;
    this.#base = `egress/${site}/lock/${id}`;
  }

  get output(): boolean {
    return this.powered && this.#energised;
  }

  protected override offline() {
    return { topic: `${this.#base}/availability`, payload: "offline" };
  }

  protected override listensTo(): readonly string[] {
    return [`${this.#base}/command`];
  }

  protected override announce(): void {
    const bolt = this.#energised === (this.#failMode === "fail-safe") ? "locked" : "unlocked";
    this.say(`${this.#base}/report`, { bolt });
  }

  protected override heard(_topic: string, payload: string): void {
    const { energise, expires, leaseSeconds } = fieldsOf(payload) as Partial<CommandMessage>;
    if (typeof energise !== "boolean" || typeof expires !== "string") return;
    if (Date.parse(expires) < Date.now()) return;
    clearTimeout(this.#timer);
    this.#switch(energise);
    if (!energise || typeof leaseSeconds !== "number") return;
    this.#timer = setTimeout(() => this.#switch(false), leaseSeconds * 1_000);
  }

  protected override powerLost(): void {
    clearTimeout(this.#timer);
    this.#energised = false;
  }

  #switch(energised: boolean): void {
    const changed = energised !== this.#energised;
    this.#energised = energised;
    if (changed) this.announce();
  }
}
