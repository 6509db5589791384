/** What every profile must keep to, whatever the product. */
import { describe, expect, it } from "vitest";
import { type BindingUse, bindDevice, type Device, type Heard } from "../../src/devices/index.ts";
import type { CommandMessage } from "../../src/site-handle.ts";

export interface Kept {
  readonly use: BindingUse;
  readonly binding: object;
  /** Messages of the product that say something, and what. */
  readonly says: readonly (readonly [topic: string, payload: unknown, heard: Partial<Heard>])[];
  /** Orders, and the packets that carry them. */
  readonly orders?: readonly (readonly [
    Partial<CommandMessage>,
    readonly (readonly [string, unknown])[],
  ])[];
  readonly carriesLease?: boolean;
}

export function device(binding: object, use: BindingUse): Device {
  const bound = bindDevice(binding, use);
  if (!bound.ok) throw new Error(JSON.stringify(bound.problems));
  return bound.device;
}

export function hear(
  from: Device,
  topic: string,
  payload: unknown,
  retained = false,
): Heard | null {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  return from.read({ topic, payload: Buffer.from(text), retained });
}

export function order(more: Partial<CommandMessage>): CommandMessage {
  const to = more.to ?? "locked";
  return {
    target: "lock",
    door: "front",
    to,
    energise: to === "locked" || to === "held",
    because: "The door is at rest.",
    id: "o-1",
    expires: "2026-01-01T00:00:00.000Z",
    leaseSeconds: null,
    ...more,
  };
}

const SILENCE: readonly string[] = [
  "{",
  "{}",
  "[]",
  `${"[".repeat(100)}${"]".repeat(100)}`,
  '{"__proto__":{"state":"ON","smoke":true,"contact":true}}',
  '{"linkquality":84}',
  `{"state":"${"x".repeat(20_000)}"}`,
];

export function keepsTheContract(name: string, cases: readonly Kept[]): void {
  describe.each(cases)(
    `${name} as a $use`,
    ({ use, binding, says, orders = [], carriesLease = false }) => {
      it("hears what the product says", () => {
        for (const [topic, payload, heard] of says) {
          expect(
            hear(device(binding, use), topic, payload),
            `${topic} ${JSON.stringify(payload)}`,
          ).toMatchObject(heard);
        }
      });

      it("listens to exact topics, and only to those that it reads", () => {
        const { topics } = device(binding, use);
        for (const { topic } of topics) expect(topic).toMatch(/^[^+#]+$/);
        const known = topics.map(({ topic }) => topic);
        for (const [topic] of says) expect(known).toContain(topic);
        expect(
          hear(device(binding, use), "somebody/else", { state: "ON", smoke: true }),
        ).toBeNull();
      });

      it("makes nothing of what says nothing, and never fails", () => {
        const { topics } = device(binding, use);
        for (const { topic } of topics) {
          for (const text of SILENCE) {
            const heard = hear(device(binding, use), topic, text);
            expect([undefined, "unknown"], `${topic} ${text.slice(0, 40)}`).toContain(heard?.value);
            expect([undefined, "unknown"]).toContain(heard?.bolt);
            expect(heard?.energised).toBeUndefined();
          }
          expect(() => hear(device(binding, use), topic, "\u0000\ufffd")).not.toThrow();
        }
      });

      it("carries each order in the product's words", () => {
        for (const [more, packets] of orders) {
          const sent = device(binding, use)
            .encode(order(more))
            .map(({ topic, payload }) => [topic, json(payload)]);
          expect(sent, JSON.stringify(more)).toEqual(packets);
        }
        expect(device(binding, use).carriesLease).toBe(carriesLease);
      });

      it("refuses a key that it doesn't know, with its name", () => {
        const bound = bindDevice({ ...binding, topik: 1 }, use);
        expect(bound.ok ? [] : bound.problems).toMatchObject([
          { path: "topik", mend: expect.stringContaining("profile:") },
        ]);
      });
    },
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
