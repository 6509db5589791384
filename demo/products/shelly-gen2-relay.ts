/** A Shelly Plus 1: one relay that can switch itself back. Set up to be off after a power cut. */
import {
  type Fields,
  INVALID_ARGUMENT,
  type Outcome,
  ShellyGen2Device,
} from "./shelly-gen2-device.ts";

const SWITCH = "switch:0";

export class ShellyGen2Relay extends ShellyGen2Device {
  #output = false;
  #source = "init";
  #timer: {
    readonly handle: NodeJS.Timeout;
    readonly since: number;
    readonly seconds: number;
  } | null = null;

  /** Whether power reaches what hangs on the relay. */
  get output(): boolean {
    return this.powered && this.#output;
  }

  protected override components(): Readonly<Record<string, Fields>> {
    return { [SWITCH]: this.#status() };
  }

  protected override call(method: string, params: Fields): Outcome {
    if (method === "Switch.GetStatus") return { result: this.#status() };
    if (method !== "Switch.Set") return super.call(method, params);
    const { id, on, toggle_after: after } = params;
    if (id !== 0 || typeof on !== "boolean") {
      return { error: { code: INVALID_ARGUMENT, message: "Missing or wrong argument" } };
    }
    const was_on = this.#output;
    this.#switch(on, "MQTT", typeof after === "number" && after > 0 ? after : null);
    return { result: { was_on } };
  }

  protected override powerLost(): void {
    this.#disarm();
    this.#output = false;
    this.#source = "init";
  }

  /** @param toggleAfter seconds after which it flips, whichever way it stands; off comes on again. */
  #switch(on: boolean, source: string, toggleAfter: number | null = null): void {
    this.#disarm();
    const changed = on !== this.#output;
    this.#output = on;
    this.#source = source;
    if (toggleAfter !== null) {
      const handle = setTimeout(() => this.#switch(!on, "timer"), toggleAfter * 1_000);
      this.#timer = { handle, since: Date.now() / 1_000, seconds: toggleAfter };
    }
    if (changed) this.notify(SWITCH, { id: 0, output: on, source });
  }

  #disarm(): void {
    clearTimeout(this.#timer?.handle);
    this.#timer = null;
  }

  #status(): Fields {
    const timer =
      this.#timer === null
        ? {}
        : { timer_started_at: this.#timer.since, timer_duration: this.#timer.seconds };
    const temperature = { tC: 41.3, tF: 106.3 };
    return { id: 0, source: this.#source, output: this.#output, ...timer, temperature };
  }
}
