/**
 * A story that is acted and watched. Each step waits for what should be seen, where it should be seen,
 * and not for ever; the first one that isn't seen ends the story.
 */
import type { Action, RefusalCode } from "../src/core/input.ts";
import type { SiteHandle } from "../src/site-handle.ts";
import type { DeviceObserver } from "./device-observer.ts";
import type { HomeObserver, Shown } from "./home-observer.ts";
import type { House } from "./house.ts";
import type { Timeline, Who } from "./timeline.ts";

const WAIT_MS = 6_000;
const MAX_SHOWN = 300;

/** What a Home app is answered when a write can't be granted (HAP's status codes). */
export const HAP_NOT_ALLOWED = -70412;
export const HAP_NO_WAY_THERE = -70402;

export interface Cast {
  readonly house: House;
  readonly devices: DeviceObserver;
  /** Null while a phone of somebody's is paired: then that phone is where to look. */
  readonly home: HomeObserver | null;
  readonly egress: SiteHandle;
  readonly timeline: Timeline;
  /** A pause before each deed, for people who want to watch; 0 for none. */
  readonly breathMs: number;
}

export class StepMissed extends Error {}

type Fits = (payload: string) => boolean;

export class Story {
  readonly house: House;
  readonly #cast: Cast;
  #deviceMark = 0;
  #homeMark = 0;
  #seen = 0;
  #elsewhere = 0;

  constructor(cast: Cast) {
    this.#cast = cast;
    this.house = cast.house;
  }

  get seen(): number {
    return this.#seen;
  }

  /** How many steps were for a phone that we can't look at. */
  get elsewhere(): number {
    return this.#elsewhere;
  }

  /** Somebody does something; what is awaited from here on comes after it. */
  async act(text: string, deed: () => void | Promise<void>): Promise<void> {
    await this.#begin(text);
    await deed();
  }

  /** A device says so on its own topic. */
  async device(text: string, topic: string, fits: Fits): Promise<void> {
    await this.#topic("device", text, topic, fits);
  }

  /** Egress says so on a topic of its own. */
  async egress(text: string, topic: string, fits: Fits): Promise<void> {
    await this.#topic("Egress", text, `egress/house/${topic}`, fits);
  }

  /** Nothing was said on any of these topics since the last deed. */
  untouched(text: string, ...topics: readonly string[]): void {
    const heard = this.#cast.devices.sightings
      .since(this.#deviceMark)
      .filter(({ topic }) => topics.includes(topic));
    const [first] = heard;
    if (first === undefined) this.#tick("device", text);
    else this.#miss("device", text, `${first.topic} ${first.payload}`);
  }

  /** Something about the house itself, that no message tells. */
  fact(text: string, holds: boolean): void {
    if (holds) this.#tick("device", text);
    else this.#miss("device", text, "the opposite");
  }

  /** Home comes to show these, one after the other. */
  async home(text: string, accessory: string, ...shown: [Shown, unknown][]): Promise<void> {
    const { home } = this.#cast;
    if (home === null) return this.#pointAtPhone(text);
    let from = this.#homeMark;
    for (const [shows, value] of shown) {
      const place = await home.sightings.first(
        (one) => one.accessory === accessory && one.shows === shows && one.value === value,
        from,
        WAIT_MS,
      );
      if (place === null) return this.#miss("Home", text, this.#homeSaid(accessory));
      from = place + 1;
    }
    this.#tick("Home", text);
  }

  /** Home shows this when it is asked. */
  async homeReads(text: string, accessory: string, shows: Shown, value: unknown): Promise<void> {
    const { home } = this.#cast;
    if (home === null) return this.#pointAtPhone(text);
    const found = await home.read(accessory, shows);
    if (found === value) this.#tick("Home", text);
    else this.#miss("Home", text, `${accessory} ${shows} ${found}`);
  }

  /** Somebody taps in Home; the answer is HAP's status, 0 for granted. */
  async tap(
    deed: string,
    [accessory, shows, value]: readonly [string, Shown, number | boolean],
    answer: { readonly status: number; readonly text: string },
  ): Promise<void> {
    const { home } = this.#cast;
    await this.#begin(deed);
    if (home === null) return this.#pointAtPhone(answer.text);
    const status = await home.write(accessory, shows, value);
    if (status === answer.status) this.#tick("Home", answer.text);
    else this.#miss("Home", answer.text, `HAP status ${status}`);
  }

  /** Somebody asks Egress, and is answered: `null` for yes, or the code of a refusal. */
  async ask(
    deed: string,
    action: Action,
    answer: { readonly code: RefusalCode | null; readonly text: string },
  ): Promise<void> {
    await this.#begin(deed);
    await this.#request(action, answer);
  }

  /** The same for several requests as one deed. */
  async askAll(deed: string, actions: readonly Action[], text: string): Promise<void> {
    await this.#begin(deed);
    for (const action of actions) await this.#request(action, { code: null, text: null });
    this.#tick("Egress", text);
  }

  async #request(
    action: Action,
    { code, text }: { readonly code: RefusalCode | null; readonly text: string | null },
  ): Promise<void> {
    const { egress } = this.#cast;
    const result = await egress.request({ type: "request", by: "you", via: "cli", ...action });
    const given = result.ok ? null : result.code;
    if (given !== code) {
      const said = result.ok ? "yes" : `${result.code}: ${result.reason}`;
      this.#miss("Egress", text ?? `${action.action} is granted`, said);
    }
    if (text !== null) this.#tick("Egress", text);
  }

  async #topic(who: Who, text: string, topic: string, fits: Fits): Promise<void> {
    const { devices } = this.#cast;
    const place = await devices.sightings.first(
      (heard) => heard.topic === topic && fits(heard.payload),
      this.#deviceMark,
      WAIT_MS,
    );
    if (place === null)
      return this.#miss(who, text, `${topic} ${devices.last(topic) ?? "(nothing)"}`);
    this.#tick(who, text);
  }

  async #begin(deed: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#cast.breathMs));
    this.#cast.timeline.step("person", "act", deed);
    this.#deviceMark = this.#cast.devices.sightings.mark;
    this.#homeMark = this.#cast.home?.sightings.mark ?? 0;
  }

  #tick(who: Who, text: string): void {
    this.#seen += 1;
    this.#cast.timeline.step(who, "seen", text);
  }

  #pointAtPhone(text: string): void {
    this.#elsewhere += 1;
    this.#cast.timeline.step("Home", "elsewhere", `${text} (look at your phone)`);
  }

  #miss(who: Who, text: string, instead: string): never {
    this.#cast.timeline.step(who, "missed", text);
    this.#cast.timeline.step(who, "missed", `Seen instead: ${instead.slice(0, MAX_SHOWN)}`);
    throw new StepMissed(text);
  }

  #homeSaid(accessory: string): string {
    const events = this.#cast.home?.sightings.since(this.#homeMark) ?? [];
    const said = events.filter((event) => event.accessory === accessory);
    return `${accessory} ${said.map(({ shows, value }) => `${shows} ${value}`).join(", ") || "(nothing)"}`;
  }
}

/** A payload that is a JSON object with this value at this path. */
export function says(path: string, value: unknown): Fits {
  return (payload) => valueAt(payload, path) === value;
}

export function valueAt(payload: string, path: string): unknown {
  try {
    return path
      .split("/")
      .reduce<unknown>(
        (at, key) => (at === null || at === undefined ? at : Reflect.get(Object(at), key)),
        JSON.parse(payload),
      );
  } catch {
    return undefined;
  }
}
