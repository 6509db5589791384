/** A paired phone that takes the time of the last lock it hears of. */
import { createRequire } from "node:module";
import type HttpClientModule from "hap-controller/lib/transport/ip/http-client.js";

// Its index would load Bluetooth too.
const { default: Client } = createRequire(import.meta.url)(
  "hap-controller/lib/transport/ip/http-client.js",
) as typeof HttpClientModule;

const CURRENT_STATE = "0000001D-0000-1000-8000-0026BB765291";
const CONTACT_STATE = "0000006A-0000-1000-8000-0026BB765291";
const WAIT_MS = 20_000;

export interface BridgeAt {
  readonly username: string;
  readonly port: number;
  readonly code: string;
}

export interface Phone {
  /** Locks that it sees, on all its bridges. */
  readonly locks: number;
  /** Resolves with the times of the first and the last of that many locks that turn to that value. */
  heard(locks: number, value: number): Promise<{ first: number; last: number }>;
  close(): Promise<void>;
}

export async function pairPhone(bridges: readonly BridgeAt[]): Promise<Phone> {
  const clients: InstanceType<typeof Client>[] = [];
  const seen = new Map<string, number>();
  const times = { first: 0, last: 0 };
  let look: () => void = () => undefined;
  let locks = 0;

  for (const { username, port, code } of bridges) {
    const client = new Client(username, "127.0.0.1", port, undefined, {
      usePersistentConnections: true,
      subscriptionsUseSameConnection: true,
    });
    clients.push(client);
    await client.pairSetup(code);
    const { accessories } = (await client.getAccessories()) as unknown as Accessories;
    const all = accessories.flatMap(({ aid, services }) =>
      services.flatMap(({ characteristics }) =>
        characteristics.map(({ iid, type }) => ({ id: `${aid}.${iid}`, type: longUuid(type) })),
      ),
    );
    const states = new Set(all.filter(({ type }) => type === CURRENT_STATE).map(({ id }) => id));
    const contacts = all.filter(({ type }) => type === CONTACT_STATE).map(({ id }) => id);
    locks += states.size;
    client.on("event", (event: { characteristics: readonly Change[] }) => {
      const at = performance.now();
      for (const { aid, iid, value } of event.characteristics) {
        const id = `${aid}.${iid}`;
        if (!states.has(id)) continue;
        if (seen.size === 0) times.first = at;
        times.last = at;
        seen.set(`${port} ${id}`, Number(value));
      }
      look();
    });
    await client.subscribeCharacteristics([...states, ...contacts]);
  }

  return {
    locks,
    heard(wanted, value) {
      seen.clear();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`a phone heard of ${seen.size} locks of ${wanted}`)),
          WAIT_MS,
        );
        look = () => {
          if ([...seen.values()].filter((each) => each === value).length < wanted) return;
          clearTimeout(timer);
          look = () => undefined;
          resolve({ ...times });
        };
      });
    },
    async close() {
      for (const client of clients) await client.close();
    },
  };
}

interface Change {
  readonly aid: number;
  readonly iid: number;
  readonly value: unknown;
}

interface Accessories {
  readonly accessories: readonly {
    readonly aid: number;
    readonly services: readonly {
      readonly characteristics: readonly { readonly iid: number; readonly type: string }[];
    }[];
  }[];
}

function longUuid(type: string): string {
  return type.length > 8 ? type : `${type.padStart(8, "0")}-0000-1000-8000-0026BB765291`;
}
