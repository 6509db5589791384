/** What one or several steps come to: told and written down as one, and no step but the last is kept for it. */
import type { Command, SiteState, Step } from "../core/index.ts";
import type { PublishedEvent } from "../site-handle.ts";
import { onWall, type WallTime } from "./states.ts";

const KINDS = ["doors", "sensors", "supplies", "areas"] as const;

export class Gathering {
  /** As the last step left it. */
  state: SiteState;
  readonly #wall: WallTime;
  readonly #inputs: unknown[] = [];
  readonly #events: PublishedEvent[] = [];
  readonly #commands: Command[] = [];
  /** The last step, until it is taken in: that waits for whoever looks, since the orders of an alarm do not. */
  #last: Step | null = null;
  #touched: Step["touched"] | null = null;
  #union: Readonly<Record<keyof Step["touched"], Set<number>>> | null = null;

  constructor(wall: WallTime, state: SiteState) {
    this.#wall = wall;
    this.state = state;
  }

  get touched(): Step["touched"] {
    this.#takeIn();
    return this.#union ?? this.#touched ?? NOTHING;
  }

  get events(): readonly PublishedEvent[] {
    this.#takeIn();
    return this.#events;
  }

  get commands(): readonly Command[] {
    this.#takeIn();
    return this.#commands;
  }

  /** How many orders there are, without a look at them. */
  get orders(): number {
    return this.#commands.length + (this.#last?.commands.length ?? 0);
  }

  /** As the journal shows it: a single input as it is. */
  get input(): unknown {
    return this.#inputs.length === 1 ? this.#inputs[0] : { type: "together", inputs: this.#inputs };
  }

  add(input: unknown, done: Step): this {
    this.#takeIn();
    this.#last = done;
    this.state = done.state;
    this.#inputs.push(input);
    return this;
  }

  #takeIn(): void {
    if (this.#last === null) return;
    const { state, touched, events, commands } = this.#last;
    this.#last = null;
    const at = this.#wall.iso(state.now);
    for (const event of events) this.#events.push({ ...onWall(event, this.#wall), at });
    for (const command of commands) this.#commands.push(command);
    this.#touch(touched);
  }

  #touch(touched: Step["touched"]): void {
    if (this.#touched === null) {
      this.#touched = touched;
      return;
    }
    if (this.#union === null) {
      const first = this.#touched;
      this.#union = {
        doors: new Set(first.doors),
        sensors: new Set(first.sensors),
        supplies: new Set(first.supplies),
        areas: new Set(first.areas),
      };
    }
    for (const kind of KINDS) for (const index of touched[kind]) this.#union[kind].add(index);
  }
}

const NOTHING: Step["touched"] = { doors: [], sensors: [], supplies: [], areas: [] };
