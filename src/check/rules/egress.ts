/** People can get out: by hand, without a key, and without anything that may have died. */
import type { CompiledLock } from "../../core/compile.ts";
import { atDoors, type Rule } from "../rule.ts";
import { lockNames, verb } from "../words.ts";

const failSecure = (locks: readonly CompiledLock[]) =>
  locks.filter(({ description }) => description.failMode === "fail-secure");

const HAND = "Fit a handle, panic bar or thumbturn inside that draws the lock, and name it in";
const HANDLE = `${HAND} \`egressDevices\`; if the one that is there does, add the lock to its \`draws\`.`;

export const EGRESS_RULES: readonly Rule[] = [
  {
    id: "L01",
    severity: "error",
    title: "An exit that keeps people in when power fails",
    why: "A fail-secure lock stays locked without power. On an exit a hand must be able to open it.",
    source: "IRC R311.2; EN 179 and EN 1125 as told by citysecuritymagazine.com",
    fix: HANDLE,
    reads: ["doors.exit", "doors.egressDevices", "locks.hardware", "locks.failMode"],
    find: atDoors(({ door, handless }) => {
      const locks = failSecure(handless);
      if (!door.exit || locks.length === 0) return null;
      const stays = verb(locks, "stays", "stay");
      return `${door.name} is an exit, and when power fails ${lockNames(locks)} ${stays} locked: nothing inside opens it by hand.`;
    }),
  },
  {
    id: "L02",
    severity: "error",
    title: "A room that locks people in when power fails",
    why: "A fail-secure door must always have a mechanical override on the inside.",
    source: "Trade guidance on fail-secure locks; IRC R311.2",
    fix: `${HANDLE} If nobody is ever inside, say \`occupied: false\` of the area.`,
    reads: ["areas.occupied", "doors.from", "doors.egressDevices", "locks.failMode"],
    find: atDoors(({ door, occupied, inside, handless }) => {
      const locks = failSecure(handless);
      if (!occupied || locks.length === 0) return null;
      return `People are in ${inside}, and ${lockNames(locks)} on ${door.name} can't be opened by hand from there.`;
    }),
  },
  {
    id: "L03",
    severity: "error",
    title: "An exit that asks for a credential",
    why: "Leaving must need no key, no card, no phone and no special knowledge.",
    source: "IRC R311.2; idighardware.com 2026/02",
    fix: "Add what anyone can use from inside: a handle or bar, or an exit button that is wired to break the lock's supply.",
    reads: ["doors.exit", "doors.egressDevices.kind"],
    find: atDoors(({ door, locks }) => {
      if (!door.exit || locks.length === 0) return null;
      if (door.egressDevices.some(({ kind }) => kind !== "reader")) return null;
      const only = door.egressDevices.length === 0 ? "through an app" : "with a credential";
      return `${door.name} is an exit, and day by day one leaves by it only ${only}.`;
    }),
  },
  {
    id: "L04",
    severity: "error",
    title: "A magnet and no way to let it go from inside",
    why: "Nothing mechanical opens a lock that power holds shut.",
    source: "campussafetymagazine.com 29868, page 5",
    fix: "Add an exit button or sensor inside, `via: power`, or a bar or handle whose switch cuts the lock (`draws`).",
    reads: ["doors.egressDevices", "locks.hardware", "locks.failMode", "areas.occupied"],
    find: atDoors(({ door, peopled, heldShut, buttons }) => {
      if (!peopled || heldShut.length === 0 || buttons.length > 0) return null;
      const holds = verb(heldShut, "holds", "hold");
      return `${lockNames(heldShut)} ${holds} ${door.name} shut by power, and no exit button or sensor inside lets go.`;
    }),
  },
  {
    id: "L05",
    severity: "error",
    title: "No emergency release in the wire of a magnet",
    why: "A fire input must not be the only release: a break-glass at the door must cut the lock's supply itself.",
    source: "BS 7273-4 as told by wiki.firesecure.uk and safelincs-forum 4700",
    fix: "Fit a green break-glass beside the door, in the supply of the lock: `emergencyRelease: { hardwired: true }`.",
    reads: ["doors.emergencyRelease.hardwired", "locks.hardware", "areas.occupied"],
    find: atDoors(({ door, peopled, heldShut, hardwired }) => {
      if (!peopled || heldShut.length === 0 || hardwired) return null;
      const has =
        door.emergencyRelease === null
          ? "has no emergency release"
          : "has an emergency release that only tells Egress";
      return `${door.name} ${has}: nothing at the door cuts ${lockNames(heldShut)} by wire.`;
    }),
  },
  {
    id: "L06",
    severity: "error",
    title: "An exit button that works only through software",
    why: "The button must not depend on electronics that can fail; software is the second way, never the first.",
    source: "IBC 1010.1.9.10 (up.codes); campussafetymagazine.com 29868; sccfd.org SI-6",
    fix: "Wire the button into the supply of the lock, and say `via: power`. Egress may still see its contact.",
    reads: ["doors.egressDevices.via", "doors.emergencyRelease.hardwired"],
    find: atDoors(({ door, peopled, heldShut, buttons, hardwired }) => {
      if (!peopled || heldShut.length === 0) return null;
      const directly =
        buttons.length === 0
          ? door.emergencyRelease === null || hardwired
          : buttons.some(({ via }) => via === "power");
      if (directly) return null;
      return `What lets go ${lockNames(heldShut)} on ${door.name} from inside goes through electronics; nothing breaks the supply directly.`;
    }),
  },
  {
    id: "L07",
    severity: "error",
    title: "An exit that stays locked when Egress dies",
    why: "What a relay does when its controller dies is wiring, not fail mode: a fail-safe lock can stay powered, and shut.",
    source: "Relay manual RM-DCM-2, page 15 (manualshive.com)",
    fix: "Add a hard-wired release (`emergencyRelease`, or the fire panel's relay as `fireRelease`), and let the output fall back: `controllerLoss: release`.",
    reads: ["doors.exit", "locks.controllerLoss", "doors.emergencyRelease", "doors.fireRelease"],
    find: atDoors(({ door, heldShut, hardwired }) => {
      if (!door.exit || hardwired || door.fireRelease !== null) return null;
      const locks = heldShut.filter(({ description }) => description.controllerLoss === "hold");
      if (locks.length === 0) return null;
      return `If Egress dies, ${lockNames(locks)} on ${door.name} ${verb(locks, "stays", "stay")} powered and locked, and no hard-wired release cuts the power.`;
    }),
  },
  {
    id: "L11",
    severity: "error",
    title: "A panic bar that leaves the magnet holding",
    why: "Whoever pushes the bar must be out with that one action.",
    source: "IBC 1010.1.9.10 (up.codes); wiki.firesecure.uk; sccfd.org SI-6",
    fix: "Fit a bar with a switch in the supply of the magnet, and say so: `draws: [the-magnet]`.",
    reads: ["doors.egressDevices.kind", "doors.egressDevices.draws", "locks.hardware"],
    find: atDoors(({ door, locks }) => {
      const bars = door.egressDevices.filter(({ kind }) => kind === "panic-bar");
      const left = locks.filter(
        ({ id, description }) =>
          description.hardware === "maglock" && !bars.some(({ draws }) => draws.includes(id)),
      );
      if (bars.length === 0 || left.length === 0) return null;
      return `The panic bar of ${door.name} draws the latch, and ${lockNames(left)} ${verb(left, "goes", "go")} on holding the door.`;
    }),
  },
  {
    id: "L12",
    severity: "error",
    title: "An exit that needs a key from the inside",
    why: "A bolt with a key on both sides, or a second lock for the night, keeps in whoever has no key.",
    source: "IRC R311.2 (idighardware.com 2010/11)",
    fix: "Replace the inner key by a thumbturn, and remove `keyedInside`.",
    reads: ["doors.keyedInside", "doors.exit", "areas.occupied"],
    find: atDoors(({ door, occupied, inside }) =>
      door.keyedInside && door.exit && occupied
        ? `${door.name} is an exit of ${inside}, and something on it needs a key from the inside.`
        : null,
    ),
  },
  {
    id: "L35",
    severity: "error",
    title: "A bolt that a flat battery leaves thrown",
    why: "A fail-as-is lock stays where it was when its power died. On an exit a thumbturn must draw it.",
    source: "tech.napcosecurity.com; IRC R311.2",
    fix: "Fit a thumbturn inside: `egressDevices: [{ kind: thumbturn }]`.",
    reads: ["doors.exit", "doors.egressDevices", "locks.failMode"],
    find: atDoors(({ door, handless }) => {
      const locks = handless.filter(({ description }) => description.failMode === "fail-as-is");
      if (!door.exit || locks.length === 0) return null;
      return `${door.name} is an exit, and ${lockNames(locks)} ${verb(locks, "stays", "stay")} thrown when the power dies: no thumbturn inside draws it.`;
    }),
  },
  {
    id: "L42",
    severity: "warning",
    title: "A door to outside that is not said to be an exit",
    why: "The rules for exits can't be applied to a door of which nobody said whether it is one.",
    source: "our own judgement",
    fix: "Say `exit: true`; if it is truly no exit, acknowledge this with the reason.",
    reads: ["doors.exit", "doors.to", "areas.occupied"],
    find: atDoors(({ door, locks, occupied, perimeter, inside }) =>
      perimeter && occupied && !door.exit && (locks.length > 0 || door.keyedInside)
        ? `${door.name} leads from ${inside} to outside, and is not said to be an exit.`
        : null,
    ),
  },
];
