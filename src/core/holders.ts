/** Door holders keep a leaf open while powered. Letting go is their safe side: the door closes. */
import type { CompiledDoor } from "./compile.ts";
import type { Draft } from "./draft.ts";
import { anyFire, lockdownOn } from "./emergencies.ts";
import type { HolderDescription } from "./site.ts";
import type { SiteState } from "./state.ts";

/**
 * Whether the holder may hold: not while fire stands anywhere, not in lockdown of its door, and on grid
 * loss only where it was told to hold on the UPS (EN 1155: interruption closes the door).
 */
export function mayHold(state: SiteState, door: CompiledDoor, holder: HolderDescription): boolean {
  if (anyFire(state) || lockdownOn(state, door) !== null) return false;
  if (state.supplies[door.holderSupply]?.status === "lost") return false;
  if (holder.holdOnUps) return true;
  return (
    state.supplies[door.holderMains]?.status !== "lost" &&
    state.supplies[door.holderSupply]?.on !== "battery"
  );
}

export function settleHolder(draft: Draft, door: CompiledDoor, holder: HolderDescription): void {
  const facts = draft.state.doors[door.index];
  if (facts === undefined || draft.state.controller === "dead") return;
  const to = mayHold(draft.state, door, holder) ? "held" : "released";
  const owed = facts.holderOwed || facts.holderOrdered !== to;
  if (!owed) return;
  const held = to === "held" && draft.state.gateOpensAt !== null;
  // One that was never told anything begins to hold when somebody asks something of its door.
  const asked = draft.explicitDoor === door.index;
  const never = to === "held" && facts.holderOrdered === "unknown" && !asked;
  if (held || never) return;
  if (facts.holderLink === "down") {
    if (!facts.holderOwed) draft.setDoor(door.index, { holderOwed: true });
    return;
  }
  draft.commands.push({ holder: holder.id, to });
  draft.setDoor(door.index, { holderOrdered: to, holderOwed: false });
  if (facts.holderOrdered !== to)
    draft.emit(to === "released" ? "holder-released" : "holder-held", {
      door: door.id,
      holder: holder.id,
    });
}

/** What the holder is doing: released without power, whatever it was told. */
export function holderView(state: SiteState, door: CompiledDoor): "held" | "released" | null {
  if (door.holder === null) return null;
  if (state.supplies[door.holderSupply]?.status === "lost") return "released";
  return state.doors[door.index]?.holderOrdered === "held" ? "held" : "released";
}
