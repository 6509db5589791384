/** Asks each device's profile what it makes of its binding. */
import { type BindingUse, bindingProblems } from "../../devices/index.ts";
import type { Finding } from "../finding.ts";
import { type LooseSite, type Part, said } from "../loose-site.ts";
import { plainText } from "../plain-text.ts";
import { sensorKind } from "./sensors.ts";

export function badBindings(site: LooseSite): readonly Finding[] {
  return [
    ...site.sensors.flatMap((sensor) => problemsOf(sensor, sensorKind(sensor))),
    ...site.doors.flatMap((door) => [
      ...door.locks.flatMap((lock) => problemsOf(lock, "lock")),
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

/** `topics[0].name` as `["topics", 0, "name"]`. */
function steps(path: string): (string | number)[] {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== "")
    .map((step) => (/^\d{1,9}$/.test(step) ? Number(step) : step));
}
