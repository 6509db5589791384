/**
 * One step of the engine: `(site, state, input, at)` to the next state and what follows from it. Pure,
 * total and deterministic; it never throws, and costs what the doors it touches cost.
 */

import { boot, hoursOf, openGate, type StartOptions } from "./boot.ts";
import { enterGap, leaveGap } from "./clock-gap.ts";
import type { Site } from "./compile.ts";
import { weigh } from "./detectors.ts";
import { type Ahead, Draft, type Touched } from "./draft.ts";
import { settleDoors } from "./drive.ts";
import type { Input, Instant, Result, ScheduleChange } from "./input.ts";
import { endIsolation } from "./isolation.ts";
import { leaseTestDue } from "./lease-test.ts";
import { applyLeaseHealth, letRunOut } from "./leases.ts";
import { endAccess } from "./openings.ts";
import { applyReading } from "./readings.ts";
import { refusal } from "./refusals.ts";
import { remember } from "./remembered.ts";
import { applyLink, applyReport, lockDue } from "./reports.ts";
import { applyRequest } from "./requests.ts";
import type { SiteState } from "./state.ts";
import { supervise } from "./supervision.ts";
import { settleSupplies } from "./supplies.ts";
import { endDrills, endWalkTest } from "./tests-and-drills.ts";
import type { Wake } from "./timers.ts";
import type { Command, SiteEvent } from "./view.ts";

export interface Step {
  readonly state: SiteState;
  readonly result: Result;
  readonly commands: readonly Command[];
  readonly events: readonly SiteEvent[];
  /** Whose answers may have changed. */
  readonly touched: Touched;
  /** Leased locks to be renewed at once. */
  readonly renewals: readonly number[];
}

const OK: Result = { ok: true };

/** The state after a start, with what it orders at once: only releases for life that stood before. */
export function start(site: Site, options: StartOptions): Step {
  return startOn(boot(site, options), options.at);
}

function startOn(draft: Draft, at: Instant): Step {
  // The wishes that stood come first, so that a deadline which passed meanwhile is a change of them.
  settleDoors(draft);
  advance(draft, at);
  settleDoors(draft);
  return finish(draft, OK);
}

/**
 * Moves time to `at` (ms, not before the state's own time), fires every deadline due by then in order,
 * then applies the input. What is given does not hang on whether anybody takes orders `ahead`.
 */
export function step(
  site: Site,
  state: SiteState,
  input: Input,
  at: Instant,
  ahead: Ahead | null = null,
): Step {
  const now = Math.max(at, state.now);
  if (input.type === "controller" && input.value === "restarted")
    return restarted(site, state, now);
  const draft = new Draft(site, state, ahead);
  if (input.type === "clock-gap" && state.controller === "running") enterGap(draft, input, now);
  advance(draft, now);
  const result = apply(draft, input);
  settleDoors(draft);
  return finish(draft, result);
}

function finish(draft: Draft, result: Result): Step {
  return {
    state: draft.finish(),
    result,
    commands: draft.commands,
    events: draft.events,
    touched: draft.touched,
    renewals: draft.renewals,
  };
}

function restarted(site: Site, state: SiteState, now: Instant): Step {
  const memory = remember(site, state);
  return start(site, { at: now, memory, shiftMs: 0, inputsRead: site.sensors.length === 0 });
}

function apply(draft: Draft, input: Input): Result {
  if (draft.state.controller === "dead" && input.type !== "tick")
    return refusal("no-link", "The controller does not run: nothing reaches it.");
  switch (input.type) {
    case "reading": {
      const result = applyReading(draft, input);
      openGateWhenAllHeard(draft);
      return result;
    }
    case "report":
      return applyReport(draft, input);
    case "link":
      return applyLink(draft, input);
    case "request":
      return applyRequest(draft, input);
    case "schedule":
      return scheduled(draft, input);
    case "inputs-read":
      openGate(draft);
      return OK;
    case "controller":
      die(draft);
      return OK;
    case "clock-gap":
      return leaveGap(draft, input);
    case "lease-health":
      return applyLeaseHealth(draft, input);
    case "tick":
      return OK;
  }
}

/** The hours now want this of a door. Closing forgets who came in; the same word again is no news. */
function scheduled(draft: Draft, change: ScheduleChange): Result {
  const index = draft.site.doorIndex.get(change.door);
  const facts = index === undefined ? undefined : draft.state.doors[index];
  if (index === undefined || facts === undefined)
    return refusal("unknown-door", `There is no door \`${change.door}\` on this site.`);
  if ((facts.schedule?.wants ?? null) === change.wants) return OK;
  draft.setDoor(index, {
    schedule: hoursOf(change, draft.now),
    ...(change.wants === "released" ? {} : { entered: false }),
  });
  draft.touchDoor(index);
  return OK;
}

/** Inputs count as read when every sensor has spoken since the start, or since the last gap. */
function openGateWhenAllHeard(draft: Draft): void {
  const { gateOpensAt, heardFrom, sensors } = draft.state;
  if (gateOpensAt === null) return;
  if (sensors.every(({ heardAt }) => heardAt !== null && heardAt >= heardFrom)) openGate(draft);
}

/** The controller falls silent: no order goes out any more, and nothing renews a lease. */
function die(draft: Draft): void {
  draft.setWhole({ controller: "dead" });
  draft.state.locks.forEach((facts, index) => {
    const lock = draft.site.locks[index];
    if (lock !== undefined && facts.onLease && facts.leaseEndsAt === null)
      letRunOut(draft, lock, facts, draft.now);
  });
  for (const door of draft.site.doors) draft.touched.doors.add(door.index);
}

function advance(draft: Draft, to: Instant): void {
  for (;;) {
    const due = draft.takeDue(to);
    if (due === undefined) {
      if (draft.asleep || draft.dirty.size === 0) break;
      // What the doors are told now may set a deadline that is over by then, too.
      settleDoors(draft);
      continue;
    }
    // A lock is looked at once its door's wishes of this instant are settled.
    if (due.at > draft.now || due.kind === "lock") settleDoors(draft);
    if (due.at > draft.now) draft.moveTo(due.at);
    wake(draft, due);
  }
  draft.moveTo(to);
}

function wake(draft: Draft, { kind, index }: Wake): void {
  const dead = draft.state.controller === "dead";
  if (kind === "lock") lockDue(draft, index);
  else if (kind === "supply") settleSupplies(draft);
  else if (dead) return;
  else if (kind === "door") doorDue(draft, index);
  else if (kind === "sensor") sensorDue(draft, index);
  else if (kind === "area") areaDue(draft, index);
  else siteDue(draft);
}

function doorDue(draft: Draft, index: number): void {
  const door = draft.site.doors[index];
  const facts = draft.state.doors[index];
  if (door === undefined || facts === undefined) return;
  if (facts.access !== null && facts.access.until <= draft.now) endAccess(draft, door, "time");
  if (facts.exit !== null && facts.exit.until <= draft.now) {
    draft.setDoor(index, { exit: null });
    draft.emit("exit-ended", { door: door.id });
  }
  draft.touchDoor(index);
}

function sensorDue(draft: Draft, index: number): void {
  const sensor = draft.site.sensors[index];
  const facts = draft.state.sensors[index];
  if (sensor === undefined || facts === undefined) return;
  if (facts.isolatedUntil !== null && facts.isolatedUntil <= draft.now) endIsolation(draft, sensor);
  if (facts.watchAt !== null && facts.watchAt <= draft.now) supervise(draft, sensor);
}

function areaDue(draft: Draft, index: number): void {
  const area = draft.site.areas[index];
  if (area === undefined) return;
  weigh(draft, area, "fire");
  weigh(draft, area, "gas");
}

function siteDue(draft: Draft): void {
  const { gateOpensAt, walkTest } = draft.state;
  if (gateOpensAt !== null && gateOpensAt <= draft.now) openGate(draft);
  endDrills(draft, (drill) => drill.until <= draft.now);
  if (walkTest !== null && walkTest.until <= draft.now) endWalkTest(draft);
  leaseTestDue(draft);
}
