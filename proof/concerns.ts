/** Which deeds a promise can have something to say of, so that it is not asked about the others. */
import type { Reading, Request, Site } from "../src/core/index.ts";
import type { SensorKind } from "../src/core/site.ts";
import type { Deed } from "./invariant.ts";

type Concern = (deed: Deed, site: Site) => boolean;

export const inputs: Concern = ({ deed }) => deed === "input";

export const readings: Concern = (deed) => readingOf(deed) !== null;

export const alarms: Concern = (deed) => readingOf(deed)?.value === "alarm";

export const requests: Concern = (deed) => requestOf(deed) !== null;

export const reports: Concern = (deed) => deed.deed === "input" && deed.input.type === "report";

export const restarts: Concern = (deed) =>
  deed.deed === "input" && deed.input.type === "controller" && deed.input.value === "restarted";

export const gaps: Concern = ({ deed }) => deed === "gap";

export function readingOf(deed: Deed): Reading | null {
  return deed.deed === "input" && deed.input.type === "reading" ? deed.input : null;
}

export function requestOf(deed: Deed): Request | null {
  return deed.deed === "input" && deed.input.type === "request" ? deed.input : null;
}

/** Readings of sensors of these kinds. */
export function readingsOf(...kinds: readonly SensorKind[]): Concern {
  return (deed, site) => {
    const sensor = readingOf(deed)?.sensor ?? "";
    const kind = site.sensors[site.sensorIndex.get(sensor) ?? -1]?.description.kind;
    return kind !== undefined && kinds.includes(kind);
  };
}

export function either(...concerns: readonly Concern[]): Concern {
  return (deed, site) => concerns.some((one) => one(deed, site));
}
