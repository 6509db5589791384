/** As much of MQTT 3.1.1 as a probe needs, without a library between it and the socket. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const CONNACK = 2;
const PUBLISH = 3;
const SUBACK = 9;
const KEEPALIVE_SECONDS = 60;

export interface RawClient {
  subscribe(topics: readonly string[], qos: 0 | 1): Promise<void>;
  write(bytes: Buffer): void;
  close(): void;
}

/** What came: the topic, and the payload where somebody asks for it. */
export type Hear = (topic: Buffer, payload: Buffer) => void;

/** Connects with a clean session. Hears every PUBLISH, in the order of the wire, and acknowledges QoS 1. */
export async function openRaw(port: number, name: string, hear: Hear): Promise<RawClient> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const waiting = new Map<number, () => void>();
  const answered = (type: number) =>
    new Promise<void>((resolve) => {
      waiting.set(type, resolve);
    });
  readPackets(socket, (head, body) => {
    const type = head >> 4;
    if (type === PUBLISH) hearPublish(socket, head, body, hear);
    else waiting.get(type)?.();
  });
  socket.on("error", () => undefined);
  const ping = setInterval(() => socket.write(Buffer.from([0xc0, 0])), KEEPALIVE_SECONDS * 500);
  ping.unref();
  socket.once("close", () => clearInterval(ping));
  const accepted = answered(CONNACK);
  const id = text(`${name}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  const header = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, KEEPALIVE_SECONDS]);
  socket.write(packet(0x10, Buffer.concat([header, id])));
  await accepted;
  return {
    async subscribe(topics, qos) {
      const granted = answered(SUBACK);
      const wanted = topics.map((topic) => Buffer.concat([text(topic), Buffer.from([qos])]));
      socket.write(packet(0x82, Buffer.concat([Buffer.from([0, 1]), ...wanted])));
      await granted;
    },
    write: (bytes) => void socket.write(bytes),
    close: () => socket.destroy(),
  };
}

/** One PUBLISH; at QoS 1 with a packet identifier. */
export function publishPacket(topic: string, payload: string, qos: 0 | 1 = 0): Buffer {
  const id = qos === 0 ? [] : [Buffer.from([0, 7])];
  return packet(0x30 | (qos << 1), Buffer.concat([text(topic), ...id, Buffer.from(payload)]));
}

function hearPublish(socket: Socket, head: number, body: Buffer, hear: Hear): void {
  const length = body.readUInt16BE(0);
  const qos = (head >> 1) & 3;
  const after = 2 + length + (qos === 0 ? 0 : 2);
  if (qos > 0) socket.write(Buffer.from([0x40, 2, body[2 + length] ?? 0, body[3 + length] ?? 0]));
  hear(body.subarray(2, 2 + length), body.subarray(after));
}

function readPackets(socket: Socket, take: (head: number, body: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      const size = sizeOf(bytes, at + 1);
      if (size === null || at + 1 + size.bytes + size.value > bytes.length) break;
      const body = at + 1 + size.bytes;
      take(bytes[at] ?? 0, bytes.subarray(body, body + size.value));
      at = body + size.value;
    }
    rest = bytes.subarray(at);
  });
}

function sizeOf(bytes: Buffer, at: number): { value: number; bytes: number } | null {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value += (byte & 127) * 128 ** index;
    if (byte < 128) return { value, bytes: index + 1 };
  }
  throw new Error("not MQTT");
}

function packet(head: number, body: Buffer): Buffer {
  const size: number[] = [];
  let rest = body.length;
  do {
    size.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([head, ...size]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Many PUBLISH packets at QoS 0 with one payload, in one buffer; each shorter than 128 bytes. */
export function oneBuffer(topics: readonly string[], payload: string): Buffer {
  const sizes = topics.reduce((sum, topic) => sum + 4 + topic.length + payload.length, 0);
  const bytes = Buffer.allocUnsafe(sizes);
  let at = 0;
  for (const topic of topics) {
    bytes[at] = 0x30;
    bytes[at + 1] = 2 + topic.length + payload.length;
    bytes[at + 2] = 0;
    bytes[at + 3] = topic.length;
    bytes.write(topic, at + 4, "latin1");
    bytes.write(payload, at + 4 + topic.length, "latin1");
    at += 4 + topic.length + payload.length;
  }
  return bytes;
}
