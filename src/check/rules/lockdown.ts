/** Lockdown stops people from coming in. It never keeps anybody in, and fire goes before it. */
import { atDoors, type Rule } from "../rule.ts";
import { lockNames } from "../words.ts";

export const LOCKDOWN_RULES: readonly Rule[] = [
  {
    id: "L13",
    severity: "error",
    title: "A lockdown that switches off the way out",
    why: "Lockdown prevents entry without impeding egress. Egress never cuts an exit device; another system in the wires may.",
    source: "locksmithledger.com 10740978",
    fix: "Take the exit button and the emergency release out of the other system's lockdown.",
    reads: ["doors.alsoDrivenBy.lockdownCutsExit"],
    find: atDoors(({ door }) =>
      door.alsoDrivenBy?.lockdownCutsExit === true
        ? `In a lockdown ${door.alsoDrivenBy.name} switches off what lets people out of ${door.name}.`
        : null,
    ),
  },
  {
    id: "L14",
    severity: "error",
    title: "A lockdown that goes before fire",
    why: "Life safety comes first. In Egress fire always wins; another system on the same lock may see it the other way.",
    source: "securitysales.com on combination systems; BACnet priority array",
    fix: "Let the other system give way to fire, or take it off the lock.",
    reads: ["doors.alsoDrivenBy.lockdownOverFire", "doors.egressDevices", "locks.hardware"],
    find: atDoors(({ door, handless }) =>
      door.alsoDrivenBy?.lockdownOverFire === true && handless.length > 0
        ? `${door.alsoDrivenBy.name} keeps ${lockNames(handless)} on ${door.name} locked in a lockdown, also while it burns, and no hand inside opens it.`
        : null,
    ),
  },
  {
    id: "L40",
    severity: "warning",
    title: "A lockdown that needs the internet",
    why: "It must work when the line, the cloud or the account does not.",
    source: "cansec.com; ipvm.com",
    fix: "Add a button or a panel on the site, and say `lockdownVia: local`.",
    reads: ["lockdownVia", "doors.onLockdown"],
    find: ({ site }) =>
      site.lockdownVia === "cloud" &&
      site.doors.some(({ onLockdown, locks }) => onLockdown === "secure" && locks.length > 0)
        ? [
            {
              subject: "site",
              message: `A lockdown of ${site.name} can be called only through the internet.`,
            },
          ]
        : [],
  },
];
