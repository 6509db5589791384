/** Drills drive real outputs and are marked as such; walk tests drive none. Both end by themselves. */
import { touchServed } from "./detectors.ts";
import type { Draft } from "./draft.ts";
import type { Result } from "./input.ts";
import { refusal } from "./refusals.ts";
import type { Drill } from "./state.ts";
import { supervise } from "./supervision.ts";
import type { Cause } from "./view.ts";

/** The longest, and the usual, length of a drill or walk test (panel practice: 30 min). */
export const MAX_TEST_MS = 30 * 60 * 1000;

export function startDrill(
  draft: Draft,
  area: number | null,
  forMs: number | undefined,
  cause: Cause,
): Result {
  const refused = badLength(forMs);
  if (refused !== null) return refused;
  const until = draft.now + (forMs ?? MAX_TEST_MS);
  const others = draft.state.drills.filter((drill) => drill.area !== area);
  draft.setWhole({ drills: [...others, { area, until, cause }] });
  draft.wake("site", 0, until);
  draft.emit("drill-started", { area: idOf(draft, area), cause });
  touchDrilled(draft, area);
  return { ok: true };
}

export function endDrills(draft: Draft, ends: (drill: Drill) => boolean): void {
  const ending = draft.state.drills.filter(ends);
  if (ending.length === 0) return;
  draft.setWhole({ drills: draft.state.drills.filter((drill) => !ends(drill)) });
  for (const { area } of ending) {
    draft.emit("drill-ended", { area: idOf(draft, area) });
    touchDrilled(draft, area);
  }
}

export function startWalkTest(
  draft: Draft,
  area: string | null,
  forMs: number | undefined,
  cause: Cause,
): Result {
  const refused = badLength(forMs);
  if (refused !== null) return refused;
  const until = draft.now + (forMs ?? MAX_TEST_MS);
  draft.setWhole({ walkTest: { area, until, cause } });
  draft.wake("site", 0, until);
  draft.emit("walk-test-started", { area, cause });
  return { ok: true };
}

export function endWalkTest(draft: Draft): void {
  if (draft.state.walkTest === null) return;
  draft.setWhole({ walkTest: null });
  draft.emit("walk-test-ended");
  // A critical detector may have been lost during the test, when nothing could latch.
  for (const sensor of draft.site.sensors) supervise(draft, sensor);
}

function badLength(forMs: number | undefined): Result | null {
  if (forMs === undefined || (Number.isFinite(forMs) && forMs > 0 && forMs <= MAX_TEST_MS))
    return null;
  return refusal("bad-input", "`forMs` must be more than 0 and at most 30 minutes (1800000 ms).");
}

function idOf(draft: Draft, area: number | null): string | null {
  return area === null ? null : (draft.site.areas[area]?.id ?? null);
}

function touchDrilled(draft: Draft, area: number | null): void {
  const areas = area === null ? draft.site.areas : draft.site.areas.slice(area, area + 1);
  for (const one of areas) {
    draft.touched.areas.add(one.index);
    touchServed(draft, one);
  }
}
