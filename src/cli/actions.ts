/** Every action of a request, with what it needs and what it may say. */
import type { Action } from "../core/input.ts";

export type ActionName = Action["action"];
export type ActionField = "door" | "area" | "sensor" | "lock" | "forMs" | "extended" | "letGo";

interface Fields {
  readonly needs: readonly ActionField[];
  readonly may: readonly ActionField[];
}

export const ACTIONS: Readonly<Record<ActionName, Fields>> = {
  lock: { needs: ["door"], may: [] },
  unlock: { needs: ["door"], may: [] },
  access: { needs: ["door"], may: ["extended"] },
  lockdown: { needs: [], may: ["area"] },
  "lockdown-release": { needs: [], may: ["area"] },
  reset: { needs: [], may: ["area"] },
  isolate: { needs: ["sensor", "forMs"], may: [] },
  restore: { needs: ["sensor"], may: [] },
  "drill-start": { needs: [], may: ["area", "forMs"] },
  "drill-end": { needs: [], may: [] },
  "walk-test-start": { needs: [], may: ["area", "forMs"] },
  "walk-test-end": { needs: [], may: [] },
  "lease-test-start": { needs: ["lock"], may: [] },
  "lease-test-end": { needs: ["lock"], may: ["letGo"] },
};

export function isAction(word: string): word is ActionName {
  return Object.hasOwn(ACTIONS, word);
}
