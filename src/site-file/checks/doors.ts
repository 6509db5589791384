/** What can't be built, or would be said of a door without any meaning. */
import { type Finding, shown } from "../finding.ts";
import { type LooseDoor, type LooseSite, type Part, said, wordIn, wordsIn } from "../loose-site.ts";

/** Exit devices that have a wire of some kind, and so a `via`. */
const WIRED_DEVICES: ReadonlySet<unknown> = new Set(["exit-button", "exit-sensor"]);
/** Exit devices that a hand moves, and so may draw a bolt. */
const DRAWING_DEVICES: ReadonlySet<unknown> = new Set(["handle", "panic-bar", "thumbturn"]);

export function impossibleDoors(site: LooseSite): readonly Finding[] {
  return site.doors.flatMap((door) => [
    ...sameSides(door),
    ...interlockedWithItself(door),
    ...door.egressDevices.flatMap(idleDeviceKeys),
    ...door.locks.flatMap((lock) => [...unpoweredMagnet(lock), ...unsaidLoss(lock)]),
  ]);
}

function sameSides(door: Part): readonly Finding[] {
  const [from, to] = [wordIn(door, "from"), wordIn(door, "to")];
  if (from === undefined || from !== to) return [];
  return [
    {
      path: [...door.path, "to"],
      message: `is the same area as \`from\`: ${shown(to)}`,
      mend: "a door stands between two areas; `to` is the one that people escape to",
    },
  ];
}

function interlockedWithItself(door: LooseDoor): readonly Finding[] {
  const own = wordIn(door, "id");
  if (door.interlock === null || own === undefined) return [];
  return wordsIn(door.interlock, "with")
    .filter(({ word }) => word === own)
    .map(({ path }) => ({
      path,
      message: "is the door itself",
      mend: "name the other door of the pair",
    }));
}

function idleDeviceKeys(device: Part): readonly Finding[] {
  const kind = wordIn(device, "kind");
  if (kind === undefined) return [];
  const findings: Finding[] = [];
  if (said(device, "via") !== undefined && !WIRED_DEVICES.has(kind))
    findings.push({
      path: [...device.path, "via"],
      message: `means nothing for ${shown(kind)}, which is not wired to the lock`,
      mend: "remove it, or use `exit-button` or `exit-sensor`",
    });
  const draws = said(device, "draws");
  if (Array.isArray(draws) && draws.length > 0 && !DRAWING_DEVICES.has(kind))
    findings.push({
      path: [...device.path, "draws"],
      message: `means nothing for ${shown(kind)}, which draws no bolt by hand`,
      mend: "remove it; `via: power` is how a button opens a lock without Egress",
    });
  return findings;
}

/** A magnet holds by power and by nothing else. */
function unpoweredMagnet(lock: Part): readonly Finding[] {
  const failMode = wordIn(lock, "failMode");
  if (wordIn(lock, "hardware") !== "maglock") return [];
  if (failMode !== "fail-secure" && failMode !== "fail-as-is") return [];
  return [
    {
      path: [...lock.path, "failMode"],
      message: `a maglock can't be ${shown(failMode)}: without power it holds nothing`,
      mend: "write `fail-safe`, or name the hardware that is really there",
    },
  ];
}

/** For a fail-safe lock nothing is assumed: a wrong guess would keep people in, or everybody out. */
function unsaidLoss(lock: Part): readonly Finding[] {
  if (wordIn(lock, "failMode") !== "fail-safe" || said(lock, "controllerLoss") !== undefined)
    return [];
  return [
    {
      path: [...lock.path, "controllerLoss"],
      message:
        "is missing: a fail-safe lock must say what its output does when the controller dies",
      mend: "write `release` if its output lets go by itself, `hold` if it stays as it is",
    },
  ];
}
