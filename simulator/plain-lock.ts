/** A lock without a profile: it hears the site's own commands, keeps their leases and minds their expiry. */

import { type BrokerPlace, fieldsOf, MqttProduct } from "../demo/products/product.ts";
import type { CommandMessage } from "../src/site-handle.ts";

export class PlainLock extends MqttProduct {
  readonly #base: string;
  #energised = false;
  #timer: NodeJS.Timeout | undefined;
  #leased = false;

  constructor(id: string, site: string, broker: BrokerPlace) {
    super(id, broker);
    this.#base = `egress/${site}/lock/${id}`;
  }

  get output(): boolean {
    return this.powered && this.#energised;
  }

  get leased(): boolean {
    return this.#leased;
  }

  protected override offline() {
    return { topic: `${this.#base}/availability`, payload: "offline" };
  }

  protected override listensTo(): readonly string[] {
    return [`${this.#base}/command`];
  }

  protected override announce(): void {}

  protected override heard(_topic: string, payload: string): void {
    const { energise, expires, leaseSeconds } = fieldsOf(payload) as Partial<CommandMessage>;
    if (typeof energise !== "boolean" || typeof expires !== "string") return;
    if (Date.parse(expires) < Date.now()) return;
    clearTimeout(this.#timer);
    this.#energised = energise;
    this.#leased = energise && typeof leaseSeconds === "number";
    if (!energise || typeof leaseSeconds !== "number") return;
    this.#timer = setTimeout(() => {
      this.#energised = false;
      this.#leased = false;
    }, leaseSeconds * 1_000);
  }

  protected override powerLost(): void {
    clearTimeout(this.#timer);
    this.#energised = false;
    this.#leased = false;
  }
}
