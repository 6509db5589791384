/**
 * From a detector's word to an alarm that stands. An area latches on any one detector unless its rule
 * asks for several or for a second look; a call point is a person and never waits.
 */
import { type CompiledArea, type CompiledSensor, isFireDetector } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { Emergency } from "./emergencies.ts";
import type { Instant } from "./input.ts";
import type { SensorFacts, SiteState } from "./state.ts";
import type { Cause } from "./view.ts";

export function emergencyOf(sensor: CompiledSensor): Emergency {
  return isFireDetector(sensor.description) ? "fire" : "gas";
}

/** A detector or call point was heard in alarm, and its alarm counts. */
export function alarmHeard(draft: Draft, sensor: CompiledSensor): void {
  const area = draft.site.areas[sensor.area];
  if (area === undefined) return;
  const kind = emergencyOf(sensor);
  const latch = draft.state.areas[area.index]?.[kind] ?? null;
  if (latch !== null) {
    if (!latch.sensors.includes(sensor.index))
      draft.setArea(area.index, {
        [kind]: { ...latch, sensors: [...latch.sensors, sensor.index] },
      });
    return;
  }
  if (sensor.description.kind === "call-point") {
    latchOn(draft, area, kind, sensor);
    return;
  }
  weigh(draft, area, kind);
  lookAgain(draft, area, draft.now);
}

/** A voice is looked at again when the area's retard is over, and when the voice itself is. */
function lookAgain(draft: Draft, area: CompiledArea, from: Instant): void {
  for (const ms of [area.rule.verifyMs ?? 0, windowOf(area)])
    if (from + ms > draft.now) draft.wake("area", area.index, from + ms);
}

/** How long a voice counts after its detector was last in alarm, in ms; 0 where one is enough. */
function windowOf({ rule: { vote, verifyMs } }: CompiledArea): number {
  return vote === "any" ? (verifyMs ?? 0) * 2 : vote.withinMs;
}

/** Looks whether an area's detectors make an alarm now: by vote, or by one that stayed long enough. */
export function weigh(draft: Draft, area: CompiledArea, kind: Emergency): void {
  const facts = draft.state.areas[area.index];
  if (facts === undefined || facts[kind] !== null) return;
  const members = membersOf(draft.state, area, kind, draft.site.sensors);
  const voices = members.filter((one) => one.counts);
  const first = voices.toSorted((a, b) => (a.facts.alarmAt ?? 0) - (b.facts.alarmAt ?? 0))[0];
  const alarmed =
    first !== undefined &&
    decides(draft.now, area, { members, voices, first, preSince: facts[PRE_SINCE[kind]] });
  if (alarmed) {
    latchOn(draft, area, kind, first.sensor);
    return;
  }
  const waiting = first !== undefined;
  const key = PRE_SINCE[kind];
  if ((facts[key] !== null) === waiting) return;
  draft.setArea(area.index, { [key]: waiting ? draft.now : null });
  // A start may find voices that spoke before it: their time counts from then.
  const since = voices.map(({ facts: { alarmAt } }) => alarmAt ?? draft.now);
  for (const from of [draft.now, ...since]) lookAgain(draft, area, from);
  draft.emit(waiting ? `${kind}-pre-alarm` : `${kind}-pre-alarm-ended`, {
    area: area.id,
    ...(first === undefined ? {} : { sensor: first.sensor.id }),
  });
}

const PRE_SINCE = { fire: "firePreSince", gas: "gasPreSince" } as const;

interface Member {
  readonly sensor: CompiledSensor;
  readonly facts: SensorFacts;
  /** In alarm, or was within the window that the rule allows. */
  readonly counts: boolean;
  /** Able to vote: heard, working and not isolated. */
  readonly able: boolean;
}

function membersOf(
  state: SiteState,
  area: CompiledArea,
  kind: Emergency,
  sensors: readonly CompiledSensor[],
): readonly Member[] {
  const windowMs = windowOf(area);
  return (kind === "fire" ? area.fireDetectors : area.gasDetectors).flatMap((index) => {
    const facts = state.sensors[index];
    const sensor = sensors[index];
    if (facts === undefined || sensor === undefined) return [];
    if (sensor.description.kind === "call-point") return [];
    const inAlarm = facts.lastHeard === "alarm" || sinceAlarm(facts, state.now) < windowMs;
    return [
      {
        sensor,
        facts,
        counts: facts.isolatedUntil === null && !facts.excused && inAlarm,
        able: facts.isolatedUntil === null && !facts.silent && facts.lostSince === null,
      },
    ];
  });
}

function sinceAlarm(facts: SensorFacts, now: number): number {
  return facts.alarmAt === null ? Number.POSITIVE_INFINITY : now - facts.alarmAt;
}

interface Evidence {
  readonly members: readonly Member[];
  readonly voices: readonly Member[];
  /** The voice that spoke first. */
  readonly first: Member;
  /** Since when the area waits; null where it did not yet. */
  readonly preSince: Instant | null;
}

/** Whether voices, of which there is at least one, make an alarm. */
function decides(now: Instant, area: CompiledArea, evidence: Evidence): boolean {
  const { members, voices, first, preSince } = evidence;
  const { vote, verifyMs } = area.rule;
  // A vote that could no longer be reached would block every alarm, so it falls back to any (EN 54-2).
  if (vote !== "any" && members.filter((one) => one.able).length >= vote.need)
    return voices.length >= vote.need;
  if (verifyMs === null || voices.length >= 2) return true;
  return first.facts.lastHeard === "alarm" && preSince !== null && now >= preSince + verifyMs;
}

export function latchOn(
  draft: Draft,
  area: CompiledArea,
  kind: Emergency,
  sensor: CompiledSensor,
  causeKind: "sensor" | "supervision" = "sensor",
): void {
  const cause: Cause = { kind: causeKind, sensor: sensor.id, at: draft.now };
  const others = (kind === "fire" ? area.fireDetectors : area.gasDetectors).filter(
    (index) => draft.state.sensors[index]?.lastHeard === "alarm",
  );
  draft.setArea(area.index, {
    [kind]: { since: draft.now, cause, sensors: [...new Set([sensor.index, ...others])] },
    ...(kind === "fire" ? { firePreSince: null } : { gasPreSince: null }),
  });
  const key = kind === "fire" ? "latchedFire" : "latchedGas";
  draft.setWhole({ [key]: [...draft.state[key], area.index] });
  draft.emit(`${kind}-latched`, { area: area.id, sensor: sensor.id, cause: causeKind });
  touchServed(draft, area);
}

/** Marks every door that an area's emergency concerns; holders answer to fire anywhere. */
export function touchServed(draft: Draft, area: CompiledArea): void {
  for (const door of draft.site.exits) draft.touchDoor(door);
  for (const door of area.servedBy) draft.touchDoor(door);
  for (const door of draft.site.doorsWithHolder) draft.touchDoor(door);
}
