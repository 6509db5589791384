/** Whether a device's lease really leaves with its orders: asked of the bytes, not of a promise. */
import type { CommandMessage } from "../site-handle.ts";
import type { Device } from "./device-profile.ts";

/** Whether what the device is told to be `to` says for how long, so that it lets go by itself. */
export function leaseGoesOut(device: Device, to: "locked" | "unlocked"): boolean {
  return device.carriesLease && said(device, to, 60) !== said(device, to, 61);
}

function said(device: Device, to: "locked" | "unlocked", leaseSeconds: number): string {
  const command: CommandMessage = {
    target: "lock",
    door: "door",
    to,
    energise: true,
    because: "",
    id: "",
    expires: "",
    leaseSeconds,
  };
  const packets = [...device.prepare(leaseSeconds), ...device.encode(command)];
  return JSON.stringify([packets, device.http?.order(command) ?? null]);
}
