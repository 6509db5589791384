/** A door as the site file says it, from the fields of the egress-door form. */
import { idsOrNothing } from "../egress-site/assemble.ts";
import {
  type FormFields,
  filled,
  flag,
  jsonOrText,
  list,
  numberOrText,
  rows,
  text,
} from "../shared/form-value.ts";

type Part = Readonly<Record<string, unknown>>;

export function doorOf(form: FormFields): Part {
  const timing = filled({
    access: text(form, "access"),
    extendedAccess: text(form, "extendedAccess"),
    heldOpen: text(form, "heldOpen"),
    preAlarm: text(form, "preAlarm"),
    relockAfterClose: text(form, "relockAfterClose"),
  });
  return filled({
    id: text(form, "door"),
    name: text(form, "name"),
    from: text(form, "from"),
    to: text(form, "to"),
    exit: flag(form, "exit") ? true : undefined,
    fireRated: flag(form, "fireRated") ? true : undefined,
    stairReentry: flag(form, "stairReentry") ? true : undefined,
    servesAreas: idsOrNothing(text(form, "servesAreas")),
    egressDevices: rows(form, "egressDevices").map(egressDeviceOf),
    emergencyRelease: emergencyRelease(form),
    contact: text(form, "contact"),
    onFire: text(form, "onFire"),
    onGas: text(form, "onGas"),
    onLockdown: text(form, "onLockdown"),
    onRestore: text(form, "onRestore"),
    rest: text(form, "rest"),
    unlockMeans: text(form, "unlockMeans"),
    forcedOpen: text(form, "forcedOpen"),
    timing: Object.keys(timing).length === 0 ? undefined : timing,
    locks: rows(form, "locks").map(lockOf),
    holder: holderOf(form),
  });
}

function lockOf(row: FormFields): Part {
  return filled({
    id: text(row, "id"),
    name: text(row, "name"),
    hardware: text(row, "hardware"),
    failMode: text(row, "failMode"),
    supply: text(row, "supply"),
    watts: numberOrText(text(row, "watts")),
    controllerLoss: text(row, "controllerLoss"),
    monitor: flag(row, "monitor") ? true : undefined,
    confirmWithin: text(row, "confirmWithin"),
    device: jsonOrText(text(row, "device")),
  });
}

/** `via` is asked of buttons and sensors only: the rest are worked by hand. */
const WIRED_DEVICES: ReadonlySet<string> = new Set(["exit-button", "exit-sensor"]);

function egressDeviceOf(row: FormFields): Part {
  const kind = text(row, "kind");
  const wired = WIRED_DEVICES.has(kind);
  const draws = list(text(row, "draws"));
  return filled({
    kind,
    via: wired ? text(row, "via") : undefined,
    hold: wired ? text(row, "hold") : undefined,
    draws: draws.length === 0 ? undefined : draws,
  });
}

function emergencyRelease(form: FormFields): Part | undefined {
  const kind = text(form, "release", "none");
  if (kind === "none") return undefined;
  return filled({ hardwired: kind === "hardwired", sensor: text(form, "releaseSensor") });
}

function holderOf(form: FormFields): Part | undefined {
  const id = text(form, "holderId");
  if (id === "") return undefined;
  return filled({
    id,
    supply: text(form, "holderSupply"),
    holdOnUps: flag(form, "holdOnUps") ? true : undefined,
    device: jsonOrText(text(form, "holderDevice")),
  });
}
