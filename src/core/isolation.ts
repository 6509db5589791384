/** A sensor taken out of service on purpose. It always comes back by itself. */
import type { CompiledSensor } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { Result } from "./input.ts";
import { leafMoved } from "./openings.ts";
import { reweigh } from "./readings.ts";
import { refusal } from "./refusals.ts";
import type { SensorKind } from "./site.ts";
import { sensorTroubled, supervise } from "./supervision.ts";
import { settleSupplies } from "./supplies.ts";

/** Nothing is out of service for longer than a week without somebody saying so again. */
export const MAX_ISOLATION_MS = 7 * 24 * 3600 * 1000;

/** These are ways out: taking one out of service would take it from the people inside. */
const WAYS_OUT: ReadonlySet<SensorKind> = new Set(["release-contact", "exit-request"]);

export function isolate(draft: Draft, sensor: CompiledSensor, forMs: number, by: string): Result {
  if (!(Number.isFinite(forMs) && forMs > 0 && forMs <= MAX_ISOLATION_MS))
    return refusal("bad-input", "`forMs` must be more than 0 and at most a week (604800000 ms).");
  if (WAYS_OUT.has(sensor.description.kind))
    return refusal("not-permitted", `${sensor.id} is a way out and can't be isolated.`);
  const until = draft.now + forMs;
  const facts = draft.state.sensors[sensor.index];
  draft.setSensor(sensor.index, {
    isolatedUntil: until,
    excused: facts?.lastHeard === "alarm",
  });
  draft.wake("sensor", sensor.index, until);
  draft.emit("sensor-isolated", { sensor: sensor.id, by, forMs });
  settleAround(draft, sensor);
  return { ok: true };
}

export function endIsolation(draft: Draft, sensor: CompiledSensor): void {
  draft.setSensor(sensor.index, { isolatedUntil: null });
  draft.emit("isolation-ended", { sensor: sensor.id });
  settleAround(draft, sensor);
  supervise(draft, sensor);
}

function settleAround(draft: Draft, sensor: CompiledSensor): void {
  const { kind } = sensor.description;
  sensorTroubled(draft, sensor);
  if (kind === "power" || kind === "ups") settleSupplies(draft);
  else if (kind === "contact")
    for (const index of sensor.doors) {
      const door = draft.site.doors[index];
      if (door !== undefined) leafMoved(draft, door, "unknown");
    }
  else reweigh(draft, sensor);
}
