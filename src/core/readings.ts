/** What a sensor's word does: it is remembered, and its kind decides what follows. */
import type { CompiledSensor } from "./compile.ts";
import { alarmHeard, emergencyOf, weigh } from "./detectors.ts";
import type { Draft } from "./draft.ts";
import type { AlarmReading, ContactReading, Reading, ReadingValue, Result } from "./input.ts";
import { intrusionHeard } from "./lockdown.ts";
import { leafMoved } from "./openings.ts";
import { noteCompanions, signOfLife } from "./signs-of-life.ts";
import type { SensorKind } from "./site.ts";
import type { SensorFacts } from "./state.ts";
import { sensorTroubled, supervise } from "./supervision.ts";
import { settleSupplies } from "./supplies.ts";
import { isUps } from "./supply-evidence.ts";
import type { Cause } from "./view.ts";
import { isUnderTest } from "./walk-test.ts";

const ALARM_WORDS: ReadonlySet<unknown> = new Set(["alarm", "clear", "test", "fault", "unknown"]);
const POWER_WORDS: ReadonlySet<unknown> = new Set(["on", "off", "unknown"]);
const CONTACT_WORDS: ReadonlySet<unknown> = new Set(["open", "closed", "unknown"]);
const UPS_WORDS: ReadonlySet<unknown> = new Set(["online", "on-battery", "low", "off", "unknown"]);

/** Whether a value is one that this kind of sensor can say. */
export function saysOneOf(kind: SensorKind, value: unknown): boolean {
  if (kind === "power") return POWER_WORDS.has(value);
  if (kind === "contact") return CONTACT_WORDS.has(value);
  if (kind === "ups") return isUps(value) && UPS_WORDS.has(value.status);
  return ALARM_WORDS.has(value);
}

export function applyReading(draft: Draft, reading: Reading): Result {
  const index = draft.site.sensorIndex.get(reading.sensor);
  const sensor = index === undefined ? undefined : draft.site.sensors[index];
  if (sensor === undefined)
    return refuse("unknown-sensor", `There is no sensor \`${reading.sensor}\` on this site.`);
  const { kind } = sensor.description;
  const before = draft.state.sensors[sensor.index];
  if (before === undefined) return OK;
  if (!hasValue(reading)) return signOfLife(draft, sensor, reading, before);
  if (!saysOneOf(kind, reading.value))
    return refuse(
      "bad-input",
      `A sensor of kind ${kind} can't say ${JSON.stringify(reading.value)}.`,
    );
  remember(draft, sensor, reading, before);
  act(draft, sensor, reading, before);
  return OK;
}

const OK: Result = { ok: true };

function refuse(code: "unknown-sensor" | "bad-input", reason: string): Result {
  return { ok: false, code, reason };
}

type Said = Reading & { readonly value: ReadingValue };

function hasValue(reading: Reading): reading is Said {
  return reading.value !== undefined;
}

function remember(draft: Draft, sensor: CompiledSensor, reading: Said, was: SensorFacts): void {
  const { value } = reading;
  const lost =
    value === "unknown" || value === "fault" || (isUps(value) && value.status === "unknown");
  draft.setSensor(sensor.index, {
    value,
    heardAt: draft.now,
    aliveAt: draft.now,
    silent: false,
    lostSince: lost ? (was.lostSince ?? draft.now) : null,
  });
  if (was.silent) draft.emit("sensor-heard-again", { sensor: sensor.id });
  noteCompanions(draft, sensor, reading, was);
  if (lost !== (was.lostSince !== null) || was.silent) {
    if (lost)
      draft.emit(value === "fault" ? "sensor-fault" : "sensor-unknown", { sensor: sensor.id });
    sensorTroubled(draft, sensor);
  }
  if (sensor.description.supervision !== null && (was.silent || was.aliveAt === null || lost))
    supervise(draft, sensor);
}

function act(draft: Draft, sensor: CompiledSensor, reading: Said, was: SensorFacts): void {
  const { kind } = sensor.description;
  switch (kind) {
    case "smoke":
    case "heat":
    case "carbon-monoxide":
    case "gas":
    case "call-point":
      detect(draft, sensor, reading, was);
      return;
    case "intrusion":
      if (was.isolatedUntil === null && !isUnderTest(draft.state, sensor))
        intrusionHeard(draft, sensor, reading.value as AlarmReading);
      return;
    case "release-contact":
      manualRelease(draft, sensor, reading.value);
      return;
    case "exit-request":
      exitRequested(draft, sensor, reading);
      return;
    case "contact":
      for (const index of sensor.doors) {
        const door = draft.site.doors[index];
        if (door?.contact === sensor.index)
          leafMoved(
            draft,
            door,
            was.isolatedUntil === null ? (reading.value as ContactReading) : "unknown",
          );
      }
      return;
    case "power":
    case "ups":
      settleSupplies(draft);
  }
}

function detect(draft: Draft, sensor: CompiledSensor, reading: Said, was: SensorFacts): void {
  const { value } = reading;
  const fields = { sensor: sensor.id, area: sensor.description.area };
  if (value === "alarm") {
    // A kept message that a reset has already answered says nothing new.
    const spent = reading.stamp !== undefined && reading.stamp === was.spentStamp;
    if (reading.retained === true && spent) return;
    // A walk test excuses what begins inside it; told again inside it, an alarm that stood before stands.
    const stood = was.lastHeard === "alarm" && !was.excused;
    const ignored = was.isolatedUntil !== null || (!stood && isUnderTest(draft.state, sensor));
    draft.setSensor(sensor.index, {
      lastHeard: "alarm",
      alarmAt: stood ? was.alarmAt : draft.now,
      excused: ignored,
      stamp: reading.stamp ?? null,
    });
    if (was.lastHeard !== "alarm")
      draft.emit("sensor-alarm", { ...fields, ...(ignored ? { ignored } : {}) });
    if (ignored) reweigh(draft, sensor);
    else alarmHeard(draft, sensor);
    return;
  }
  if (value === "clear") {
    // An alarm that did not count leaves no trace that could count with the next one.
    const alarmAt = was.excused ? null : was.alarmAt;
    draft.setSensor(sensor.index, { lastHeard: "clear", excused: false, alarmAt });
    if (was.lastHeard === "alarm") draft.emit("sensor-clear", fields);
  }
  if (value === "test" && was.value !== "test") draft.emit("sensor-test", fields);
  reweigh(draft, sensor);
}

/** A vote's members changed: one fell out, cleared, or came back. */
export function reweigh(draft: Draft, sensor: CompiledSensor): void {
  const area = draft.site.areas[sensor.area];
  if (area !== undefined) weigh(draft, area, emergencyOf(sensor));
}

/** The hard-wired release at a door: set and cleared by that device, at that door, and nothing else. */
function manualRelease(draft: Draft, sensor: CompiledSensor, value: ReadingValue): void {
  for (const index of sensor.doors) {
    const door = draft.site.doors[index];
    const facts = draft.state.doors[index];
    if (door === undefined || facts === undefined || door.releaseSensor !== sensor.index) continue;
    if (value === "alarm" && facts.manual === null) {
      const manual: Cause = { kind: "sensor", sensor: sensor.id, at: draft.now };
      draft.setDoor(index, { manual });
      draft.emit("manual-release", { door: door.id, sensor: sensor.id });
      draft.touchDoor(index);
    } else if (value === "clear" && facts.manual !== null) {
      draft.setDoor(index, { manual: null });
      draft.emit("manual-release-ended", { door: door.id, sensor: sensor.id });
      draft.touchDoor(index);
    }
  }
}

/** A press counts when it is made: one that the broker kept is long past. */
function exitRequested(draft: Draft, sensor: CompiledSensor, reading: Reading): void {
  if (reading.value !== "alarm" || reading.retained === true) return;
  const door = draft.site.doors[sensor.door];
  if (door === undefined) return;
  const until = draft.now + door.exitHoldMs;
  draft.setDoor(door.index, {
    exit: { until, cause: { kind: "sensor", sensor: sensor.id, at: draft.now } },
  });
  draft.wake("door", door.index, until);
  draft.emit("exit-requested", { door: door.id, sensor: sensor.id });
  draft.touchDoor(door.index);
}
