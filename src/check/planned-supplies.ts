/** Each supply with what stands behind it and what hangs on it, worked out over the tree once. */
import type { Site } from "../core/compile.ts";
import type { SupplyDescription } from "../core/site.ts";

export interface PlannedSupply {
  readonly description: SupplyDescription;
  /** It, or something that feeds it, carries on when the mains are gone. */
  readonly reserve: boolean;
  /** The fire panel whose battery it hangs on. */
  readonly panel: SupplyDescription | null;
  /** All that may be drawn from it at one time, what it feeds included. */
  readonly peakWatts: number;
  /** All that is drawn from it for long. */
  readonly loadWatts: number;
  readonly failSafeLocks: number;
}

interface Growing {
  reserve: boolean;
  panel: SupplyDescription | null;
  peakWatts: number;
  failSafeLocks: number;
}

export function plannedSupplies(compiled: Site): readonly PlannedSupply[] {
  const growing = compiled.supplies.map(
    (): Growing => ({
      reserve: false,
      panel: null,
      peakWatts: 0,
      failSafeLocks: 0,
    }),
  );
  for (const { supply, description } of compiled.locks) {
    const at = growing[supply];
    if (at === undefined) continue;
    at.peakWatts += Math.max(description.peakWatts ?? 0, description.watts ?? 0);
    if (description.failMode === "fail-safe") at.failSafeLocks += 1;
  }
  inherit(compiled, growing);
  for (const index of compiled.supplyOrder.toReversed()) {
    const [at, parent] = [growing[index], growing[compiled.supplies[index]?.fedBy ?? -1]];
    if (at === undefined || parent === undefined) continue;
    parent.peakWatts += at.peakWatts;
    parent.failSafeLocks += at.failSafeLocks;
  }
  return compiled.supplies.flatMap(({ index, description, loadWatts }) => {
    const at = growing[index];
    return at === undefined ? [] : [{ ...at, description, loadWatts }];
  });
}

/** What stands behind a supply stands behind all that it feeds. */
function inherit(compiled: Site, growing: readonly Growing[]): void {
  for (const index of compiled.supplyOrder) {
    const [at, supply] = [growing[index], compiled.supplies[index]];
    if (at === undefined || supply === undefined) continue;
    const { kind, firePanel } = supply.description;
    const parent = growing[supply.fedBy];
    at.reserve = kind !== "mains" || parent?.reserve === true;
    at.panel = firePanel === null ? (parent?.panel ?? null) : supply.description;
  }
}
