/** Why a person's wish for a door can't be granted now. The same rules answer `remote`. */
import type { CompiledDoor } from "./compile.ts";
import { isForLife, winningDemand, wouldTrap } from "./demands.ts";
import { fireOn, lockdownOn } from "./emergencies.ts";
import type { RefusalCode, Result } from "./input.ts";
import { boltOf, supplyOf } from "./physics.ts";
import type { SiteState } from "./state.ts";
import { suspicionOn } from "./suspicion.ts";
import type { Remote } from "./view.ts";

export type Refusal = Extract<Result, { ok: false }>;

export function refusal(code: RefusalCode, reason: string): Refusal {
  return { ok: false, code, reason };
}

/** A lock of the door that can't be reached, so that no command would arrive. */
export function unreachable(state: SiteState, door: CompiledDoor): Refusal | null {
  if (state.controller === "dead") return refusal("no-link", "The controller does not run.");
  for (const lock of door.locks) {
    if (supplyOf(state, lock) === "lost")
      return refusal(
        "no-power",
        `${lock.description.name} has no power (${lock.description.supply}).`,
      );
    if (state.locks[lock.index]?.link === "down")
      return refusal("no-link", `The device of ${lock.description.name} can't be reached.`);
  }
  return null;
}

/** What policy says against opening the door from afar. */
export function againstReleasing(state: SiteState, door: CompiledDoor): Refusal | null {
  if (door.locks.some((lock) => lock.heldByFireRating) && fireOn(state, door) !== null)
    return refusal(
      "fire-rated",
      `${door.description.name} is fire-rated: its strike must hold the latch while fire stands. The handle opens it.`,
    );
  if (lockdownOn(state, door) === null) return null;
  if (door.locks.length > 0 && door.locks.every((lock) => wouldTrap(state, door, lock)))
    return null;
  return refusal(
    "lockdown",
    `Lockdown stands over ${door.description.name}: release the lockdown first.`,
  );
}

/** A life-safety release that stands over the door, which nobody can lock against. */
export function againstSecuring(state: SiteState, door: CompiledDoor): Refusal | null {
  for (const lock of door.locks) {
    const { slot, cause } = winningDemand(state, door, lock);
    if (slot === 1)
      return refusal(
        "manual-release",
        `The emergency release at ${door.description.name} is pulled: it is reset there, by hand.`,
      );
    // An unlock that stands hides the suspicion beneath it, and what locks over it would be told nothing.
    if (!isForLife(slot) && suspicionOn(state, door, lock) !== null) return suspected(door);
    if (cause?.kind === "suspicion") return suspected(door);
    if (slot === 2)
      return refusal(
        "fire-latched",
        cause?.kind === "drill"
          ? `A drill releases ${door.description.name}: end the drill first.`
          : `Fire released ${door.description.name}: it locks again after a reset.`,
      );
    if (slot === 3)
      return refusal(
        "gas-latched",
        `Gas released ${door.description.name}: it locks again after a reset.`,
      );
  }
  return null;
}

function suspected(door: CompiledDoor): Refusal {
  return refusal(
    "fire-latched",
    `The journal was damaged, so a release of ${door.description.name} may stand: reset first.`,
  );
}

/** A thrown bolt and a leaf that is known to be open. */
export function againstThrowing(state: SiteState, door: CompiledDoor): Refusal | null {
  if (state.doors[door.index]?.position !== "open") return null;
  return door.locks.some((lock) => lock.thrown)
    ? refusal(
        "door-open",
        `${door.description.name} is open: its bolt is not thrown at an open door.`,
      )
    : null;
}

/** Whether a remote unlock would work now; the first answer that applies. */
export function remoteOf(state: SiteState, door: CompiledDoor): Remote {
  if (unreachable(state, door) !== null) return "impossible";
  if (door.locks.every((lock) => boltOf(state, lock).bolt === "unlocked")) return "open-already";
  return againstReleasing(state, door) === null ? "yes" : "refused";
}
