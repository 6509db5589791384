/**
 * Sensors that fall silent. Silence is trouble; for a critical detector it is, after two minutes, a
 * reason to release (BS 7273-4: loss of a critical path within 120 s), latched like fire.
 */
import type { CompiledSensor } from "./compile.ts";
import { latchOn } from "./detectors.ts";
import type { Draft } from "./draft.ts";
import type { SensorFacts } from "./state.ts";
import { settleSupplies } from "./supplies.ts";
import { isUnderTest } from "./walk-test.ts";

/** How long a critical detector may be silent, unknown or faulty before its doors are released. */
export const CRITICAL_LOSS_MS = 120_000;

const DETECTS = new Set(["smoke", "heat", "carbon-monoxide", "gas", "call-point"]);

/** Looks at one sensor's silence, and sets the next look. */
export function supervise(draft: Draft, sensor: CompiledSensor): void {
  const facts = draft.state.sensors[sensor.index];
  const supervision = sensor.description.supervision;
  if (facts === undefined || supervision === null) return;
  const heard = facts.aliveAt ?? draft.state.bootedAt;
  const silentAt = heard + supervision.everyMs;
  const silent = draft.now >= silentAt;
  if (silent && !facts.silent) {
    draft.setSensor(sensor.index, { silent: true });
    draft.emit("sensor-silent", { sensor: sensor.id });
    // Whoever is silent vouches for no supply any more.
    settleSupplies(draft);
    sensorTroubled(draft, sensor);
  }
  const critical = supervision.critical && DETECTS.has(sensor.description.kind);
  const lossAt = critical ? lossEnds(facts, draft.state.bootedAt, supervision.everyMs) : silentAt;
  if (critical && draft.now >= lossAt) lost(draft, sensor, facts);
  const next = Math.min(...[silentAt, lossAt].filter((at) => at > draft.now));
  if (Number.isFinite(next)) watch(draft, sensor, next);
}

/** Sets the next look, unless an earlier one is set. One look is outstanding for a sensor, never more. */
function watch(draft: Draft, sensor: CompiledSensor, at: number): void {
  const watchAt = draft.state.sensors[sensor.index]?.watchAt ?? null;
  if (watchAt !== null && watchAt > draft.now && watchAt <= at) return;
  draft.setSensor(sensor.index, { watchAt: at });
  draft.wake("sensor", sensor.index, at);
}

function lost(draft: Draft, sensor: CompiledSensor, facts: SensorFacts): void {
  const area = draft.site.areas[sensor.area];
  if (area === undefined || facts.isolatedUntil !== null || isUnderTest(draft.state, sensor))
    return;
  if (draft.state.areas[area.index]?.fire !== null) return;
  latchOn(draft, area, "fire", sensor, "supervision");
}

/** When a critical detector has been lost for too long: by silence, or by saying it does not know. */
export function lossEnds(facts: SensorFacts, bootedAt: number, everyMs: number): number {
  const bySilence = (facts.aliveAt ?? bootedAt) + Math.max(everyMs, CRITICAL_LOSS_MS);
  return facts.lostSince === null
    ? bySilence
    : Math.min(bySilence, facts.lostSince + CRITICAL_LOSS_MS);
}

/** Whether a critical detector is lost now: its latch can't be reset before it is heard again. */
export function isLost(
  sensor: CompiledSensor,
  facts: SensorFacts,
  now: number,
  bootedAt: number,
): boolean {
  const supervision = sensor.description.supervision;
  return supervision?.critical === true && now >= lossEnds(facts, bootedAt, supervision.everyMs);
}

/** A sensor's health changed: the doors it speaks for show it. */
export function sensorTroubled(draft: Draft, sensor: CompiledSensor): void {
  for (const door of sensor.doors) draft.touchDoor(door);
  const area = draft.site.areas[sensor.area];
  if (area !== undefined && DETECTS.has(sensor.description.kind)) {
    for (const door of area.servedBy) draft.touchDoor(door);
    for (const door of draft.site.exits) draft.touchDoor(door);
  }
}
