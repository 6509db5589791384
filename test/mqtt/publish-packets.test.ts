import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import type { Packet } from "../../src/mqtt/connection.ts";
import { publishPackets } from "../../src/mqtt/publish-packets.ts";

/** The parser of the library at the other end of most sockets. */
const { parser } = createRequire(createRequire(import.meta.url).resolve("mqtt"))("mqtt-packet") as {
  parser: (options: { protocolVersion: 4 | 5 }) => {
    on(event: "packet", hear: (packet: Parsed) => void): void;
    parse(bytes: Buffer): number;
  };
};

interface Parsed {
  readonly cmd: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
  readonly dup: boolean;
}

function parsed(bytes: Buffer, protocolVersion: 4 | 5): readonly Parsed[] {
  const packets: Parsed[] = [];
  const reader = parser({ protocolVersion });
  reader.on("packet", (packet) => packets.push(packet));
  expect(reader.parse(bytes)).toBe(0);
  return packets;
}

const PACKETS: readonly Packet[] = [
  { topic: "a", payload: "" },
  { topic: "shellies/front/relay/0", payload: "on" },
  { topic: "Tür/Straße/🚪", payload: '{"because":"Rauch im Flur — Tür offen 🔥"}' },
  { topic: "site/state", payload: "x".repeat(122), retain: true },
  { topic: "site/state", payload: "x".repeat(115) },
  { topic: "site/state", payload: "x".repeat(116) },
  { topic: "two/bytes", payload: "y".repeat(16_384) },
  { topic: "three/bytes", payload: "z".repeat(2_097_152) },
];

describe.each([4, 5] as const)("packets as bytes, protocol version %i", (version) => {
  it.each(PACKETS.map((packet) => [packet.topic, packet.payload.length, packet] as const))(
    "%s with %i characters reads back as it was",
    (_topic, _length, packet) => {
      const [read, ...more] = parsed(publishPackets([packet], version), version);
      const { topic, retain = false } = packet;
      expect(more).toEqual([]);
      expect(read).toMatchObject({ cmd: "publish", topic, qos: 0, dup: false, retain });
      expect(read?.payload.equals(Buffer.from(packet.payload))).toBe(true);
    },
  );

  it("keeps many in their order, and none is not a byte", () => {
    const topics = parsed(publishPackets(PACKETS, version), version).map(({ topic }) => topic);
    expect(topics).toEqual(PACKETS.map(({ topic }) => topic));
    expect(publishPackets([], version)).toHaveLength(0);
  });
});
