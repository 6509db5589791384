/** Fire: rated doors stay latched, what must open opens and stays open, holders let go. */
import { OUTSIDE } from "../../core/site.ts";
import type { Doorway } from "../plan.ts";
import { atDoors, type Found, type Rule } from "../rule.ts";
import { lockNames, verb } from "../words.ts";

/** Hardware that holds a leaf by a latch of its own, with power or without. */
const LATCHES: ReadonlySet<string> = new Set([
  "electric-strike",
  "electrified-lockset",
  "motor-latch",
]);

const strikes = ({ locks }: Doorway) =>
  locks.filter(({ description }) => description.hardware === "electric-strike");

export const FIRE_RULES: readonly Rule[] = [
  {
    id: "L08",
    severity: "error",
    title: "A fail-safe strike on a fire-rated door",
    why: "Without power the keeper lets the latch go, and a rated door that does not latch is not rated.",
    source: "idighardware.com on strikes and fire doors; doorwaysplus.com",
    fix: "Fit a fail-secure strike, or an electrified lockset, which unlocks without unlatching.",
    reads: ["doors.fireRated", "locks.hardware", "locks.failMode"],
    find: atDoors((at) => {
      const locks = strikes(at).filter(({ description }) => description.failMode === "fail-safe");
      if (!at.door.fireRated || locks.length === 0) return null;
      return `${at.door.name} is fire-rated, and ${lockNames(locks)} ${verb(locks, "lets", "let")} its latch go when power is lost.`;
    }),
  },
  {
    id: "L09",
    severity: "error",
    title: "A fire-rated door held by a magnet alone",
    why: "A rated door must latch by itself, and a magnet is no latch.",
    source: "campussafetymagazine.com 29868, page 8; locksmithledger.com 10227937",
    fix: "Fit a latch beside the magnet. If the leaf has one that is no lock of the site, say `latch: true`.",
    reads: ["doors.fireRated", "doors.latch", "locks.hardware"],
    find: atDoors(({ door, locks }) => {
      const magnets = locks.filter(({ description }) => description.hardware === "maglock");
      if (!door.fireRated || door.latch || magnets.length === 0) return null;
      if (locks.some(({ description }) => LATCHES.has(description.hardware))) return null;
      return `${door.name} is fire-rated and must latch, and only ${lockNames(magnets)} ${verb(magnets, "holds", "hold")} it.`;
    }),
  },
  {
    id: "L10",
    severity: "error",
    title: "A strike that fire opens on a fire-rated door",
    why: "While it burns the strike must be without power and hold the latch.",
    source: "idighardware.com 2014/10 and 2018/03",
    fix: "Fit a handle inside that draws the strike, and write `onFire: auto`: then it stays latched and people still get out.",
    reads: ["doors.fireRated", "doors.onFire", "doors.egressDevices", "locks.hardware"],
    find: atDoors((at) => {
      const opened = strikes(at).filter(
        ({ description, releasedOnFire }) =>
          releasedOnFire && (description.failMode !== "fail-safe" || at.door.onFire === "release"),
      );
      if (!at.door.fireRated || opened.length === 0) return null;
      const because =
        at.door.onFire === "release" ? "`onFire: release`" : "nothing inside draws it by hand";
      return `${at.door.name} is fire-rated, and fire opens ${lockNames(opened)}, since ${because}.`;
    }),
  },
  {
    id: "L15",
    severity: "error",
    title: "A release for fire that takes itself back",
    why: "A released door must stay released until somebody resets it. Egress latches; another system in the same wires may not.",
    source: "NFPA 72-2007 6.16.7; campussafetymagazine.com 29868, page 7",
    fix: "Set the panel's relay to stay until reset, and switch off the lock's own auto-relock.",
    reads: ["doors.fireRelease.latched", "doors.alsoDrivenBy.relocksByItself", "doors.onFire"],
    find: atDoors(({ door, locks }) => {
      const released = locks.filter(({ releasedOnFire }) => releasedOnFire);
      if (released.length === 0) return null;
      if (door.fireRelease?.latched === false)
        return `The fire panel's relay at ${door.name} gives ${lockNames(released)} back before anybody resets.`;
      if (door.alsoDrivenBy?.relocksByItself !== true) return null;
      return `${door.alsoDrivenBy.name} locks ${lockNames(released)} on ${door.name} again by itself, also after a release for fire.`;
    }),
  },
  {
    id: "L16",
    severity: "error",
    title: "Locked without power, and meant to open on fire",
    why: "A fail-secure lock needs power to open. Fire and a blackout come together, and then the promise can't be kept.",
    source: "Trade guidance on hybrid locks; our own judgement",
    fix: "Put the lock on a UPS or battery, or let the fire panel's relay open it by wire (`fireRelease`).",
    reads: ["doors.onFire", "locks.failMode", "locks.supply", "supplies.kind", "doors.fireRelease"],
    find: atDoors(({ door, locks }, plan) => {
      if (door.onFire !== "release" || door.fireRelease !== null) return null;
      const dry = locks.filter(
        (lock) =>
          lock.description.failMode === "fail-secure" && plan.supplyOf(lock)?.reserve !== true,
      );
      if (dry.length === 0) return null;
      return `${door.name} is meant to open on fire, and with the mains gone ${lockNames(dry)} ${verb(dry, "has", "have")} no power left to open.`;
    }),
  },
  {
    id: "L17",
    severity: "error",
    title: "A release for fire that can never come",
    why: "A door that must let go when it burns needs something that tells it so, and the leave to do it.",
    source: "NFPA 72-2010 21.9",
    fix: "Add a smoke or heat detector or a call point to an area that the door serves, or `fireRelease`; and let `onFire` be `auto`.",
    reads: ["doors.onFire", "doors.servesAreas", "doors.exit", "sensors.area", "doors.fireRelease"],
    find: atDoors(({ door, locks, handless, peopled, hearsFire }) => {
      if (door.onFire === "stay")
        return peopled && handless.length > 0 && door.fireRelease === null
          ? `${door.name} says \`onFire: stay\`, and nobody gets past ${lockNames(handless)} by hand.`
          : null;
      if (hearsFire || door.fireRelease !== null) return null;
      const asked = door.onFire === "release" ? locks : peopled ? handless : [];
      const waiting = asked.filter(({ releasedOnFire }) => releasedOnFire);
      if (waiting.length === 0) return null;
      return `${lockNames(waiting)} on ${door.name} ${verb(waiting, "waits", "wait")} for fire, and no detector or call point is in any area that the door serves.`;
    }),
  },
  {
    id: "L21",
    severity: "error",
    title: "A fire door that is held open while it burns",
    why: "An open rated door lets fire and smoke through. Its holder must let go on fire and on loss of power.",
    source: "EN 1155; lifesafetywiki.com on holders",
    fix: "Add a detector, and write `holdOnUps: false`.",
    reads: [
      "doors.fireRated",
      "holder.holdOnUps",
      "holder.supply",
      "sensors.kind",
      "doors.fireRelease",
    ],
    find: atDoors(({ door }, plan) => {
      if (!door.fireRated || door.holder === null) return null;
      if (!plan.anyFireSource && door.fireRelease === null)
        return `${door.holder.name} holds ${door.name} open, and nothing on the site tells it of a fire.`;
      if (!door.holder.holdOnUps || plan.supply(door.holder.supply)?.reserve !== true) return null;
      return `${door.holder.name} goes on holding ${door.name} open when the mains are lost.`;
    }),
  },
  {
    id: "L22",
    severity: "error",
    title: "A holder that goes on holding when Egress is gone",
    why: "Where silence must release a door, an output that stays on can hold a fire door open and nobody knows.",
    source: "firenetforum.org.uk 7281, on BS 7273-4 Table 1",
    fix: "Let the holder's output fall back (`controllerLoss: release`), or cut it by the fire panel's relay (`fireRelease`).",
    reads: ["holder.controllerLoss", "sensors.supervision.critical", "doors.fireRelease"],
    find: atDoors(({ door, critical }) =>
      critical && door.holder?.controllerLoss === "hold" && door.fireRelease === null
        ? `${door.name} answers to a critical detector, and ${door.holder.name} stays powered when Egress or its link is lost.`
        : null,
    ),
  },
  {
    id: "L30",
    severity: "warning",
    title: "A smoke alarm that is a way in",
    why: "A door that opens by hand from inside needs no release for fire; unlocking its outside lets anyone in who sets off an alarm.",
    source: "jackfuse.com; idighardware.com 2026/02",
    fix: "Write `onFire: auto` (for a fail-safe lock `onFire: stay`): people still leave by hand.",
    reads: ["doors.onFire", "doors.egressDevices", "locks.failMode", "dwelling"],
    find: (plan) =>
      plan.doorways.flatMap(({ door, locks, handless, perimeter }): Found[] => {
        if (!perimeter || locks.length === 0 || handless.length > 0) return [];
        if (
          locks.some(({ releasedOnFire, heldByFireRating }) => !releasedOnFire || heldByFireRating)
        )
          return [];
        const side = door.to === OUTSIDE ? "from outside" : "on both sides";
        const message = `One leaves by ${door.name} by hand, and still fire unlocks it ${side}.`;
        const severity = plan.site.dwelling ? "info" : "warning";
        return [{ subject: `door:${door.id}`, message, severity }];
      }),
  },
  {
    id: "L31",
    severity: "error",
    title: "A stair door that can't let people back in",
    why: "Re-entry from a stair means unlocked without being unlatched, also without power.",
    source: "securityinfowatch.com 10853701; campussafetymagazine.com 29868, page 8",
    fix: "Fit a fail-safe electrified lockset or trim instead.",
    reads: ["doors.stairReentry", "locks.hardware", "locks.failMode"],
    find: atDoors(({ door, locks }) => {
      const wrong = locks.filter(
        ({ description: { hardware, failMode } }) =>
          hardware === "electric-strike" || failMode !== "fail-safe",
      );
      if (!door.stairReentry || wrong.length === 0) return null;
      return `${door.name} must let people back in from the stair, and ${lockNames(wrong)} can't unlock it and keep it latched without power.`;
    }),
  },
];
