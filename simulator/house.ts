/** The building: its products, what power reaches them, and where each bolt and leaf really is. */
import {
  ShellyGen2Relay,
  TasmotaRelay,
  ZigbeeContact,
  ZigbeeDetector,
  ZigbeeLock,
  ZigbeePlug,
} from "../demo/products/index.ts";
import type { Product } from "../demo/products/product.ts";
import type { Dice } from "./dice.ts";
import type { LockPlan, SitePlan } from "./generated-site.ts";
import { PlainLock } from "./plain-lock.ts";
import { overRadio, Radio, type RadioWorld } from "./product-radio.ts";

type LockProduct = ShellyGen2Relay | TasmotaRelay | ZigbeePlug | ZigbeeLock | PlainLock;

export interface BuiltLock extends LockPlan {
  readonly product_: LockProduct;
  readonly radio: Radio;
}

export interface Leaf {
  readonly door: string;
  readonly contact: ZigbeeContact;
}

export interface BuiltHolder {
  readonly id: string;
  readonly supply: string;
  readonly plug: ZigbeePlug;
}

/** Sensors that are wired to something that speaks the site's words. */
const SPEAK_PLAINLY: ReadonlySet<string> = new Set([
  "call-point",
  "release-contact",
  "exit-request",
  "intrusion",
]);

export class House {
  readonly locks: readonly BuiltLock[];
  readonly detectors = new Map<string, ZigbeeDetector>();
  readonly leaves = new Map<string, Leaf>();
  readonly holders: readonly BuiltHolder[];
  /** The radios of the sensors: they lose and reorder, which those of the locks do not. */
  readonly sensorRadios: Radio[] = [];
  /** Green boxes that are pulled, by door: their contacts cut the wire of the maglock. */
  readonly pulled = new Set<string>();
  /** States that nobody could be told yet, by sensor. */
  readonly #unsaid = new Map<string, object>();
  mains = true;
  upsEmpty = false;
  readonly #world: RadioWorld;
  readonly #plan: SitePlan;

  constructor(world: RadioWorld, plan: SitePlan) {
    this.#world = world;
    this.#plan = plan;
    const place = (radio: Radio) => overRadio(world, radio);
    this.locks = plan.locks.map((one) => {
      const radio = new Radio();
      return { ...one, radio, product_: productOf(one, plan.site.id, place(radio)) };
    });
    this.holders = plan.site.doors.flatMap(({ holder }) =>
      holder === null ? [] : [{ ...holder, plug: new ZigbeePlug(holder.id, place(new Radio())) }],
    );
    for (const { id, kind } of plan.site.sensors) {
      const radio = new Radio();
      if (kind === "smoke") this.detectors.set(id, new ZigbeeDetector(id, place(radio)));
      if (kind === "carbon-monoxide")
        this.detectors.set(id, new ZigbeeDetector(id, place(radio), "carbon_monoxide"));
      if (kind === "contact") {
        const door = id.replace(/-leaf$/, "");
        this.leaves.set(door, { door, contact: new ZigbeeContact(id, place(radio)) });
      }
      if (kind === "smoke" || kind === "carbon-monoxide" || kind === "contact")
        this.sensorRadios.push(radio);
    }
  }

  start(): void {
    for (const product of this.#products()) void product.start();
    this.tellPower();
    for (const { id, kind } of this.#plan.site.sensors)
      if (SPEAK_PLAINLY.has(kind)) this.say(id, { value: "clear" });
  }

  /** Battery devices tell how they are, though nothing changed. */
  report(): void {
    for (const detector of this.detectors.values()) detector.report();
    for (const { contact } of this.leaves.values()) contact.report();
    this.tellPower();
  }

  /** A sensor without a product of its own speaks in the site's words. */
  say(sensor: string, words: object, retain = false): void {
    const topic = `egress/${this.#plan.site.id}/sensor/${sensor}/reading`;
    this.#world.broker.publish({ topic, payload: JSON.stringify(words) }, retain);
  }

  /**
   * Says how something is, and leaves it with the broker. A module tells its state anew when it comes back
   * to a broker that was away: without that nobody would ever hear that the mains returned meanwhile.
   */
  sayState(sensor: string, words: object): void {
    const { broker } = this.#world;
    if (broker.up) {
      this.say(sensor, words, true);
      return;
    }
    if (!this.#unsaid.has(sensor)) broker.onceUp(() => this.#sayLate(sensor));
    this.#unsaid.set(sensor, words);
  }

  #sayLate(sensor: string): void {
    const words = this.#unsaid.get(sensor);
    this.#unsaid.delete(sensor);
    if (words !== undefined) this.say(sensor, words, true);
  }

  tellPower(): void {
    this.sayState("grid-power", { value: this.mains ? "on" : "off" });
    if (this.#plan.site.supplies.length < 2) return;
    const percent = this.mains ? 100 : this.upsEmpty ? 0 : 80;
    const status = this.mains ? "online" : this.upsEmpty ? "off" : "on-battery";
    this.sayState("ups-status", { value: { status, percent, runtimeSeconds: percent * 60 } });
  }

  /** Mains go or come: relays without power fall, and come up in their default state. */
  power(mains: boolean, upsEmpty: boolean): void {
    this.mains = mains;
    this.upsEmpty = upsEmpty;
    for (const { lock, product, product_ } of this.locks) {
      if (product === "zigbee-lock") continue;
      const live = this.#fed(lock.supply);
      if (live && !product_.powered) void product_.plug().catch(() => undefined);
      if (!live && product_.powered) void product_.unplug().catch(() => undefined);
    }
    for (const { supply, plug } of this.holders) {
      const live = this.#fed(supply);
      if (live && !plug.powered) void plug.plug().catch(() => undefined);
      if (!live && plug.powered) void plug.unplug().catch(() => undefined);
    }
    this.tellPower();
  }

  reboot(lock: BuiltLock): void {
    if (lock.product_.powered) void lock.product_.powerCycle().catch(() => undefined);
  }

  /** Where the bolt is, by what power reaches it. */
  bolt({ lock, door, product_ }: BuiltLock): "locked" | "unlocked" | "between" {
    if (product_ instanceof ZigbeeLock)
      return product_.bolt === "not_fully_locked" ? "between" : product_.bolt;
    const output =
      product_ instanceof ZigbeePlug ? product_.powered && product_.on : product_.output;
    const wire = lock.failMode === "fail-secure" || !this.pulled.has(door.id);
    const energised = output && wire && this.#fed(lock.supply);
    return energised === (lock.failMode === "fail-safe") ? "locked" : "unlocked";
  }

  /** Whether the output of a lock's device is on. */
  energised({ product_ }: BuiltLock): boolean {
    if (product_ instanceof ZigbeeLock) return false;
    return product_ instanceof ZigbeePlug ? product_.powered && product_.on : product_.output;
  }

  passable(door: string): boolean {
    return this.locks.every((one) => one.door.id !== door || this.bolt(one) === "unlocked");
  }

  jam(lock: BuiltLock, jammed: boolean): void {
    if (lock.product_ instanceof ZigbeeLock) lock.product_.block(jammed);
  }

  anyLock(dice: Dice): BuiltLock | undefined {
    return dice.any(this.locks);
  }

  #fed(supply: string): boolean {
    return this.mains || (supply === "ups" && !this.upsEmpty);
  }

  #products(): readonly Product[] {
    return [
      ...this.locks.map(({ product_ }) => product_),
      ...this.holders.map(({ plug }) => plug),
      ...this.detectors.values(),
      ...[...this.leaves.values()].map(({ contact }) => contact),
    ];
  }
}

function productOf(
  { lock, product }: LockPlan,
  site: string,
  place: ReturnType<typeof overRadio>,
): LockProduct {
  switch (product) {
    case "shelly":
      return new ShellyGen2Relay(lock.id, place);
    case "tasmota":
      return new TasmotaRelay(lock.id, place);
    case "zigbee-relay":
      return new ZigbeePlug(lock.id, place);
    case "zigbee-lock":
      return new ZigbeeLock(lock.id, place);
    case "plain":
      return new PlainLock(lock.id, site, lock.failMode, place);
  }
}
