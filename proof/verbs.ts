/** What each verb that names no door must have brought about, by DESIGN's own words for it. */
import type { Request, Site, SiteState } from "../src/core/index.ts";
import type { Latch } from "../src/core/state.ts";

type SiteVerb = Exclude<Request, { readonly door: string }>;

export function hasDone(site: Site, after: SiteState, request: SiteVerb): boolean {
  const areaOf = (id: string | undefined) =>
    id === undefined ? null : (site.areaIndex.get(id) ?? -1);
  const areas = (id: string | undefined) => {
    const only = areaOf(id);
    return after.areas.filter((_, index) => only === null || index === only);
  };
  const sensorOf = (id: string) => after.sensors[site.sensorIndex.get(id) ?? -1];
  switch (request.action) {
    case "lockdown":
      return request.area === undefined
        ? after.lockdown !== null
        : areas(request.area).every(({ lockdown }) => lockdown !== null);
    case "lockdown-release":
      return after.lockdown === null && areas(request.area).every((one) => one.lockdown === null);
    case "reset":
      return areas(request.area).every(
        ({ fire, gas }) => isOver(after, fire) && isOver(after, gas),
      );
    case "isolate":
      return sensorOf(request.sensor)?.isolatedUntil === after.now + request.forMs;
    case "restore":
      return sensorOf(request.sensor)?.isolatedUntil === null;
    case "drill-start":
      return after.drills.some(({ area }) => area === areaOf(request.area));
    case "drill-end":
      return after.drills.length === 0;
    case "walk-test-start":
      return after.walkTest !== null;
    case "walk-test-end":
      return after.walkTest === null;
    case "lease-test-start":
      return after.leaseTest?.lock === site.lockIndex.get(request.lock);
    case "lease-test-end":
      return after.leaseTest === null;
  }
}

/** A critical detector that was lost meanwhile latches its area anew in the same step. */
function isOver({ now }: SiteState, latch: Latch | null): boolean {
  return latch === null || (latch.cause.kind === "supervision" && latch.since === now);
}
