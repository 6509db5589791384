/** A story told to the engine: given a site, when this happens, then the doors are so. */
import { expect } from "vitest";
import type {
  Action,
  DoorView,
  Input,
  ReadingValue,
  SiteDescription,
} from "../../src/core/index.ts";
import { type ReplayLine, startReplay } from "../../src/replay/replay.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export function reading(sensor: string, value: ReadingValue): Input {
  return { type: "reading", sensor, value };
}

export function ask(action: Action, by = "alice"): Input {
  return { type: "request", by, via: "cli", ...action };
}

export function report(lock: string, bolt: "locked" | "unlocked" | "jammed" | "unknown"): Input {
  return { type: "report", lock, bolt };
}

export const tick: Input = { type: "tick" };
export const dead: Input = { type: "controller", value: "dead" };
export const restarted: Input = { type: "controller", value: "restarted" };

type DoorLike = { readonly [K in keyof DoorView]?: unknown };

export class Story {
  readonly #replay;
  #at = 0;
  #line: ReplayLine;
  /** Every line since the start, for statements about the whole. */
  readonly lines: ReplayLine[] = [];

  constructor(site: SiteDescription) {
    this.#replay = startReplay(site);
    this.#line = this.#play(tick);
  }

  get line(): ReplayLine {
    return this.#line;
  }

  when(...inputs: Input[]): this {
    for (const input of inputs) this.#play(input);
    return this;
  }

  /** Lets time pass. */
  after(ms: number): this {
    this.#at += ms;
    this.#play(tick);
    return this;
  }

  thenDoor(id: string, expected: DoorLike): this {
    expect(this.#line.doors[id]).toMatchObject(expected);
    return this;
  }

  thenLock(door: string, lock: string, expected: object): this {
    expect(this.#line.doors[door]?.locks[lock]).toMatchObject(expected);
    return this;
  }

  thenCommands(...expected: object[]): this {
    expect(this.#line.commands).toMatchObject(expected);
    expect(this.#line.commands).toHaveLength(expected.length);
    return this;
  }

  thenNoCommand(): this {
    expect(this.#line.commands).toEqual([]);
    return this;
  }

  thenAccepted(): this {
    expect(this.#line.result).toEqual({ ok: true });
    return this;
  }

  thenRefused(code: string, reason?: string): this {
    const why = reason === undefined ? {} : { reason };
    expect(this.#line.result).toMatchObject({ ok: false, code, ...why });
    return this;
  }

  thenEvent(type: string, fields: object = {}): this {
    expect(this.#line.events).toContainEqual(expect.objectContaining({ type, ...fields }));
    return this;
  }

  /** These events in this order, and no other. */
  thenEvents(...expected: object[]): this {
    expect(this.#line.events).toEqual(expected);
    return this;
  }

  thenNoEvent(type: string): this {
    expect(this.#line.events.map((event) => event.type)).not.toContain(type);
    return this;
  }

  thenArea(id: string, expected: object): this {
    expect(this.#line.areas[id]).toMatchObject(expected);
    return this;
  }

  thenSupply(id: string, expected: object): this {
    expect(this.#line.supplies[id]).toMatchObject(expected);
    return this;
  }

  #play(input: Input): ReplayLine {
    this.#line = this.#replay.play({ at: this.#at, ...input });
    this.lines.push(this.#line);
    return this.#line;
  }
}

export function given(site: SiteDescription): Story {
  return new Story(site);
}
