/** The four answers about a door, and everything that stands around them. */
import type { CompiledDoor, Site } from "./compile.ts";
import { doorDemand } from "./demands.ts";
import { egressOf } from "./egress.ts";
import { holderView } from "./holders.ts";
import { boltOf, supplyOf } from "./physics.ts";
import { remoteOf } from "./refusals.ts";
import type { SiteState } from "./state.ts";
import { troublesOf } from "./troubles.ts";
import type { DoorView, LockView, Outside } from "./view.ts";

export function doorView(site: Site, state: SiteState, index: number): DoorView | undefined {
  const door = site.doors[index];
  const facts = state.doors[index];
  if (door === undefined || facts === undefined) return undefined;
  const locks = Object.fromEntries(
    door.locks.map((lock): [string, LockView] => {
      const told = state.locks[lock.index];
      return [
        lock.id,
        {
          ordered: told?.ordered ?? "unknown",
          reported: told?.reported ?? "unknown",
          ...boltOf(state, lock),
          supply: supplyOf(state, lock),
        },
      ];
    }),
  );
  const egress = egressOf(state, door);
  return {
    outside: outsideOf(Object.values(locks)),
    egress,
    position: facts.position,
    remote: remoteOf(state, door),
    demand: doorDemand(state, door),
    alarm: facts.alarm,
    troubles: troublesOf(site, state, door, egress),
    locks,
    holder: holderView(state, door),
  };
}

/** Locked if any lock is, else unknown if any is in doubt; a door without locks is unlocked. */
function outsideOf(locks: readonly LockView[]): Outside {
  if (locks.some(({ bolt }) => bolt === "locked")) return "locked";
  return locks.every(({ bolt }) => bolt === "unlocked") ? "unlocked" : "unknown";
}

export function doorOf(site: Site, id: string): CompiledDoor | undefined {
  const index = site.doorIndex.get(id);
  return index === undefined ? undefined : site.doors[index];
}
