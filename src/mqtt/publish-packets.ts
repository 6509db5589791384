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
  return asciiPackets(packets, version) ?? anyPackets(packets, version);
}

/**
 * Orders are nearly always ASCII, which is as many bytes as characters: written character by character,
 * since on the way of a release a call out of the compiled code for each text costs more than the text.
 * Null when a character is none of ASCII's.
 */
function asciiPackets(packets: readonly Packet[], version: 4 | 5): Buffer | null {
  let size = 0;
  for (const { topic, payload } of packets) {
    const rest = restOf(topic.length, payload.length, version);
    size += 1 + lengthBytes(rest) + rest;
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { topic, payload, retain } of packets) {
    at = writeHead(bytes, at, topic.length, payload.length, retain === true, version);
    at = writeAscii(bytes, at, topic);
    if (at < 0) return null;
    if (version === 5) bytes[at++] = 0;
    at = writeAscii(bytes, at, payload);
    if (at < 0) return null;
  }
  return bytes;
}

function anyPackets(packets: readonly Packet[], version: 4 | 5): Buffer {
  const lengths = packets.map(({ topic, payload }) => ({
    topic: Buffer.byteLength(topic),
    payload: Buffer.byteLength(payload),
  }));
  const size = lengths.reduce((sum, { topic, payload }) => {
    const rest = restOf(topic, payload, version);
    return sum + 1 + lengthBytes(rest) + rest;
  }, 0);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const [index, { topic, payload, retain }] of packets.entries()) {
    const length = lengths[index];
    if (length === undefined) continue;
    at = writeHead(bytes, at, length.topic, length.payload, retain === true, version);
    at += bytes.write(topic, at);
    if (version === 5) bytes[at++] = 0;
    at += bytes.write(payload, at);
  }
  return bytes;
}

/** Section 2.2.3's remaining length. */
function restOf(topicBytes: number, payloadBytes: number, version: 4 | 5): number {
  return TOPIC_LENGTH_BYTES + topicBytes + NO_PROPERTIES_BYTES[version] + payloadBytes;
}

/** Everything before the topic's own bytes. Gives where they begin. */
function writeHead(
  bytes: Buffer,
  start: number,
  topicBytes: number,
  payloadBytes: number,
  retain: boolean,
  version: 4 | 5,
): number {
  bytes[start] = retain ? PUBLISH | RETAIN : PUBLISH;
  const at = writeLength(bytes, start + 1, restOf(topicBytes, payloadBytes, version));
  bytes[at] = topicBytes >> 8;
  bytes[at + 1] = topicBytes & 255;
  return at + TOPIC_LENGTH_BYTES;
}

/** Gives where the text ends; -1 when it is no ASCII. */
function writeAscii(bytes: Buffer, start: number, text: string): number {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return -1;
    bytes[start + index] = code;
  }
  return start + length;
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
