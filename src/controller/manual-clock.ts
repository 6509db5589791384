/** A clock and a pulse that a test moves by hand. It ships with the package, so that shells can be tested with it. */
import type { Clock, Pulse } from "./ports.ts";

export class ManualClock implements Clock, Pulse {
  /** How late the event loop is said to be, in ms. */
  late = 0;
  #now: number;
  #wallMs: number;
  #lost = 0;
  #told = 0;
  readonly #watching = new Set<() => void>();
  readonly #waiting = new Set<{ readonly due: number; readonly fire: () => void }>();

  constructor(now = 0, wall = new Date("2026-01-01T00:00:00Z")) {
    this.#now = now;
    this.#wallMs = wall.getTime();
  }

  now(): number {
    return this.#now;
  }

  wall(): Date {
    return new Date(this.#wallMs);
  }

  after(delayMs: number, fire: () => void): () => void {
    const entry = { due: this.#now + Math.max(0, delayMs), fire };
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  }

  lost(): number {
    return this.#lost;
  }

  lag(): number {
    return this.late;
  }

  watch(fire: () => void): () => void {
    this.#watching.add(fire);
    return () => this.#watching.delete(fire);
  }

  /**
   * Moves both clocks on as a stopped process sees it: nothing is fired. What is due comes late, with the
   * next `advance`; until then only what arrives from outside runs.
   */
  freeze(ms: number): void {
    this.#moveTo(this.#now + ms);
    this.#lost += ms;
  }

  /** Moves both clocks on, firing what is due in order of time. */
  advance(ms: number): void {
    if (this.#told !== this.#lost) for (const fire of [...this.#watching]) fire();
    this.#told = this.#lost;
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#waiting]
        .filter((entry) => entry.due <= end)
        .toSorted((one, other) => one.due - other.due)[0];
      if (next === undefined) break;
      this.#waiting.delete(next);
      this.#moveTo(Math.max(next.due, this.#now));
      next.fire();
    }
    this.#moveTo(end);
  }

  /** Steps the wall clock alone, as a time server does. */
  stepWall(ms: number): void {
    this.#wallMs += ms;
  }

  /** How many timers wait: a controller that leaks them shows here. */
  get waiting(): number {
    return this.#waiting.size;
  }

  #moveTo(now: number): void {
    this.#wallMs += now - this.#now;
    this.#now = now;
  }
}
