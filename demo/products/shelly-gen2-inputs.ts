/** A Shelly Plus i4: four inputs for dry contacts and sensed mains, and no output at all. */
import { type Fields, ShellyGen2Device } from "./shelly-gen2-device.ts";

export type InputNumber = 0 | 1 | 2 | 3;

export class ShellyGen2Inputs extends ShellyGen2Device {
  readonly #states: [boolean, boolean, boolean, boolean];

  /** @param closed the inputs that are closed at first. */
  constructor(name: string, brokerUrl: string, closed: readonly InputNumber[] = []) {
    super(name, brokerUrl);
    const at = (id: InputNumber) => closed.includes(id);
    this.#states = [at(0), at(1), at(2), at(3)];
  }

  state(id: InputNumber): boolean {
    return this.#states[id];
  }

  /** Closes or opens what is wired to one input. */
  set(id: InputNumber, closed: boolean): void {
    if (this.#states[id] === closed) return;
    this.#states[id] = closed;
    this.notify(`input:${id}`, { id, state: closed });
  }

  protected override components(): Readonly<Record<string, Fields>> {
    return Object.fromEntries(this.#states.map((state, id) => [`input:${id}`, { id, state }]));
  }
}
