/** Lockdown: stops entry, never exit. Set by an intrusion alarm or a person, ended by its own verb. */
import type { CompiledSensor } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { AlarmReading } from "./input.ts";
import type { Cause } from "./view.ts";

export function intrusionHeard(draft: Draft, sensor: CompiledSensor, value: AlarmReading): void {
  const { onIntrusion, lockdownEnds } = draft.site.description;
  if (onIntrusion === "ignore") return;
  if (value === "alarm") {
    const cause: Cause = { kind: "sensor", sensor: sensor.id, at: draft.now };
    if (draft.state.areas[sensor.area]?.lockdown === null) startLockdown(draft, sensor.area, cause);
    return;
  }
  const standing = draft.state.areas[sensor.area]?.lockdown ?? null;
  if (value !== "clear" || lockdownEnds === "person" || standing?.kind !== "sensor") return;
  if (!anotherInAlarm(draft, sensor)) endLockdown(draft, sensor.area);
}

function anotherInAlarm(draft: Draft, sensor: CompiledSensor): boolean {
  return draft.site.sensors.some(
    (other) =>
      other.index !== sensor.index &&
      other.area === sensor.area &&
      other.description.kind === "intrusion" &&
      draft.state.sensors[other.index]?.value === "alarm",
  );
}

/** Starts a lockdown of one area, or of the whole site for -1. */
export function startLockdown(draft: Draft, area: number, cause: Cause): void {
  if (area < 0) draft.setWhole({ lockdown: cause });
  else draft.setArea(area, { lockdown: cause });
  draft.emit("lockdown", { area: draft.site.areas[area]?.id ?? null, cause });
  touchCovered(draft, area);
}

export function endLockdown(draft: Draft, area: number): void {
  if (area < 0) draft.setWhole({ lockdown: null });
  else draft.setArea(area, { lockdown: null });
  draft.emit("lockdown-ended", { area: draft.site.areas[area]?.id ?? null });
  touchCovered(draft, area);
}

function touchCovered(draft: Draft, area: number): void {
  if (area >= 0) {
    for (const door of draft.site.areas[area]?.doors ?? []) draft.touchDoor(door);
    return;
  }
  for (const door of draft.site.doors) draft.touchDoor(door.index);
  for (const one of draft.site.areas) draft.touched.areas.add(one.index);
}
