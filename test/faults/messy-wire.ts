/**
 * A way to a broker on which messages can be held back, and passed on late, twice or in another order:
 * what brokers do that redeliver, and networks between them. It knows MQTT 3.1.1.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { PUBLISH, publishOf, sizeOf } from "../e2e/wire-tap.ts";

const QOS = 0x06;
const DUP = 0x08;

interface Held {
  readonly to: Socket;
  readonly packet: Buffer;
}

export interface MessyWire {
  readonly url: string;
  /** From now on what the broker delivers on this topic waits here. */
  hold(topic: string): void;
  /** How many messages wait. */
  readonly held: number;
  /**
   * Passes on those that wait, by their place in the order in which they came, and holds back nothing more.
   * One that is named again is marked as redelivered.
   */
  passOn(...order: readonly number[]): void;
  close(): Promise<void>;
}

export async function messyWire(brokerPort: number): Promise<MessyWire> {
  const sockets = new Set<Socket>();
  const waiting: Held[] = [];
  let holding: string | null = null;

  const pass = (client: Socket, packet: Buffer) => {
    const first = packet.readUInt8(0);
    const { header } = sizeOf(packet, 0) ?? { header: 0 };
    const isHeld =
      first >> 4 === PUBLISH &&
      publishOf(packet.subarray(header), (first >> 1) & 3).topic === holding;
    if (isHeld) waiting.push({ to: client, packet });
    else client.write(packet);
  };
  const server = createServer((client) => {
    const broker = connect(brokerPort, "127.0.0.1");
    for (const [one, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.pipe(broker);
    let rest = Buffer.alloc(0);
    broker.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const size = sizeOf(rest, 0);
        if (size === null || size.header + size.body > rest.length) return;
        const end = size.header + size.body;
        pass(client, rest.subarray(0, end));
        rest = rest.subarray(end);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    hold: (topic) => {
      holding = topic;
    },
    get held() {
      return waiting.length;
    },
    passOn(...order) {
      holding = null;
      const passed = new Set<number>();
      for (const place of order) {
        const one = waiting[place];
        if (one === undefined) throw new Error(`no message ${place} waits`);
        const packet = Buffer.from(one.packet);
        if (passed.has(place) && (packet.readUInt8(0) & QOS) > 0)
          packet.writeUInt8(packet.readUInt8(0) | DUP, 0);
        passed.add(place);
        one.to.write(packet);
      }
      waiting.length = 0;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
