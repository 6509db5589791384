/**
 * Occupied areas from which no way leads out in some row of the truth table.
 *
 * A site file need not describe doors that have no locks, so an area with no door that leads on is taken
 * to have a way of its own. What is looked for is the trap that the described doors make.
 */

import type { Site } from "../core/compile.ts";
import { egressWhenLocked } from "../core/egress.ts";
import { gathered } from "../core/indexing.ts";
import { type DoorDescription, OUTSIDE, type SiteDescription } from "../core/site.ts";
import { start } from "../core/step.ts";
import { type Matrix, matrixOf } from "../matrix/index.ts";

export interface TrappedArea {
  readonly area: string;
  /** The titles of the rows in which nobody gets out. */
  readonly rows: readonly string[];
  /** Doors of the area that are blocked in one of them, by name. */
  readonly doors: readonly string[];
}

interface Step {
  readonly from: string;
  readonly to: string;
}

export function trappedAreas(compiled: Site): readonly TrappedArea[] {
  const site = compiled.description;
  const never = neverBlocked(compiled);
  const goals = waysOfTheirOwn(site);
  const sure = site.doors.flatMap((door) => sureSteps(door, never));
  const safe = reach(goals, sure);
  const doubtful = site.doors.filter(
    ({ id, from, to }) => (!safe.has(from) && !never.has(id)) || !safe.has(to),
  );
  const uncertain = site.areas.filter(({ id, occupied }) => occupied && !safe.has(id));
  if (uncertain.length === 0) return [];
  // Only doors that may make a difference are played: forwards, or backwards once they have let go.
  const matrix = matrixOf({ ...site, doors: doubtful });
  const trapped = new Map<string, { rows: string[]; doors: Set<string> }>();
  for (const [index, row] of matrix.rows.entries()) {
    const open = reach(safe, [...sure, ...passableIn(matrix, doubtful, index)]);
    for (const { id } of uncertain) {
      if (open.has(id)) continue;
      const found = trapped.get(id) ?? { rows: [], doors: new Set() };
      found.rows.push(row.title);
      trapped.set(id, found);
    }
    matrix.doors.forEach(({ name, cells }, at) => {
      const from = doubtful[at]?.from ?? OUTSIDE;
      if (cells[index]?.egress === "blocked" && !open.has(from)) trapped.get(from)?.doors.add(name);
    });
  }
  return uncertain.flatMap(({ id }) => {
    const found = trapped.get(id);
    return found === undefined ? [] : [{ area: id, rows: found.rows, doors: [...found.doors] }];
  });
}

/** Doors that let people out with Egress dead and the power in doubt, and so in any state: better never blocks. */
function neverBlocked(compiled: Site): ReadonlySet<string> {
  const { state } = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true });
  const supplies = state.supplies.map((supply) => ({ ...supply, status: "unknown" as const }));
  const worst = { ...state, controller: "dead" as const, supplies };
  const passes = compiled.doors.filter(
    (door) =>
      door.description.alsoDrivenBy?.lockdownCutsExit !== true &&
      door.locks.every((lock) => egressWhenLocked(worst, door, lock) !== "blocked"),
  );
  return new Set(passes.map(({ id }) => id));
}

/** Outside, and every area that has no described door leading on. */
function waysOfTheirOwn(site: SiteDescription): ReadonlySet<string> {
  const led = new Set(site.doors.map(({ from }) => from));
  return new Set([OUTSIDE, ...site.areas.map(({ id }) => id).filter((id) => !led.has(id))]);
}

/** One gets through towards `to` in any state; a door without locks is passed both ways. */
function sureSteps(door: DoorDescription, never: ReadonlySet<string>): readonly Step[] {
  const { id, from, to, locks } = door;
  if (locks.length === 0) return [door, { from: to, to: from }];
  return never.has(id) ? [{ from, to }] : [];
}

function passableIn(
  matrix: Matrix,
  doors: readonly DoorDescription[],
  row: number,
): readonly Step[] {
  return doors.flatMap(({ from, to }, at) => {
    const cell = matrix.doors[at]?.cells[row];
    return [
      ...(cell !== undefined && cell.egress !== "blocked" ? [{ from, to }] : []),
      ...(cell?.outside === "unlocked" ? [{ from: to, to: from }] : []),
    ];
  });
}

/** Every area from which the steps lead to one of the goals. */
function reach(goals: ReadonlySet<string>, steps: readonly Step[]): ReadonlySet<string> {
  const into = gathered(steps, ({ to }) => to);
  const reached = new Set(goals);
  // A set that grows while it is walked is walked to its end.
  for (const area of reached) for (const { from } of into.get(area) ?? []) reached.add(from);
  return reached;
}
