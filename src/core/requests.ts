/** What people ask for: one small function for each verb, and one table that finds it. */
import type { CompiledArea, CompiledDoor, CompiledSensor } from "./compile.ts";
import type { Draft } from "./draft.ts";
import type { Request, Result } from "./input.ts";
import { endIsolation, isolate } from "./isolation.ts";
import { endLeaseTest, startLeaseTest } from "./lease-test.ts";
import { endLockdown, startLockdown } from "./lockdown.ts";
import {
  againstReleasing,
  againstSecuring,
  againstThrowing,
  refusal,
  unreachable,
} from "./refusals.ts";
import { reset } from "./reset.ts";
import { mayAsk } from "./roles.ts";
import { endDrills, endWalkTest, startDrill, startWalkTest } from "./tests-and-drills.ts";
import type { Cause } from "./view.ts";

const OK: Result = { ok: true };

export function applyRequest(draft: Draft, request: Request): Result {
  const result = mayAsk(draft.site.description, request)
    ? perform(draft, request)
    : refusal("not-permitted", `${request.by} may not ${request.action} on this site.`);
  if (!result.ok)
    draft.emit("refused", {
      action: request.action,
      ...("door" in request ? { door: request.door } : {}),
      by: request.by,
      via: request.via,
      code: result.code,
      reason: result.reason,
    });
  return result;
}

function perform(draft: Draft, request: Request): Result {
  const cause: Cause = { kind: "request", by: request.by, via: request.via, at: draft.now };
  switch (request.action) {
    case "lock":
      return onDoor(draft, request.door, (door) => lock(draft, door, cause));
    case "unlock":
      return onDoor(draft, request.door, (door) => unlock(draft, door, cause));
    case "access":
      return onDoor(draft, request.door, (door) =>
        grantAccess(draft, door, cause, request.extended === true),
      );
    case "lockdown":
      return inArea(draft, request.area, (area) => lockdown(draft, area, cause));
    case "lockdown-release":
      return inArea(draft, request.area, (area) => releaseLockdown(draft, area));
    case "reset":
      return inArea(draft, request.area, (area) =>
        reset(draft, area === null ? draft.site.areas : [area], request.by),
      );
    case "isolate":
      return onSensor(draft, request.sensor, (sensor) =>
        isolate(draft, sensor, request.forMs, request.by),
      );
    case "restore":
      return onSensor(draft, request.sensor, (sensor) => {
        if (draft.state.sensors[sensor.index]?.isolatedUntil !== null) endIsolation(draft, sensor);
        return OK;
      });
    case "drill-start":
      return inArea(draft, request.area, (area) =>
        startDrill(draft, area?.index ?? null, request.forMs, { ...cause, kind: "drill" }),
      );
    case "drill-end":
      endDrills(draft, () => true);
      return OK;
    case "walk-test-start":
      return inArea(draft, request.area, (area) =>
        startWalkTest(draft, area?.id ?? null, request.forMs, cause),
      );
    case "walk-test-end":
      endWalkTest(draft);
      return OK;
    case "lease-test-start":
      return startLeaseTest(draft, request.lock, cause);
    case "lease-test-end":
      return endLeaseTest(draft, request.lock, request.letGo === true);
  }
}

function onDoor(draft: Draft, id: string, act: (door: CompiledDoor) => Result): Result {
  const index = draft.site.doorIndex.get(id);
  const door = index === undefined ? undefined : draft.site.doors[index];
  return door === undefined
    ? refusal("unknown-door", `There is no door \`${id}\` on this site.`)
    : act(door);
}

function onSensor(draft: Draft, id: string, act: (sensor: CompiledSensor) => Result): Result {
  const index = draft.site.sensorIndex.get(id);
  const sensor = index === undefined ? undefined : draft.site.sensors[index];
  return sensor === undefined
    ? refusal("unknown-sensor", `There is no sensor \`${id}\` on this site.`)
    : act(sensor);
}

function inArea(
  draft: Draft,
  id: string | undefined,
  act: (area: CompiledArea | null) => Result,
): Result {
  if (id === undefined) return act(null);
  const index = draft.site.areaIndex.get(id);
  const area = index === undefined ? undefined : draft.site.areas[index];
  return area === undefined
    ? refusal("unknown-area", `There is no area \`${id}\` on this site.`)
    : act(area);
}

function lock(draft: Draft, door: CompiledDoor, cause: Cause): Result {
  const refused =
    againstSecuring(draft.state, door) ??
    unreachable(draft.state, door) ??
    againstThrowing(draft.state, door);
  if (refused !== null) return refused;
  // Who locks a door means now, so a granted access that still runs ends with it.
  draft.setDoor(door.index, { operator: { wants: "secured", cause }, access: null, passed: false });
  draft.explicitDoor = door.index;
  draft.touchDoor(door.index);
  return OK;
}

function unlock(draft: Draft, door: CompiledDoor, cause: Cause): Result {
  if (door.description.unlockMeans === "access") return grantAccess(draft, door, cause, false);
  const refused = unreachable(draft.state, door) ?? againstReleasing(draft.state, door);
  if (refused !== null) return refused;
  draft.setDoor(door.index, { operator: { wants: "released", cause }, entered: true });
  draft.explicitDoor = door.index;
  draft.touchDoor(door.index);
  return OK;
}

function grantAccess(draft: Draft, door: CompiledDoor, cause: Cause, extended: boolean): Result {
  const refused = unreachable(draft.state, door) ?? againstReleasing(draft.state, door);
  if (refused !== null) return refused;
  const { accessMs, extendedAccessMs } = door.description.timing;
  const until = draft.now + (extended ? extendedAccessMs : accessMs);
  const open = draft.state.doors[door.index]?.position === "open";
  draft.setDoor(door.index, { access: { until, cause }, passed: open, entered: true });
  draft.wake("door", door.index, until);
  draft.emit("access-granted", { door: door.id, cause, extended });
  draft.explicitDoor = door.index;
  draft.touchDoor(door.index);
  return OK;
}

function lockdown(draft: Draft, area: CompiledArea | null, cause: Cause): Result {
  startLockdown(draft, area?.index ?? -1, cause);
  return OK;
}

function releaseLockdown(draft: Draft, area: CompiledArea | null): Result {
  if (area !== null) {
    if (draft.state.lockdown !== null)
      return refusal(
        "lockdown",
        "The lockdown is of the whole site: release it without naming an area.",
      );
    if (draft.state.areas[area.index]?.lockdown !== null) endLockdown(draft, area.index);
    return OK;
  }
  if (draft.state.lockdown !== null) endLockdown(draft, -1);
  for (const one of draft.site.areas)
    if (draft.state.areas[one.index]?.lockdown !== null) endLockdown(draft, one.index);
  return OK;
}
