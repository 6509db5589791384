/** The reset: the only thing that ends a latch, and refused while what set it off still speaks. */
import type { CompiledArea } from "./compile.ts";
import { touchServed } from "./detectors.ts";
import type { Draft } from "./draft.ts";
import type { Emergency } from "./emergencies.ts";
import type { Result } from "./input.ts";
import { refusal } from "./refusals.ts";
import type { Latch } from "./state.ts";
import { isLost, supervise } from "./supervision.ts";
import { endSuspicion, suspectedAreas } from "./suspicion.ts";

const KINDS: readonly Emergency[] = ["fire", "gas"];

export function reset(draft: Draft, areas: readonly CompiledArea[], by: string): Result {
  const standing = areas.flatMap((area) =>
    KINDS.flatMap((kind) => {
      const latch = draft.state.areas[area.index]?.[kind] ?? null;
      return latch === null ? [] : [{ area, kind, latch }];
    }),
  );
  const suspected = suspectedAreas(draft.state, areas);
  if (standing.length === 0 && suspected.length === 0) {
    const drill = draft.state.drills.length > 0 ? " A drill runs: end it with drill-end." : "";
    return refusal("nothing-to-reset", `No fire or gas alarm is latched there.${drill}`);
  }
  const speaking = standing.flatMap(({ latch }) => stillSpeaking(draft, latch));
  if (speaking.length > 0)
    return refusal(
      "still-in-alarm",
      `Still in alarm when last heard: ${[...new Set(speaking)].join(", ")}. Clear or isolate it first.`,
    );
  for (const { area, kind, latch } of standing) unlatch(draft, area, kind, latch, by);
  endSuspicion(draft, suspected, by);
  // A critical detector that was lost meanwhile set nothing off then, since a latch stood already.
  for (const sensor of draft.site.sensors) supervise(draft, sensor);
  return { ok: true };
}

/** The initiating detectors that were in alarm when last heard. Silence and fault are not hearing. */
function stillSpeaking(draft: Draft, latch: Latch): readonly string[] {
  return latch.sensors.flatMap((index) => {
    const sensor = draft.site.sensors[index];
    const facts = draft.state.sensors[index];
    if (sensor === undefined || facts === undefined || facts.isolatedUntil !== null) return [];
    const lost =
      latch.cause.kind === "supervision" && isLost(sensor, facts, draft.now, draft.state.bootedAt);
    return facts.lastHeard === "alarm" || lost ? [sensor.id] : [];
  });
}

function unlatch(
  draft: Draft,
  area: CompiledArea,
  kind: Emergency,
  latch: Latch,
  by: string,
): void {
  draft.setArea(area.index, { [kind]: null });
  const key = kind === "fire" ? "latchedFire" : "latchedGas";
  draft.setWhole({ [key]: draft.state[key].filter((index) => index !== area.index) });
  for (const index of latch.sensors) {
    const facts = draft.state.sensors[index];
    if (facts === undefined) continue;
    // Whoever is still in alarm here is isolated, and so excused already.
    draft.setSensor(index, { spentStamp: facts.stamp });
  }
  // Whoever spoke and went quiet was answered too, and has no voice left in a vote.
  for (const index of kind === "fire" ? area.fireDetectors : area.gasDetectors)
    if (draft.state.sensors[index]?.lastHeard !== "alarm")
      draft.setSensor(index, { alarmAt: null });
  draft.emit(`${kind}-reset`, { area: area.id, by });
  touchServed(draft, area);
  for (const index of [...area.servedBy, ...draft.site.exits]) {
    const door = draft.site.doors[index];
    if (door?.description.onRestore === "rest") draft.setDoor(index, { operator: null });
  }
}
