/** What opens a lock from the inside: by hand, by an exit device, or only by being released. */
import type {
  EgressDevice,
  EgressDeviceKind,
  FirePolicy,
  Hardware,
  LockDescription,
} from "./site.ts";

/**
 * Which hardware each kind of inside device draws by hand. A maglock and a solenoid bolt are drawn by
 * nothing: a device that is wired or linked to one says so by `draws`.
 */
export const DRAWS: Readonly<Record<EgressDeviceKind, readonly Hardware[]>> = {
  handle: ["electric-strike", "electrified-lockset", "motor-latch"],
  "panic-bar": ["electric-strike", "electrified-lockset", "motor-latch"],
  thumbturn: ["electric-strike", "electrified-lockset", "motor-latch", "motor-deadbolt"],
  "exit-button": [],
  "exit-sensor": [],
  reader: [],
};

/** Devices that a person works by hand; only these can draw a lock without power. */
const HAND_DEVICES: ReadonlySet<EgressDeviceKind> = new Set(["handle", "panic-bar", "thumbturn"]);

/** Whether a hand on the inside opens the lock, with power or without. */
export function drawsByHand(devices: readonly EgressDevice[], lock: LockDescription): boolean {
  return devices.some(
    (device) =>
      HAND_DEVICES.has(device.kind) &&
      (DRAWS[device.kind].includes(lock.hardware) || device.draws.includes(lock.id)),
  );
}

/**
 * Whether fire (or gas) releases the lock. By `auto` only what must open to let people out, because
 * setting off a smoke alarm must not be a way in (NFPA 72-2010 21.9.1: "in the direction of egress").
 */
export function releasedBy(
  policy: FirePolicy,
  lock: LockDescription,
  mechanical: boolean,
): boolean {
  if (policy === "release") return true;
  if (policy === "stay") return false;
  return lock.failMode === "fail-safe" || !mechanical;
}
