/**
 * A wire between everybody and the broker that writes down whatever is published on its way in: also
 * what no subscriber is there to hear. It knows MQTT 3.1.1's PUBLISH, and passes on the rest unread.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Published {
  readonly topic: string;
  readonly payload: string;
}

export interface WireTap {
  readonly url: string;
  /** Everything published so far, oldest first. */
  readonly published: readonly Published[];
  /** Nobody gets through, until `open`. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export const PUBLISH = 3;
const LONGEST_HEADER = 5;

export async function tapWire(brokerPort: number): Promise<WireTap> {
  const published: Published[] = [];
  const sockets = new Set<Socket>();
  let shut = false;
  const server = createServer((client) => {
    if (shut) {
      client.destroy();
      return;
    }
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
    let rest = Buffer.alloc(0);
    client.on("data", (bytes) => {
      rest = takePackets(Buffer.concat([rest, bytes]), (packet) => published.push(packet));
    });
    client.pipe(broker).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    published,
    shut() {
      shut = true;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      shut = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Reads the whole packets and gives back the bytes of the one that is still coming. */
function takePackets(bytes: Buffer<ArrayBuffer>, take: (packet: Published) => void) {
  let at = 0;
  for (;;) {
    const size = sizeOf(bytes, at);
    if (size === null || at + size.header + size.body > bytes.length) return bytes.subarray(at);
    const start = at + size.header;
    const packet = bytes.subarray(start, start + size.body);
    const first = bytes.readUInt8(at);
    if (first >> 4 === PUBLISH) take(publishOf(packet, (first >> 1) & 3));
    at = start + size.body;
  }
}

/** The length of the fixed header and of what follows it; null while the header is incomplete. */
export function sizeOf(bytes: Buffer, at: number): { header: number; body: number } | null {
  let body = 0;
  for (let header = 2; header <= LONGEST_HEADER; header += 1) {
    const byte = bytes[at + header - 1];
    if (byte === undefined) return null;
    body += (byte & 127) * 128 ** (header - 2);
    if (byte < 128) return { header, body };
  }
  throw new Error("this is no MQTT");
}

export function publishOf(packet: Buffer, qos: number): Published {
  const end = 2 + packet.readUInt16BE(0);
  const from = qos === 0 ? end : end + 2;
  return { topic: packet.toString("utf8", 2, end), payload: packet.toString("utf8", from) };
}
