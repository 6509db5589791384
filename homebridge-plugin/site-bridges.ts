/** The further bridges of one site: opened as places need them, and named to the person with their codes. */
import type { API } from "homebridge";
import { type AccessoryLike, homeName } from "./accessory-identity.ts";
import { type BridgeBook, bookPath, newSetupCode, readBook, writeBook } from "./bridge-book.ts";
import { assignPlaces, type Places } from "./bridge-places.ts";
import type { FurtherBridge, OpenBridge } from "./further-bridge.ts";
import { guarded, messageOf, type PluginLog } from "./plugin-log.ts";

export class SiteBridges {
  readonly #api: API;
  readonly #log: PluginLog;
  readonly #open: OpenBridge;
  readonly #bridges = new Map<number, FurtherBridge>();
  readonly #told = new Map<number, string>();
  #site = { id: "", name: "" };
  #book: BridgeBook = { places: {}, codes: {} };
  #read = false;

  constructor(api: API, log: PluginLog, open: OpenBridge) {
    this.#api = api;
    this.#log = log;
    this.#open = open;
  }

  /**
   * Where each of these sits, the kept ones where they were. `onOwn` are those that Homebridge itself
   * remembers on its own bridge. With `mayForget` false who is not wanted keeps the place all the same.
   */
  assign(
    site: { readonly id: string; readonly name: string },
    wanted: readonly string[],
    onOwn: readonly string[],
    mayForget: boolean,
  ): Places {
    this.#site = site;
    this.#load();
    const kept = { ...Object.fromEntries(onOwn.map((key) => [key, 0])), ...this.#book.places };
    const known = mayForget ? [] : Object.keys(this.#book.places);
    const places = assignPlaces([...new Set([...known, ...wanted])], kept);
    const bridges = new Set(Object.values(places).filter((bridge) => bridge > 0));
    const codes = { ...this.#book.codes };
    for (const bridge of bridges) codes[bridge] ??= newSetupCode();
    this.#keep({ places, codes });
    return places;
  }

  accessory(bridge: number, uuid: string, name: string): AccessoryLike {
    return this.#bridge(bridge).accessory(uuid, name);
  }

  remove(bridge: number, uuid: string): void {
    this.#bridges.get(bridge)?.remove(uuid);
  }

  /** The bridges that have anything to show now, and what to say of each. */
  publish(contents: ReadonlyMap<number, readonly string[]>): void {
    for (const [number, names] of contents) {
      this.#told.set(number, inWords(names));
      void this.#bridge(number)
        .publish()
        .catch((error: unknown) => {
          this.#log.error(`${this.#nameOf(number)} can't be published: ${messageOf(error)}`);
        });
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#bridges.values()].map((bridge) => bridge.close()));
  }

  #bridge(number: number): FurtherBridge {
    const open = this.#bridges.get(number);
    if (open) return open;
    const name = this.#nameOf(number);
    const code = this.#book.codes[number] ?? newSetupCode();
    const opened = this.#open(this.#api, this.#log, {
      siteId: this.#site.id,
      name,
      number,
      code,
      listening: (port) =>
        this.#log.info(
          `${name} is a HomeKit bridge of its own, with ${this.#told.get(number) ?? "nothing"}. ` +
            `Add it in Home with the code ${code}. (It runs on port ${port}.)`,
        ),
    });
    this.#bridges.set(number, opened);
    return opened;
  }

  /** People count from one, and Homebridge's own is the first. */
  #nameOf(number: number): string {
    return homeName(`${this.#site.name} bridge ${number + 1}`, `bridge ${number + 1}`);
  }

  #load(): void {
    if (this.#read) return;
    this.#read = true;
    const kept = readBook(this.#path());
    if (kept === "damaged")
      this.#log.warn(
        `${this.#path()} can't be read. The doors on Homebridge's own bridge stay there; those on ` +
          "further bridges are placed anew, and each of these has a new code.",
      );
    else if (kept !== null) this.#book = kept;
  }

  #keep(book: BridgeBook): void {
    const same = JSON.stringify(book) === JSON.stringify(this.#book);
    this.#book = book;
    // A site that fits on Homebridge's own bridge leaves nothing on the disk.
    const needed = Object.keys(book.codes).length > 0;
    if (same || !needed) return;
    guarded(this.#log, "keeping the places of the bridges", () => writeBook(this.#path(), book));
  }

  #path(): string {
    return bookPath(this.#api.user.storagePath(), this.#site.id);
  }
}

function inWords(names: readonly string[]): string {
  const [first, ...more] = names;
  const last = more.at(-1);
  if (last === undefined) return first ?? "nothing";
  return `${names.length} accessories from ${first} to ${last}`;
}
