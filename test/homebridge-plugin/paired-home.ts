/** A phone that is paired with a bridge: reads, writes and hears what a person would see in Home. */
import { createRequire } from "node:module";
import type { Characteristic, Service, WithUUID } from "@homebridge/hap-nodejs";
import type HttpClientModule from "hap-controller/lib/transport/ip/http-client.js";

type HttpClient = InstanceType<typeof HttpClientModule.default>;
type ServiceClass = WithUUID<new () => Service>;
type CharacteristicClass = WithUUID<new () => Characteristic>;

// Its index would load Bluetooth too.
const { default: Client } = createRequire(import.meta.url)(
  "hap-controller/lib/transport/ip/http-client.js",
) as typeof HttpClientModule;

const NAME = "00000023-0000-1000-8000-0026BB765291";
const WAIT_MS = 5_000;

/** Something that was heard; `events` are in the order in which they happened, also within a message. */
export interface HomeEvent {
  /** The accessory's name. */
  readonly accessory: string;
  /** The characteristic's full UUID. */
  readonly type: string;
  readonly value: unknown;
  /** `performance.now()` when it came. */
  readonly at: number;
  /** Which event message it came in: what is sent together has the same number. */
  readonly message: number;
}

export interface HomeCharacteristic {
  readonly accessory: string;
  readonly service: string;
  readonly type: string;
  /** As hap-controller names it: accessory and instance id. */
  readonly id: string;
  readonly value: unknown;
}

export class PairedHome {
  readonly #client: HttpClient;
  readonly events: HomeEvent[] = [];
  readonly #waiting = new Set<() => void>();
  #known: HomeCharacteristic[] = [];
  #messages = 0;

  private constructor(client: HttpClient) {
    this.#client = client;
    client.on("event", (event: { characteristics: readonly RawEvent[] }) => {
      this.#messages += 1;
      // HAP writes the newest first, because Apple's side reads a message from its end.
      for (const { aid, iid, value } of event.characteristics.toReversed()) {
        const known = this.#known.find(({ id }) => id === `${aid}.${iid}`);
        if (!known) continue;
        const { accessory, type } = known;
        this.events.push({
          accessory,
          type,
          value,
          at: performance.now(),
          message: this.#messages,
        });
      }
      for (const look of this.#waiting) look();
    });
  }

  static async pair(
    deviceId: string,
    port: number,
    pin: string,
    saved?: unknown,
  ): Promise<PairedHome> {
    const client = new Client(deviceId, "127.0.0.1", port, saved as never, {
      usePersistentConnections: true,
      subscriptionsUseSameConnection: true,
    });
    if (saved === undefined) await client.pairSetup(pin);
    return new PairedHome(client);
  }

  /** What a later `pair` needs to come back as this phone. */
  get saved(): unknown {
    return this.#client.getLongTermData();
  }

  /** Everything on the bridge, as one list of characteristics. */
  async accessories(): Promise<readonly HomeCharacteristic[]> {
    const { accessories } = (await this.#client.getAccessories()) as unknown as RawAccessories;
    this.#known = accessories.flatMap(({ aid, services }) => {
      const all = services.flatMap((service) =>
        service.characteristics.map((one) => ({ ...one, service: longUuid(service.type) })),
      );
      const name = all.find(({ type }) => longUuid(type) === NAME)?.value;
      return all.map(({ type, iid, value, service }) => ({
        accessory: String(name),
        service,
        type: longUuid(type),
        id: `${aid}.${iid}`,
        value,
      }));
    });
    return this.#known;
  }

  /** The names of all accessories but the bridge itself. */
  async names(): Promise<string[]> {
    const known = await this.accessories();
    return [
      ...new Set(known.filter(({ id }) => !id.startsWith("1.")).map(({ accessory }) => accessory)),
    ];
  }

  find(accessory: string, service: ServiceClass, type: CharacteristicClass): HomeCharacteristic {
    const found = this.#known.find(
      (one) =>
        one.accessory === accessory && one.service === service.UUID && one.type === type.UUID,
    );
    if (!found) throw new Error(`${accessory} has no such characteristic`);
    return found;
  }

  /** The value, or the HAP status of a read that failed as `{ status }`. */
  async read(
    accessory: string,
    service: ServiceClass,
    type: CharacteristicClass,
  ): Promise<unknown> {
    const { id } = this.find(accessory, service, type);
    const { characteristics } = (await this.#client.getCharacteristics([
      id,
    ])) as unknown as RawStates;
    const state = characteristics[0];
    return state?.status ? { status: state.status } : state?.value;
  }

  /** The HAP status that the write was answered with; 0 when it was granted. */
  async write(
    accessory: string,
    service: ServiceClass,
    type: CharacteristicClass,
    value: unknown,
  ): Promise<number> {
    const { id } = this.find(accessory, service, type);
    const answer = (await this.#client.setCharacteristics({ [id]: value })) as unknown;
    const states = (answer as Partial<RawStates> | undefined)?.characteristics;
    return states?.[0]?.status ?? 0;
  }

  /** Subscribes to everything of the given types. Once: hap-controller spins on a second subscription. */
  async subscribe(...types: readonly CharacteristicClass[]): Promise<void> {
    if (this.#known.length === 0) await this.accessories();
    const uuids = new Set(types.map(({ UUID }) => UUID));
    const ids = this.#known.filter(({ type }) => uuids.has(type)).map(({ id }) => id);
    await this.#client.subscribeCharacteristics(ids);
  }

  /** The first event, past or to come, that matches. */
  async heard(
    accessory: string,
    type: CharacteristicClass,
    value: unknown,
    withinMs = WAIT_MS,
  ): Promise<HomeEvent> {
    return await new Promise((resolve, reject) => {
      const look = () => {
        const found = this.events.find(
          (event) =>
            event.accessory === accessory && event.type === type.UUID && event.value === value,
        );
        if (!found) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(
          new Error(`${accessory} did not say ${value}; heard ${JSON.stringify(this.events)}`),
        );
      }, withinMs);
      this.#waiting.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

interface RawEvent {
  readonly aid: number;
  readonly iid: number;
  readonly value: unknown;
}

interface RawStates {
  readonly characteristics: readonly (RawEvent & { readonly status?: number })[];
}

interface RawAccessories {
  readonly accessories: readonly {
    readonly aid: number;
    readonly services: readonly {
      readonly type: string;
      readonly characteristics: readonly {
        readonly type: string;
        readonly iid: number;
        readonly value?: unknown;
      }[];
    }[];
  }[];
}

function longUuid(type: string): string {
  return type.length > 8 ? type : `${type.padStart(8, "0")}-0000-1000-8000-0026BB765291`;
}
