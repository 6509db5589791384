/** One characteristic as Home sees it: told real changes only, and never more than is known. */
import type { Characteristic, CharacteristicValue, HAP } from "homebridge";
import { NO_RESPONSE } from "./hap-status.ts";

export class Shown<Value extends CharacteristicValue> {
  readonly #characteristic: Characteristic;
  #known = false;

  /**
   * Takes the characteristic over. Until the first `show`, reads answer No Response: neither a cached
   * value nor HAP's default (which for a lock is unsecured) is ever an answer.
   */
  constructor(hap: HAP, characteristic: Characteristic) {
    this.#characteristic = characteristic;
    characteristic.onGet(() => {
      if (!this.#known) throw new hap.HapStatusError(NO_RESPONSE);
      return characteristic.value;
    });
  }

  get known(): boolean {
    return this.#known;
  }

  /** Shows a value; says whether that was news. Null is unknown. */
  show(value: Value | null): boolean {
    if (value === null) return this.lose();
    if (this.#known && this.#characteristic.value === value) return false;
    const wasKnown = this.#known;
    this.#known = true;
    // An update that changes nothing sends no event, yet after No Response every client needs one.
    if (wasKnown) this.#characteristic.updateValue(value);
    else this.#characteristic.sendEventNotification(value);
    return true;
  }

  /** Lets reads fail from now on; `telling` is sent first, where HAP has a word for not knowing. */
  lose(telling?: Value): boolean {
    const wasKnown = this.#known;
    this.#known = false;
    if (telling !== undefined && (wasKnown || this.#characteristic.value !== telling)) {
      this.#characteristic.sendEventNotification(telling);
    }
    return wasKnown;
  }

  /** Sends the present value though it did not change, so that a tile whose write failed falls back. */
  repeat(): void {
    const { value } = this.#characteristic;
    if (this.#known && value !== null) this.#characteristic.sendEventNotification(value);
  }
}
