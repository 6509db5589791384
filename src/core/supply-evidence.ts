/** What the evidence lets a supply be: its own sensors, or the state of what feeds it. */
import type { CompiledSupply } from "./compile.ts";
import type { UpsReading } from "./input.ts";
import type { SiteState, SupplyFacts } from "./state.ts";

const SECONDS = 1000;
const HOURS = 3600 * SECONDS;

export type Seen = Pick<SupplyFacts, "status" | "on" | "percent"> & {
  /** Reported seconds left on battery, when the UPS says so. */
  readonly runtimeMs: number | null;
  readonly low: boolean;
  /** When the sensor said so. */
  readonly saidAt: number | null;
};

const SEEN_NOTHING: Seen = {
  status: "unknown",
  on: null,
  percent: null,
  runtimeMs: null,
  low: false,
  saidAt: null,
};

/** The supply as its own sensors and, where they have none, its parent let it be seen. */
export function seeSupply(
  state: SiteState,
  supply: CompiledSupply,
  before: SupplyFacts,
  now: number,
): Seen {
  if (supply.sensors.length > 0) return seeBySensors(state, supply);
  const parent = state.supplies[supply.fedBy];
  if (parent === undefined) return { ...SEEN_NOTHING, status: "live", on: sourceOf(supply) };
  if (supply.description.kind !== "ups") {
    return {
      ...SEEN_NOTHING,
      status: parent.status,
      on: parent.status === "live" ? parent.on : null,
    };
  }
  if (parent.status === "live")
    return { ...SEEN_NOTHING, status: "live", on: parent.on ?? "mains" };
  if (parent.status === "unknown") return SEEN_NOTHING;
  // Nobody watches this UPS: it is believed for as long as its battery is forecast to last.
  const endsAt = before.endsAt ?? endByCapacity(supply, before.onBatterySince ?? now);
  const status = endsAt !== null && now < endsAt ? "live" : "unknown";
  return { ...SEEN_NOTHING, status, on: "battery" };
}

function sourceOf(supply: CompiledSupply): "mains" | "battery" {
  return supply.description.kind === "battery" ? "battery" : "mains";
}

function seeBySensors(state: SiteState, supply: CompiledSupply): Seen {
  const all = supply.sensors.flatMap((index) => {
    const facts = state.sensors[index];
    if (facts === undefined) return [];
    const silenced = facts.silent || facts.isolatedUntil !== null;
    return [silenced ? SEEN_NOTHING : { ...seeValue(supply, facts.value), saidAt: facts.heardAt }];
  });
  // A sensor that knows outranks one that does not, and bad news outranks good.
  const rank = (seen: Seen) => ["lost", "live", "unknown"].indexOf(seen.status);
  const ordered = all.toSorted((one, other) => rank(one) - rank(other));
  const worst = ordered[0] ?? SEEN_NOTHING;
  const ups = ordered.find((seen) => seen.on === "battery" || seen.percent !== null);
  if (worst.status !== "live" || ups === undefined) return worst;
  return { ...ups, status: "live" };
}

function seeValue(supply: CompiledSupply, value: unknown): Seen {
  if (value === "on") return { ...SEEN_NOTHING, status: "live", on: sourceOf(supply) };
  if (value === "off") return { ...SEEN_NOTHING, status: "lost" };
  if (!isUps(value)) return SEEN_NOTHING;
  const common = {
    saidAt: null,
    percent: value.percent ?? null,
    runtimeMs: value.runtimeSeconds === undefined ? null : value.runtimeSeconds * SECONDS,
  };
  switch (value.status) {
    case "online":
      return { ...common, status: "live", on: "mains", low: false };
    case "on-battery":
      return { ...common, status: "live", on: "battery", low: false };
    case "low":
      return { ...common, status: "live", on: "battery", low: true };
    case "off":
      return { ...common, status: "lost", on: null, low: false };
    case "unknown":
      return { ...SEEN_NOTHING, percent: common.percent };
  }
}

export function isUps(value: unknown): value is UpsReading {
  return typeof value === "object" && value !== null && "status" in value;
}

/** When the battery is forecast to end; null where capacity or load is not stated. */
export function endByCapacity(supply: CompiledSupply, since: number): number | null {
  const { capacityWh } = supply.description;
  if (capacityWh === null || supply.loadWatts <= 0) return null;
  return since + (capacityWh / supply.loadWatts) * HOURS;
}
