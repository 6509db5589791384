/**
 * Locks that are moved by two momentary outputs: one throws the bolt, the other draws it. The device
 * itself ends the pulse, so that nobody's silence leaves a motor or a coil under power.
 */
import { z } from "zod";
import type { CommandMessage } from "../site-handle.ts";
import type { RelayWiring } from "./relay.ts";

/** Shorter than any relay's contacts need; longer would be a drive that nobody has, and a burnt coil. */
export const MIN_PULSE_MS = 100;
export const MAX_PULSE_MS = 10_000;

const UNIT_MS = { ms: 1, s: 1_000 } as const;

function lengthMs(text: string): number {
  const [, amount, unit] = /^(\d{1,5})(ms|s)$/.exec(text) ?? [];
  return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/**
 * How long a pulse lasts, as `1s` or `500ms`; gives seconds.
 *
 * @param stepMs what the device counts in
 */
export function pulseLength(stepMs: 100 | 1_000) {
  const steps = stepMs === 1_000 ? "whole seconds" : "tenths of a second";
  return z
    .string()
    .refine((text) => fits(lengthMs(text), stepMs), {
      error: `is no length of a pulse: 100ms to 10s in ${steps}, as ${stepMs === 1_000 ? "2s" : "500ms"}`,
    })
    .transform((text) => lengthMs(text) / 1_000);
}

function fits(ms: number, stepMs: number): boolean {
  return ms >= MIN_PULSE_MS && ms <= MAX_PULSE_MS && ms % stepMs === 0;
}

interface PulseWiring extends RelayWiring {
  readonly pulse?: unknown;
}

/** A pulse is on for its time, and what its output does tells nothing of the bolt that it moves. */
export function isPlainPulse({ pulse, invert, feedback }: PulseWiring): boolean {
  return pulse === undefined || (!invert && feedback === "none");
}

export const NOT_PLAIN = {
  error: "goes without invert and feedback: a pulse begins by on, and is no report of the bolt",
  path: ["pulse"],
};

export const OTHER_OUTPUT = {
  error: "is the output that unlocks: the one that locks must be another",
  path: ["pulse", "lock"],
};

/** The output that an order pulses: `unlock` or `lock`; null for what is no order to a lock. */
export function pulsed<Output>(
  to: CommandMessage["to"],
  { unlock, lock }: { readonly unlock: Output; readonly lock: Output },
): Output | null {
  if (to === "unlocked") return unlock;
  return to === "locked" ? lock : null;
}
