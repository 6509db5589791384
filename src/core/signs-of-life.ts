/**
 * What a message says beside its sensor's value, or without one: the battery, the cover. A sensor that
 * tells of its battery lives, and nothing more is known: no alarm begins or ends by it, none is confirmed.
 */
import type { CompiledSensor } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { Reading, Result } from "./input.ts";
import type { SensorFacts } from "./state.ts";
import { sensorTroubled, supervise } from "./supervision.ts";
import { settleSupplies } from "./supplies.ts";

/** Takes a message without a value. One that the broker kept tells what was, so it is no life. */
export function signOfLife(
  draft: Draft,
  sensor: CompiledSensor,
  reading: Reading,
  was: SensorFacts,
): Result {
  if (reading.battery === undefined && reading.tamper === undefined)
    return {
      ok: false,
      code: "bad-input",
      reason: `The message of \`${sensor.id}\` has no value, and no battery or tamper either.`,
    };
  if (reading.retained !== true) draft.setSensor(sensor.index, { aliveAt: draft.now });
  if (reading.retained !== true && was.silent) endSilence(draft, sensor, was);
  noteCompanions(draft, sensor, reading, was);
  if (reading.retained !== true && was.aliveAt === null && !was.silent) supervise(draft, sensor);
  return { ok: true };
}

function endSilence(draft: Draft, sensor: CompiledSensor, was: SensorFacts): void {
  draft.setSensor(sensor.index, { silent: false });
  draft.emit("sensor-heard-again", { sensor: sensor.id });
  forgetSupply(draft, sensor, was);
  sensorTroubled(draft, sensor);
  supervise(draft, sensor);
}

/** Power may have come or gone while nothing was heard, so what was said before is no evidence of now. */
function forgetSupply(draft: Draft, sensor: CompiledSensor, was: SensorFacts): void {
  const { kind } = sensor.description;
  if ((kind !== "power" && kind !== "ups") || was.lostSince !== null) return;
  const value = kind === "ups" ? ({ status: "unknown" } as const) : ("unknown" as const);
  draft.setSensor(sensor.index, { value, lostSince: draft.now });
  draft.emit("sensor-unknown", { sensor: sensor.id });
  settleSupplies(draft);
}

/** Battery and cover, as far as the message speaks of them. */
export function noteCompanions(
  draft: Draft,
  sensor: CompiledSensor,
  { battery, tamper }: Reading,
  was: SensorFacts,
): void {
  draft.setSensor(sensor.index, {
    batteryPercent: battery?.percent ?? was.batteryPercent,
    lowBattery: battery?.low ?? was.lowBattery,
    tamper: tamper ?? was.tamper,
  });
  if (battery?.low === true && !was.lowBattery)
    draft.emit("sensor-battery-low", { sensor: sensor.id });
  if (tamper !== undefined && tamper !== was.tamper)
    draft.emit(tamper ? "sensor-tamper" : "sensor-tamper-ended", { sensor: sensor.id });
}
