/** PUBLISH packets at QoS 0 as bytes, many in one buffer (MQTT 3.1.1 and 5, section 3.3). */
import type { Packet } from "./connection.ts";

/** A library that writes packet by packet lets none of them leave before the last one is made. */
export const PACKETS_A_WRITE = 64;

const PUBLISH = 0x30;
const RETAIN = 0x01;

/** Bytes of a topic name's length, and of the empty properties that MQTT 5 has and 3.1.1 hasn't. */
const TOPIC_LENGTH_BYTES = 2;
const NO_PROPERTIES_BYTES = { 4: 0, 5: 1 } as const;

/** The packets in their order, as one buffer. The topics must be names without wildcards. */
export function publishPackets(packets: readonly Packet[], version: 4 | 5): Buffer {
  const lengths = packets.map(({ topic, payload }) => ({
    topic: Buffer.byteLength(topic),
    rest:
      TOPIC_LENGTH_BYTES +
      Buffer.byteLength(topic) +
      NO_PROPERTIES_BYTES[version] +
      Buffer.byteLength(payload),
  }));
  const size = lengths.reduce((sum, { rest }) => sum + 1 + lengthBytes(rest) + rest, 0);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const [index, { topic, payload, retain }] of packets.entries()) {
    const length = lengths[index];
    if (length === undefined) continue;
    bytes[at] = retain === true ? PUBLISH | RETAIN : PUBLISH;
    at = writeLength(bytes, at + 1, length.rest);
    at = bytes.writeUInt16BE(length.topic, at);
    at += bytes.write(topic, at);
    if (version === 5) at = bytes.writeUInt8(0, at);
    at += bytes.write(payload, at);
  }
  return bytes;
}

/** Section 2.2.3: seven bits a byte, the lowest first. */
function lengthBytes(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
}

function writeLength(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 128) {
    bytes[at] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}
