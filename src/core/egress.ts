/** Whether someone inside can get out, and how. */
import type { CompiledDoor, CompiledLock } from "./compile.ts";
import { boltOf, supplyOf } from "./physics.ts";
import type { EgressDevice } from "./site.ts";
import type { SiteState } from "./state.ts";
import type { Egress } from "./view.ts";

/** From best to worst: a door is as good as its worst lock. */
const WORSE: readonly Egress[] = ["free", "mechanical", "by-device", "blocked"];

/** The way out past a lock that is not known to be unlocked. */
export function egressWhenLocked(
  state: SiteState,
  door: CompiledDoor,
  lock: CompiledLock,
): Exclude<Egress, "free"> {
  if (lock.mechanical) return "mechanical";
  return opensByDevice(state, door, lock) ? "by-device" : "blocked";
}

export function egressOf(state: SiteState, door: CompiledDoor): Egress {
  let worst: Egress = "free";
  for (const lock of door.locks) {
    const unlocked = boltOf(state, lock).bolt === "unlocked";
    const egress = unlocked ? "free" : egressWhenLocked(state, door, lock);
    if (WORSE.indexOf(egress) > WORSE.indexOf(worst)) worst = egress;
  }
  return worst;
}

function opensByDevice(state: SiteState, door: CompiledDoor, lock: CompiledLock): boolean {
  const release = door.description.emergencyRelease;
  if (release !== null) {
    if (release.hardwired && lock.description.failMode === "fail-safe") return true;
    if (!release.hardwired && throughController(state, lock)) return true;
  }
  return door.description.egressDevices.some((device) => deviceOpens(state, door, lock, device));
}

function deviceOpens(
  state: SiteState,
  door: CompiledDoor,
  lock: CompiledLock,
  device: EgressDevice,
): boolean {
  if (device.kind !== "exit-button" && device.kind !== "exit-sensor") return false;
  switch (device.via) {
    case "power":
      return lock.description.failMode === "fail-safe";
    case "lock":
      return supplyOf(state, lock) === "live";
    case "controller":
      return throughController(state, lock) && exitSensorsWork(state, door);
  }
}

/** Needs power at the lock, a way to its device and a controller that runs. */
function throughController(state: SiteState, lock: CompiledLock): boolean {
  return (
    state.controller === "running" &&
    state.locks[lock.index]?.link === "up" &&
    supplyOf(state, lock) === "live"
  );
}

/** An exit sensor that says it is broken, or fell silent, is no way out. */
function exitSensorsWork(state: SiteState, door: CompiledDoor): boolean {
  if (door.exitSensors.length === 0) return true;
  return door.exitSensors.some((index) => {
    const facts = state.sensors[index];
    return facts !== undefined && facts.value !== "fault" && !facts.silent;
  });
}
