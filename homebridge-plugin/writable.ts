/** A characteristic that a person may write: the write answers for itself, and the tile tells the truth after it. */
import type { Characteristic, CharacteristicValue, HAP } from "homebridge";
import type { Action } from "../src/core/input.ts";
import { INVALID_VALUE } from "./hap-status.ts";
import type { HomeRequests } from "./home-requests.ts";
import { guarded } from "./plugin-log.ts";
import type { Shown } from "./shown.ts";

/** How long a granted write may stand before the tile goes back to what the site last said. */
export const SETTLE_MS = 2_000;

export interface WritableOptions<Value extends CharacteristicValue> {
  readonly hap: HAP;
  readonly characteristic: Characteristic;
  readonly shown: Shown<Value>;
  readonly requests: HomeRequests;
  /** The action that a written value stands for. */
  readonly meaningOf: (value: CharacteristicValue) => Action | "nothing" | "invalid";
  /** Counts the states heard, so that a write knows whether the truth came before its own answer. */
  readonly heard: () => number;
  /** True for a push button, which springs back at once. */
  readonly springsBack: boolean;
  /** Shows what is true now. */
  readonly showTruth: () => void;
}

export function makeWritable<Value extends CharacteristicValue>(
  options: WritableOptions<Value>,
): void {
  const { hap, characteristic, shown, requests, meaningOf, heard, springsBack } = options;
  const later = (show: () => void) => () => guarded(requests.log, "showing a write", show);
  characteristic.onSet(async (value) => {
    const meaning = meaningOf(value);
    if (meaning === "invalid") throw new hap.HapStatusError(INVALID_VALUE);
    if (meaning === "nothing") return;
    const before = heard();
    try {
      await requests.ask(meaning);
    } catch (error) {
      // HAP keeps the failed status until the next update, and the phone keeps its hopeful tile.
      setImmediate(later(() => shown.repeat()));
      throw error;
    }
    // HAP sets the written value only after this handler, over anything that came meanwhile.
    const settle = later(options.showTruth);
    setImmediate(() => {
      if (springsBack || heard() !== before) settle();
      else setTimeout(settle, SETTLE_MS).unref();
    });
  });
}
