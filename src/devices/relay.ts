/** What all relays have in common: they know power, not bolts. */
import { z } from "zod";
import type { Bolt } from "../core/input.ts";
import type { FailMode } from "../core/site.ts";
import type { CommandMessage } from "../site-handle.ts";
import type { Heard } from "./device-profile.ts";

/**
 * `invert`: the relay is on while the lock has no power. `feedback: output`: the owner lets the relay's
 * own state count as the lock's report; without it an echo proves only that the device heard us.
 */
export const relayKeys = {
  invert: z.boolean().default(false),
  feedback: z.enum(["none", "output"]).default("none"),
};

export interface RelayWiring {
  readonly invert: boolean;
  readonly feedback: "none" | "output";
}

/** Whether the relay must be on; null for a lock that is driven by a word, which no relay can say. */
export function relayOn(command: CommandMessage, wiring: RelayWiring): boolean | null {
  const energise = command.energise ?? holderPower(command.to);
  return energise === null ? null : energise !== wiring.invert;
}

/** What a relay that says it is on or off tells us. */
export function heardOutput(on: boolean, wiring: RelayWiring, by: string): Heard | null {
  return wiring.feedback === "output" ? { energised: on !== wiring.invert, by } : null;
}

/**
 * A lease falls back to off, so it can only hold a lock that is powered while the relay is on: an
 * inverted relay would fall back to holding the lock.
 */
export function relayCarriesLease(wiring: RelayWiring): boolean {
  return !wiring.invert;
}

/** Where a lock's bolt is when its output is taken for its report. Null for a bolt that stays put. */
export function boltFromOutput(energised: boolean, failMode: FailMode): Bolt | null {
  if (failMode === "fail-as-is") return null;
  return energised === (failMode === "fail-safe") ? "locked" : "unlocked";
}

function holderPower(to: CommandMessage["to"]): boolean | null {
  return to === "held" ? true : to === "released" ? false : null;
}
