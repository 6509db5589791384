/**
 * What the engine promises in every step, asked of it while it runs: few questions, cheap ones, and only
 * of the doors that a step touched. The whole list is asked by the explorer in `proof`.
 */
import type { CompiledDoor, CompiledLock, Site } from "./compile.ts";
import { demandIn } from "./demands.ts";
import { anyFire, fireOn, latchedOn } from "./emergencies.ts";
import type { Input } from "./input.ts";
import { energiseFor } from "./physics.ts";
import type { SiteState } from "./state.ts";
import type { Step } from "./step.ts";
import type { Command, LockCommand } from "./view.ts";

export const PROMISES = {
  "life-never-locks": "A lock that a demand for life or a way out releases is never told to lock.",
  "release-goes-out":
    "A lock that fire, gas or a hand releases, and that can be reached, is told so.",
  "unlock-is-wanted": "A lock is told to open only where a demand wants it open.",
  "keeper-holds": "A fire-rated strike that a hand draws is not energised while fire stands.",
  "start-releases-only": "A start tells locks nothing but a release for life or a way out.",
  "inputs-first":
    "Before the inputs are read nothing is driven but for life, as a way out, or on request.",
  "latch-needs-reset": "A latched fire or gas ends by an accepted reset only.",
  "hand-clears-hand": "An emergency release at a door ends by its own device only.",
  "holder-lets-go": "No holder is told to hold while fire stands.",
  "powered-as-built": "A lock is powered as its fail mode asks.",
  "order-stands": "An order names a lock or holder of the site, and the state knows of it.",
  total: "A step gives an answer, whatever it is told.",
} as const satisfies Readonly<Record<string, string>>;

export type PromiseName = keyof typeof PROMISES;

export interface BrokenPromise {
  readonly promise: PromiseName;
  /** Id of the lock, holder, door or area. */
  readonly subject: string;
}

/** Which promises a step broke; none for an engine that works. `before` is null for a start. */
export function brokenPromises(
  site: Site,
  before: SiteState | null,
  input: Input | null,
  done: Step,
): readonly BrokenPromise[] {
  const broken: BrokenPromise[] = [];
  const say: Say = (promise, subject) => broken.push({ promise, subject });
  if (!isPlainRelease(site, before, done)) {
    done.commands.forEach((command, at) => {
      if ("holder" in command) aboutHolder(site, done, command, before, say);
      else aboutOrder(site, done, { command, at, before, input }, say);
    });
    aboutDoors(site, before, input, done, say);
  }
  if (before !== null) aboutLatches(site, before, input, done, say);
  return broken;
}

/**
 * The great alarm, at a glance: every order releases, in the order of the touched doors, a lock that the
 * fire opens, or lets a holder go, and no lock that it opens is left out. It is the one step that must be
 * fast on a large site, so it is not asked the longer questions when this says yes.
 */
function isPlainRelease(site: Site, before: SiteState | null, done: Step): boolean {
  const { state, commands } = done;
  const { doors, locks } = state;
  if (before === null || commands.length < GLANCE_FROM || state.controller === "dead") return false;
  if (state.latchedFire.length === 0 || state.latchedGas.length > 0) return false;
  const sameDoors = doors === before.doors;
  let at = 0;
  for (const index of done.touched.doors) {
    const door = site.doors[index];
    if (door === undefined) return false;
    if (!sameDoors && doors[index]?.manual !== before.doors[index]?.manual) return false;
    const fire = door.serves === null || fireOn(state, door) !== null;
    for (const lock of door.locks) {
      const opens = fire && lock.releasedOnFire && !lock.heldByFireRating;
      const open = locks[lock.index]?.ordered === "unlocked";
      const command = commands[at];
      if (command !== undefined && "lock" in command && command.lock === lock.id) {
        if (!opens || !open || command.to !== "unlocked") return false;
        if (command.energise !== lock.energisedOpen) return false;
        at += 1;
      } else if (!open && (opens || doors[index]?.manual !== null)) return false;
    }
    const command = commands[at];
    if (door.holder === null || command === undefined || !("holder" in command)) continue;
    if (command.holder !== door.holder.id) continue;
    if (command.to !== "released") return false;
    at += 1;
  }
  return at === commands.length;
}

/** Below this many orders every question is asked of each. */
const GLANCE_FROM = 100;

type Say = (promise: PromiseName, subject: string) => void;

function aboutHolder(
  site: Site,
  { state }: Step,
  { holder, to }: Extract<Command, { holder: string }>,
  before: SiteState | null,
  say: Say,
): void {
  if (!site.holderIndex.has(holder)) say("order-stands", holder);
  if (to === "released") return;
  if (anyFire(state)) say("holder-lets-go", holder);
  if (before === null || state.gateOpensAt !== null) say("inputs-first", holder);
}

interface Order {
  readonly command: LockCommand;
  readonly at: number;
  readonly before: SiteState | null;
  readonly input: Input | null;
}

function aboutOrder(site: Site, done: Step, { command, at, before, input }: Order, say: Say): void {
  const index = site.lockIndex.get(command.lock) ?? -1;
  const lock = site.locks[index];
  const facts = done.state.locks[index];
  const door = site.doors[lock?.door ?? -1];
  if (lock === undefined || facts === undefined || door === undefined) {
    say("order-stands", command.lock);
    return;
  }
  if (command.energise !== energiseFor(lock.description.failMode, command.to))
    say("powered-as-built", lock.id);
  if (command.to !== facts.ordered) {
    // One that a later order of the same step undoes is not what the lock is left with.
    const undone = done.commands.some(
      (later, place) => place > at && "lock" in later && later.lock === lock.id,
    );
    if (!undone) say("order-stands", lock.id);
    return;
  }
  const { slot } = facts;
  const was = before?.locks[index]?.slot ?? slot;
  const wants = (state: SiteState, by: typeof slot) =>
    demandIn(state, door, lock, by)?.wants === "released";
  // In a gap a wish may have come and gone: only what secures is asked after then.
  const opens = command.to === "unlocked";
  if (opens && input?.type === "clock-gap") return;
  if (command.to === "locked") {
    if (slot <= 4 || isReleased(done.state, door, lock)) say("life-never-locks", lock.id);
  } else if (lock.heldByFireRating && fireOn(done.state, door) !== null)
    say("keeper-holds", lock.id);
  else if (!wants(done.state, slot) && !(before !== null && wants(before, was)))
    say("unlock-is-wanted", lock.id);
  const wayOut = opens && (slot <= 4 || was <= 4);
  if (before === null && !wayOut) say("start-releases-only", lock.id);
  // What was asked for before the inputs were read is also repeated before.
  const asked =
    facts.tries > 1 || (input?.type === "request" && "door" in input && input.door === door.id);
  if (done.state.gateOpensAt !== null && !wayOut && !asked) say("inputs-first", lock.id);
}

/** Whether fire, gas or a hand at the door releases this lock now. */
export function isReleased(state: SiteState, door: CompiledDoor, lock: CompiledLock): boolean {
  const fire = lock.releasedOnFire || lock.heldByFireRating ? fireOn(state, door) !== null : false;
  if (lock.heldByFireRating && fire) return false;
  if (fire || state.doors[door.index]?.manual != null) return true;
  return lock.releasedOnGas && latchedOn(state, door, "gas") !== null;
}

function aboutDoors(
  site: Site,
  before: SiteState | null,
  input: Input | null,
  { state, touched }: Step,
  say: Say,
): void {
  const calm = state.latchedFire.length + state.latchedGas.length + state.drills.length === 0;
  if (calm && before !== null && before.doors === state.doors && before.locks === state.locks)
    return;
  for (const index of touched.doors) {
    const door = site.doors[index];
    if (door === undefined) continue;
    const manual = state.doors[index]?.manual ?? null;
    if (manual === null && (before?.doors[index]?.manual ?? null) !== null) {
      const own = site.sensors[door.releaseSensor]?.id;
      if (input?.type !== "reading" || input.sensor !== own) say("hand-clears-hand", door.id);
    }
    if ((calm && manual === null) || state.controller === "dead") continue;
    for (const lock of door.locks) {
      const facts = state.locks[lock.index];
      if (facts?.ordered === "unlocked" || facts?.link === "down") continue;
      if (isReleased(state, door, lock)) say("release-goes-out", lock.id);
    }
  }
}

function aboutLatches(
  site: Site,
  before: SiteState,
  input: Input | null,
  { state, result }: Step,
  say: Say,
): void {
  if (before.areas === state.areas) return;
  if (input?.type === "request" && input.action === "reset" && result.ok) return;
  for (const index of [...before.latchedFire, ...before.latchedGas]) {
    const [was, is] = [before.areas[index], state.areas[index]];
    const lost = (was?.fire != null && is?.fire == null) || (was?.gas != null && is?.gas == null);
    if (lost) say("latch-needs-reset", site.areas[index]?.id ?? String(index));
  }
}
