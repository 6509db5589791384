/** A phone that is paired with the demo's bridge: what a person would see in the Home app. */
import { createRequire } from "node:module";
import type HttpClientModule from "hap-controller/lib/transport/ip/http-client.js";
import { Sightings } from "./sightings.ts";

// Its index would load Bluetooth too.
const { default: HttpClient } = createRequire(import.meta.url)(
  "hap-controller/lib/transport/ip/http-client.js",
) as typeof HttpClientModule;

/** Characteristics by HAP's short type. */
export const SHOWN = {
  LockCurrentState: "1D",
  LockTargetState: "1E",
  On: "25",
  ContactSensorState: "6A",
  SmokeDetected: "76",
  StatusLowBattery: "79",
} as const;

export type Shown = keyof typeof SHOWN;

const NAME = "23";
const LOOK_AGAIN_MS = 100;

export interface HomeEvent {
  readonly accessory: string;
  readonly shows: Shown;
  /** A number also for what is on or off, since HAP writes both ways. */
  readonly value: unknown;
}

export interface Bridge {
  readonly username: string;
  readonly port: number;
  readonly pin: string;
}

interface Known {
  readonly accessory: string;
  readonly shows: Shown;
  readonly id: string;
}

export class HomeObserver {
  readonly sightings = new Sightings<HomeEvent>();
  readonly #client: InstanceType<typeof HttpClientModule.default>;
  #known: readonly Known[] = [];

  private constructor(client: InstanceType<typeof HttpClientModule.default>) {
    this.#client = client;
    client.on("event", (event: { characteristics: readonly RawState[] }) => {
      // HAP-NodeJS writes the latest first, since Apple's side reads a message from its end.
      for (const { aid, iid, value } of event.characteristics.toReversed()) {
        const known = this.#known.find(({ id }) => id === `${aid}.${iid}`);
        if (known === undefined) continue;
        const { accessory, shows } = known;
        this.sightings.add({ accessory, shows, value: plain(value) });
      }
    });
  }

  /** Pairs; null when a phone is paired with the bridge already, which then is the only one. */
  static async pair({ username, port, pin }: Bridge): Promise<HomeObserver | null> {
    const client = new HttpClient(username, "127.0.0.1", port, undefined, {
      usePersistentConnections: true,
      subscriptionsUseSameConnection: true,
    });
    try {
      await client.pairSetup(pin);
    } catch {
      return null;
    }
    return new HomeObserver(client);
  }

  /** Waits until the bridge shows an accessory of this name, then listens to everything it shows. */
  async watch(accessory: string, withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (!(await this.#look()).some((known) => known.accessory === accessory)) {
      if (performance.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    // Once for a connection: hap-controller spins on a second subscription.
    await this.#client.subscribeCharacteristics(this.#known.map(({ id }) => id));
    return true;
  }

  /** The value, or the HAP status of a read that failed. */
  async read(accessory: string, shows: Shown): Promise<unknown> {
    const id = this.#idOf(accessory, shows);
    if (id === undefined) return undefined;
    const { characteristics } = (await this.#client.getCharacteristics([id])) as RawStates;
    const [state] = characteristics;
    return state?.status ? state.status : plain(state?.value);
  }

  /** The HAP status that the write was answered with: 0 when it was granted. */
  async write(accessory: string, shows: Shown, value: number | boolean): Promise<number | null> {
    const id = this.#idOf(accessory, shows);
    if (id === undefined) return null;
    const answer: unknown = await this.#client.setCharacteristics({ [id]: value });
    return (answer as Partial<RawStates> | undefined)?.characteristics?.[0]?.status ?? 0;
  }

  /** Ends the pairing too, so that the code is free for somebody's phone. */
  async close(): Promise<void> {
    const pairing = this.#client.getLongTermData();
    if (pairing !== null) {
      await this.#client.removePairing(pairing.iOSDevicePairingID).catch(() => undefined);
    }
    await this.#client.close();
  }

  #idOf(accessory: string, shows: Shown): string | undefined {
    return this.#known.find((one) => one.accessory === accessory && one.shows === shows)?.id;
  }

  async #look(): Promise<readonly Known[]> {
    const { accessories } = (await this.#client.getAccessories()) as unknown as RawAccessories;
    this.#known = accessories.flatMap(({ aid, services }) => {
      const all = services.flatMap(({ characteristics }) => characteristics);
      const accessory = String(all.find(({ type }) => shortType(type) === NAME)?.value);
      return all.flatMap(({ type, iid }): Known[] => {
        const shows = KNOWN_TYPES.find((name) => SHOWN[name] === shortType(type));
        return shows === undefined ? [] : [{ accessory, shows, id: `${aid}.${iid}` }];
      });
    });
    return this.#known;
  }
}

function plain(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}

const KNOWN_TYPES = Object.keys(SHOWN) as readonly Shown[];

interface RawState {
  readonly aid: number;
  readonly iid: number;
  readonly value?: unknown;
  readonly status?: number;
}

interface RawStates {
  readonly characteristics: readonly RawState[];
}

interface RawAccessories {
  readonly accessories: readonly {
    readonly aid: number;
    readonly services: readonly {
      readonly characteristics: readonly {
        readonly type: string;
        readonly iid: number;
        readonly value?: unknown;
      }[];
    }[];
  }[];
}

function shortType(type: string): string {
  return (type.split("-")[0] ?? "").replace(/^0+/, "").toUpperCase();
}
