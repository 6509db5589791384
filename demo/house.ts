/** The demo house as it is built: its products, the wires between them, and what people do in it. */
import { connectAsync, type MqttClient } from "mqtt";
import {
  NutUps,
  type Product,
  ShellyGen2Inputs,
  ShellyGen2Relay,
  TasmotaRelay,
  WiredMaglock,
  ZigbeeContact,
  ZigbeeDetector,
  ZigbeeLock,
  ZigbeePlug,
} from "./products/index.ts";

/** Whoever publishes a word of `DEEDS` here does it in the house: the buttons in Node-RED do. */
export const HANDS_TOPIC = "demo/house/hands";

/** What is wired to the inputs in the cabinet. */
const MAINS = 0;
const PANEL = 1;
const EXIT_BUTTON = 3;

const EXIT_BUTTON_MS = 500;

/** How often the products tell how they are when nothing happens. */
const REPORT_MS = 15 * 60_000;

const FULL = { "ups.status": "OL", "battery.charge": 100, "battery.runtime": 5_400 } as const;

export class House {
  readonly hallSmoke: ZigbeeDetector;
  readonly workshopCo: ZigbeeDetector;
  readonly fireDoorHolder: ZigbeePlug;
  readonly frontMaglock: WiredMaglock;
  readonly #cabinet: ShellyGen2Inputs;
  readonly #ups: NutUps;
  readonly #serverStrike: TasmotaRelay;
  readonly #fireDoorContact: ZigbeeContact;
  readonly #products: readonly Product[];
  readonly #brokerUrl: string;
  #hands: MqttClient | null = null;
  #reports: NodeJS.Timeout | undefined;

  constructor(brokerUrl: string) {
    this.#brokerUrl = brokerUrl;
    const detector = (name: string) => new ZigbeeDetector(name, brokerUrl);
    const contact = (name: string) => new ZigbeeContact(name, brokerUrl);
    this.hallSmoke = detector("hall-smoke");
    this.workshopCo = new ZigbeeDetector("workshop-co", brokerUrl, "carbon_monoxide");
    this.#fireDoorContact = contact("fire-door-contact");
    this.fireDoorHolder = new ZigbeePlug("fire-door-holder", brokerUrl, {
      // Without its magnet the fire door falls shut, whoever let go.
      switched: (on) => {
        if (!on && !this.#fireDoorContact.closed) this.#fireDoorContact.move("closed");
      },
    });
    const frontRelay = new ShellyGen2Relay("shellyplus1-front", brokerUrl);
    this.frontMaglock = new WiredMaglock(() => frontRelay.output);
    this.#cabinet = new ShellyGen2Inputs("shellyplusi4-cabinet", brokerUrl, [MAINS]);
    this.#ups = new NutUps("nut-script", brokerUrl, "egress/house/sensor/ups-status/reading");
    this.#serverStrike = new TasmotaRelay("server-strike", brokerUrl);
    this.#products = [
      this.#cabinet,
      this.#ups,
      this.hallSmoke,
      detector("workshop-smoke"),
      this.workshopCo,
      contact("front-contact"),
      contact("front-green-box"),
      this.#fireDoorContact,
      this.fireDoorHolder,
      frontRelay,
      new ShellyGen2Relay("shellyplus1-side", brokerUrl),
      new TasmotaRelay("side-strike", brokerUrl),
      this.#serverStrike,
      new ZigbeeLock("office-lock", brokerUrl),
    ];
  }

  /** Powers everything up, with the fire door held open as by day. */
  async start(): Promise<void> {
    await Promise.all(this.#products.map((product) => product.start()));
    this.fireDoorHolder.press();
    this.#fireDoorContact.move("open");
    this.#hands = await connectAsync(this.#brokerUrl, { clientId: "hands" });
    this.#hands.on("message", (_, word) => void this.do(word.toString("utf8")));
    this.#hands.on("error", () => undefined);
    await this.#hands.subscribeAsync(HANDS_TOPIC, { qos: 1 });
    this.#reports = setInterval(() => {
      for (const product of this.#products) product.report();
    }, REPORT_MS);
    this.#reports.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#reports);
    await this.#hands?.endAsync(true);
    await Promise.all(this.#products.map((product) => product.stop()));
  }

  /** Does what the word says; a word that is no deed does nothing. */
  async do(word: string): Promise<void> {
    if (Object.hasOwn(DEEDS, word)) await DEEDS[word as Deed](this);
  }

  burglar(inside: boolean): void {
    this.#cabinet.set(PANEL, inside);
  }

  /** The button is part of the maglock's wire, and has a second contact that the cabinet sees. */
  pressExitButton(): void {
    this.frontMaglock.break("exit button", true);
    this.#cabinet.set(EXIT_BUTTON, true);
    setTimeout(() => {
      this.frontMaglock.break("exit button", false);
      this.#cabinet.set(EXIT_BUTTON, false);
    }, EXIT_BUTTON_MS);
  }

  /** The UPS takes over; what hangs on the mains alone goes dark. */
  async mainsFail(): Promise<void> {
    this.#cabinet.set(MAINS, false);
    this.#ups.set({ ...FULL, "ups.status": "OB DISCHRG" });
    await Promise.all(this.#onMains.map((product) => product.unplug()));
  }

  upsRunsDown(minutes: number): void {
    this.#ups.set({ "battery.charge": 13, "battery.runtime": minutes * 60 });
  }

  upsRunsLow(): void {
    const low = { "battery.charge": 5, "battery.runtime": 150 };
    this.#ups.set({ ...low, "ups.status": "OB DISCHRG LB" });
  }

  async mainsReturn(): Promise<void> {
    await Promise.all(this.#onMains.map((product) => product.plug()));
    this.#cabinet.set(MAINS, true);
    this.#ups.set({ ...FULL, "ups.status": "OL CHRG" });
  }

  get #onMains(): readonly Product[] {
    return [this.#serverStrike, this.fireDoorHolder];
  }
}

/** What may happen in the house, by the word that makes it happen. */
export const DEEDS = {
  smoke: (house: House) => house.hallSmoke.detect(true),
  "smoke-clears": (house: House) => house.hallSmoke.detect(false),
  "carbon-monoxide": (house: House) => house.workshopCo.detect(true),
  "carbon-monoxide-clears": (house: House) => house.workshopCo.detect(false),
  burglar: (house: House) => house.burglar(true),
  "burglar-gone": (house: House) => house.burglar(false),
  "exit-button": (house: House) => house.pressExitButton(),
  "mains-fail": (house: House) => house.mainsFail(),
  "ups-low": (house: House) => house.upsRunsLow(),
  "mains-return": (house: House) => house.mainsReturn(),
} as const satisfies Readonly<Record<string, (house: House) => void | Promise<void>>>;

export type Deed = keyof typeof DEEDS;
