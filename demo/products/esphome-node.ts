/**
 * An ESPHome node with `examples/esphome-maglock.yaml` on it: one switch with a lease in the device, and
 * a template lock beside it. States are retained; after a power cut the switch is off.
 */
import { type Announcement, MqttProduct } from "./product.ts";

const SWITCH = "maglock";
const LOCK = "bolt";

export class EsphomeNode extends MqttProduct {
  #on = false;
  #locked = true;
  #script: NodeJS.Timeout | undefined;

  /** Whether power reaches what hangs on the switch. */
  get output(): boolean {
    return this.powered && this.#on;
  }

  get bolt(): "locked" | "unlocked" {
    return this.#locked ? "locked" : "unlocked";
  }

  protected override offline(): Announcement {
    return { topic: `${this.name}/status`, payload: "offline" };
  }

  protected override listensTo(): readonly string[] {
    return [
      `${this.name}/switch/${SWITCH}/command`,
      `${this.name}/lock/${LOCK}/command`,
      `${this.name}/egress/${SWITCH}/hold`,
      `${this.name}/egress/${SWITCH}/get`,
    ];
  }

  protected override announce(): void {
    this.keep(`${this.name}/status`, "online");
    this.#tellSwitch();
    this.#tellLock();
  }

  protected override heard(topic: string, payload: string): void {
    if (topic === `${this.name}/egress/${SWITCH}/hold`) this.#hold(Number.parseInt(payload, 10));
    else if (topic === `${this.name}/egress/${SWITCH}/get`) this.#tellSwitch();
    else if (topic === `${this.name}/switch/${SWITCH}/command`) this.#command(payload);
    else if (payload === "LOCK" || payload === "UNLOCK") {
      this.#locked = payload === "LOCK";
      this.#tellLock();
    }
  }

  /** `restore_mode: ALWAYS_OFF`. */
  protected override powerLost(): void {
    clearTimeout(this.#script);
    this.#on = false;
  }

  /** `script.execute` of a script whose mode is restart: on, wait, off. */
  #hold(seconds: number): void {
    if (!(seconds > 0) || seconds > 3_600) return;
    clearTimeout(this.#script);
    this.#switch(true);
    this.#tellSwitch();
    this.#script = setTimeout(() => this.#switch(false), seconds * 1_000);
  }

  #command(payload: string): void {
    if (payload !== "ON" && payload !== "OFF") return;
    if (payload === "OFF") clearTimeout(this.#script);
    this.#switch(payload === "ON");
  }

  /** The known trap: what did not change is not told. */
  #switch(on: boolean): void {
    if (this.#on === on) return;
    this.#on = on;
    this.#tellSwitch();
  }

  #tellSwitch(): void {
    this.keep(`${this.name}/switch/${SWITCH}/state`, this.#on ? "ON" : "OFF");
  }

  #tellLock(): void {
    this.keep(`${this.name}/lock/${LOCK}/state`, this.#locked ? "LOCKED" : "UNLOCKED");
  }
}
