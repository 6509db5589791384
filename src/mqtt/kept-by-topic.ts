/** Finding kept messages by their topic, for the embedded broker. */
import { Readable } from "node:stream";
import type { Aedes } from "aedes";

interface KeptPacket {
  readonly topic: string;
  readonly payload: { readonly length: number };
}

interface Persistence {
  storeRetained(packet: KeptPacket): Promise<unknown>;
  createRetainedStreamCombi(patterns: readonly string[]): Readable;
}

/**
 * aedes compares every kept message with every topic of a SUBSCRIBE, which stops this process for
 * seconds where thousands of sensors meet thousands of states. An exact topic needs one look.
 */
export function lookUpKeptByTopic(aedes: Aedes): void {
  const persistence: unknown = Reflect.get(aedes, "persistence");
  if (!isPersistence(persistence)) return;
  const kept = new Map<string, KeptPacket>();
  const store = persistence.storeRetained.bind(persistence);
  const search = persistence.createRetainedStreamCombi.bind(persistence);

  persistence.storeRetained = (packet) => {
    if (packet.payload.length === 0) kept.delete(packet.topic);
    else kept.set(packet.topic, { ...packet });
    return store(packet);
  };
  persistence.createRetainedStreamCombi = (patterns) =>
    patterns.some((pattern) => /[+#]/.test(pattern))
      ? search(patterns)
      : Readable.from(patterns.flatMap((topic) => kept.get(topic) ?? []));
}

function isPersistence(value: unknown): value is Persistence {
  return (
    typeof value === "object" &&
    value !== null &&
    "storeRetained" in value &&
    "createRetainedStreamCombi" in value
  );
}
