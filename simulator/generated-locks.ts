/** Locks and holders by chance, each with the product that drives it. */
import type { LockDescription } from "../src/core/index.ts";
import type { HolderDescription } from "../src/core/site.ts";
import type { Dice } from "./dice.ts";
import type { ProductKind } from "./generated-site.ts";

export function maglock(id: string, on: string, product: ProductKind, dice: Dice): LockDescription {
  const monitor = product === "plain" || (product === "shelly" && dice.percent(50));
  return lock(id, {
    hardware: "maglock",
    failMode: "fail-safe",
    supply: on,
    controllerLoss: dice.percent(60) ? "release" : "hold",
    monitor,
    device: bindingOf(id, product, monitor),
  });
}

export function strike(id: string, on: string, product: ProductKind, dice: Dice): LockDescription {
  return lock(id, {
    hardware: "electric-strike",
    failMode: "fail-secure",
    supply: on,
    controllerLoss: dice.percent(30) ? "release" : "hold",
    monitor: product === "plain",
    device: bindingOf(id, product, false),
  });
}

export function deadbolt(id: string, on: string): LockDescription {
  return lock(id, {
    hardware: "motor-deadbolt",
    failMode: "fail-as-is",
    supply: on,
    monitor: true,
    device: { profile: "zigbee2mqtt", topic: `zigbee2mqtt/${id}` },
  });
}

export function holderOf(door: string, on: string, dice: Dice): HolderDescription {
  const id = `${door}-holder`;
  return {
    id,
    name: id,
    supply: on,
    holdOnUps: dice.percent(50),
    controllerLoss: "release",
    device: { profile: "zigbee2mqtt", topic: `zigbee2mqtt/${id}` },
  };
}

function bindingOf(id: string, product: ProductKind, feedback: boolean): LockDescription["device"] {
  const more = feedback ? { feedback: "output" } : {};
  if (product === "shelly") return { profile: "shelly-gen2-switch", topic: id, ...more };
  if (product === "tasmota") return { profile: "tasmota-relay", topic: id, ...more };
  if (product === "zigbee-relay")
    return { profile: "zigbee2mqtt", topic: `zigbee2mqtt/${id}`, as: "relay", ...more };
  return null;
}

function lock(
  id: string,
  over: Partial<LockDescription> & Pick<LockDescription, "hardware" | "failMode">,
): LockDescription {
  return {
    id,
    name: id,
    supply: "grid",
    watts: null,
    peakWatts: null,
    continuousDuty: true,
    solenoid: false,
    controllerLoss: "hold",
    monitor: false,
    confirmWithinMs: 3_000,
    device: null,
    ...over,
  };
}
