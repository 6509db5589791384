/**
 * What the wires of a door do that Egress neither drives nor hears of: the fire panel's relay, another
 * system on the same locks, a holder's output that falls back by itself. It is laid over the engine's
 * state at the end of a row, since in life it would have the last word there.
 */
import type { Bolt, DoorView, Site, SiteState } from "../core/index.ts";

/** What stands at the end of a row. */
export interface Standing {
  /** A fire that the door serves; `over` once it was cleared, and before anybody reset anything. */
  readonly fire?: "here" | "elsewhere" | "over";
  readonly lockdown?: boolean;
  /** No controller runs, or no way leads to the devices. */
  readonly uncontrolled?: boolean;
}

type Door = Site["doors"][number];
type Lock = Site["locks"][number];

/** The state with every bolt where the wires leave it. */
export function wired(site: Site, state: SiteState, standing: Standing): SiteState {
  const door = site.doors[0];
  if (door === undefined) return state;
  const moved = door.locks.map((lock) => leftAt(state, door, lock, standing));
  if (moved.every((bolt) => bolt === null)) return state;
  // A lock that moves is taken to say so, a moment after everything else.
  const now = state.now + 1;
  const locks = state.locks.map((facts, index) => {
    const bolt = moved[index] ?? null;
    return bolt === null ? facts : { ...facts, reported: bolt, reportedAt: now };
  });
  return { ...state, now, locks };
}

function leftAt(state: SiteState, door: Door, lock: Lock, standing: Standing): Bolt | null {
  const { alsoDrivenBy } = door.description;
  if (relayOpens(door, lock, standing)) return "unlocked";
  const { failMode } = lock.description;
  // What is held shut by power can't be locked again without any.
  if (failMode === "fail-safe" && state.supplies[lock.supply]?.status === "lost") return null;
  const burns = concerns(door, standing);
  const relocked = alsoDrivenBy?.relocksByItself === true && burns && lock.releasedOnFire;
  const kept =
    alsoDrivenBy?.lockdownOverFire === true &&
    burns &&
    standing.lockdown === true &&
    !lock.mechanical;
  return relocked || kept ? "locked" : null;
}

/** The panel breaks the wire of what power holds shut, and gives power to what the site says fire opens. */
function relayOpens(door: Door, { description }: Lock, standing: Standing): boolean {
  return (
    isReleased(door, standing) &&
    (description.failMode === "fail-safe" || door.description.onFire === "release")
  );
}

function isReleased(door: Door, standing: Standing): boolean {
  const { fireRelease } = door.description;
  if (fireRelease === null || !concerns(door, standing)) return false;
  return standing.fire !== "over" || fireRelease.latched;
}

function concerns(door: Door, { fire }: Standing): boolean {
  return fire !== undefined && (fire !== "elsewhere" || door.serves === null);
}

/** The door as it was first written, but for the exit devices that the other system switches off. */
export function withoutCutExits(door: Door, standing: Standing): Door {
  const { description } = door;
  if (standing.lockdown !== true || description.alsoDrivenBy?.lockdownCutsExit !== true)
    return door;
  const egressDevices = description.egressDevices.filter(
    ({ kind }) => kind !== "exit-button" && kind !== "exit-sensor",
  );
  return { ...door, description: { ...description, egressDevices } };
}

/** A holder lets go by its own wiring, whatever it was last told. */
export function holderLeft(door: Door, view: DoorView, standing: Standing): DoorView["holder"] {
  if (view.holder === null || door.holder === null) return null;
  const fallsBack = standing.uncontrolled === true && door.holder.controllerLoss === "release";
  return fallsBack || isReleased(door, standing) ? "released" : view.holder;
}

/** The cell's answers by the engine alone and with the wires, side by side. */
interface Difference {
  readonly told: Pick<DoorView, "outside" | "egress" | "holder">;
  readonly wired: Pick<DoorView, "outside" | "egress" | "holder">;
}

/** What the wires changed, in sentences that come before the engine's own. */
export function wireSentences(door: Door, { told, wired: left }: Difference): readonly string[] {
  const other = door.description.alsoDrivenBy?.name ?? "Another system";
  const opened = told.outside !== left.outside && left.outside !== "locked";
  const shut = told.outside !== left.outside && left.outside === "locked";
  const cut = !shut && told.egress !== left.egress && left.egress === "blocked";
  const letGo = told.holder !== left.holder;
  return [
    ...(opened ? ["The fire panel's relay opens it, whatever it was told."] : []),
    ...(shut ? [`${other} locks it, whatever it was told.`] : []),
    ...(cut ? [`${other} switches its exit devices off.`] : []),
    ...(letGo ? ["Its holder lets go by its own wiring."] : []),
  ];
}
