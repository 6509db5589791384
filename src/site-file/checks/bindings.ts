/** Asks each device's profile what it makes of its binding. */
import { type BindingUse, bindDevice, bindingProblems, leaseGoesOut } from "../../devices/index.ts";
import type { Finding } from "../finding.ts";
import { type LooseSite, type Part, said, wordIn } from "../loose-site.ts";
import { plainText } from "../plain-text.ts";
import { sensorKind } from "./sensors.ts";

export function badBindings(site: LooseSite): readonly Finding[] {
  return [
    ...site.sensors.flatMap((sensor) => problemsOf(sensor, sensorKind(sensor))),
    ...site.doors.flatMap((door) => [
      ...door.locks.flatMap((lock) => [...problemsOf(lock, "lock"), ...undrivable(lock)]),
      ...(door.holder === null ? [] : problemsOf(door.holder, "holder")),
    ]),
  ];
}

function problemsOf(part: Part, use: BindingUse | undefined): readonly Finding[] {
  const binding = said(part, "device");
  if (use === undefined || typeof binding !== "object" || Array.isArray(binding)) return [];
  return bindingProblems(binding, use).map(({ path, message, mend }) => ({
    path: [...part.path, "device", ...steps(path)],
    message: plainText(message),
    mend: plainText(mend),
  }));
}

/** What a lock asks of its device that the device can't give: power to stay by, or a lease. */
function undrivable(lock: Part): readonly Finding[] {
  const bound = bindDevice(said(lock, "device"), "lock");
  const failMode = wordIn(lock, "failMode");
  if (!bound.ok || failMode === undefined) return [];
  if (failMode === "fail-as-is") {
    if (bound.device.drives !== "power") return [];
    return [
      {
        path: [...lock.path, "device", "profile"],
        message: "switches power on and off, and a fail-as-is lock goes nowhere by that",
        mend: "choose a profile that says lock and unlock in words, as `plain` does, or give the relay a `pulse`",
      },
    ];
  }
  if (bound.device.drives === "pulse") {
    return [
      {
        path: [...lock.path, "device", "pulse"],
        message: `moves a fail-as-is lock, and can't hold this one, which is ${failMode}`,
        mend: "leave `pulse` out, or say `failMode: fail-as-is` if the lock stays where it was put",
      },
    ];
  }
  const to = failMode === "fail-safe" ? "locked" : "unlocked";
  if (wordIn(lock, "controllerLoss") !== "release" || leaseGoesOut(bound.device, to)) return [];
  return [
    {
      path: [...lock.path, "controllerLoss"],
      message:
        "is `release`, and this device, as it is bound, does not let go by itself when it hears nothing more",
      mend: "write `hold`, or bind a device that carries a lease (docs/devices.md lists which, and how)",
    },
  ];
}

/** `topics[0].name` as `["topics", 0, "name"]`. */
function steps(path: string): (string | number)[] {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== "")
    .map((step) => (/^\d{1,9}$/.test(step) ? Number(step) : step));
}
