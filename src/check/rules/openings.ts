/** How a door is opened and closed again: delays, interlocks, buttons, and what is taken on trust. */

import { delayedDoorsBehind } from "../escape-paths.ts";
import { atDoors, atLocks, type Rule } from "../rule.ts";
import { lockNames, spoken, verb } from "../words.ts";

const SECOND_MS = 1_000;
const MAX_DELAY_MS = 15 * SECOND_MS;
const MAX_APPROVED_DELAY_MS = 30 * SECOND_MS;
const MAX_NUISANCE_MS = 3 * SECOND_MS;
const MIN_BUTTON_HOLD_MS = 30 * SECOND_MS;

export const OPENING_RULES: readonly Rule[] = [
  {
    id: "L23",
    severity: "error",
    title: "A delayed exit outside its limits",
    why: "Push for at most three seconds, out in at most fifteen (thirty with the authority's leave), and only a person re-arms it.",
    source: "NYC Building Code 1010.1.9.7; NFPA 101 7.2.1.6.1",
    fix: "Set the hardware within the limits: `delay: 15s`, `nuisance: 3s`, `rearm: manual`.",
    reads: ["doors.delayedEgress"],
    find: atDoors(({ door }) => {
      if (door.delayedEgress === null) return null;
      const { delayMs, nuisanceMs, rearm, authorityApproved } = door.delayedEgress;
      const limit = authorityApproved ? MAX_APPROVED_DELAY_MS : MAX_DELAY_MS;
      const faults = [
        ...(delayMs > limit ? [`opens only after ${spoken(delayMs)}`] : []),
        ...(nuisanceMs > MAX_NUISANCE_MS ? [`wants ${spoken(nuisanceMs)} of pushing first`] : []),
        ...(rearm === "auto" ? ["re-arms by itself after use"] : []),
      ];
      return faults.length === 0 ? null : `The delayed exit ${door.name} ${faults.join(", ")}.`;
    }),
  },
  {
    id: "L24",
    severity: "error",
    title: "A delayed exit without a sign, or one after the other",
    why: "People must read and hear that the door will open, and must not meet a second delay on the same way.",
    source: "NYC Building Code 1010.1.9.7, items 5 and 6",
    fix: "Fit a sign and a sounder at the door, and leave one delayed door on each way out.",
    reads: ["doors.delayedEgress.sign", "doors.delayedEgress.sounder", "doors.from", "doors.to"],
    find: (plan) => {
      const behind = delayedDoorsBehind(plan.site.doors);
      return atDoors(({ door }) => {
        if (door.delayedEgress === null) return null;
        const { sign, sounder } = door.delayedEgress;
        const next = behind(door);
        const faults = [
          ...(sign ? [] : ["has no sign"]),
          ...(sounder ? [] : ["has no sounder"]),
          ...(next === null ? [] : [`leads to another one, ${next.name}`]),
        ];
        return faults.length === 0 ? null : `The delayed exit ${door.name} ${faults.join(", ")}.`;
      })(plan);
    },
  },
  {
    id: "L25",
    severity: "warning",
    title: "A release that ends too soon",
    why: "Thirty seconds are the least after a press, and an emergency release must not depend on somebody holding it.",
    source: "campussafetymagazine.com 29868, page 5; wiki.firesecure.uk",
    fix: "Set `hold: 30s` or more, and fit an emergency release that stays pulled.",
    reads: ["doors.egressDevices.hold", "doors.emergencyRelease.latching", "doors.fireRelease"],
    find: atDoors(({ door, handless, buttons }) => {
      if (handless.length === 0) return null;
      const pushed = buttons.filter(({ kind }) => kind === "exit-button");
      const short = pushed.find(({ holdMs }) => holdMs < MIN_BUTTON_HOLD_MS);
      if (short !== undefined)
        return `The exit button of ${door.name} releases it for ${spoken(short.holdMs)} only; 30 s are the least.`;
      const sustained = pushed.some(({ via }) => via === "power") || door.fireRelease !== null;
      if (door.emergencyRelease?.latching !== false || sustained) return null;
      return `The emergency release of ${door.name} lets go only while somebody holds it, and there is no other.`;
    }),
  },
  {
    id: "L32",
    severity: "error",
    title: "Two doors that can catch somebody between them",
    why: "Doors of which only one opens at a time must both open on fire, and by a button between them.",
    source: "thebuildingcodeforum.com 1658",
    fix: "Fit an override between the doors (`override: true`), and let both release on fire.",
    reads: ["doors.interlock", "doors.onFire", "doors.egressDevices"],
    find: (plan) => {
      const { doorIndex } = plan.compiled;
      return atDoors(({ door }) => {
        if (door.interlock === null) return null;
        const pair = [door.id, ...door.interlock.with].flatMap(
          (id) => plan.doorways[doorIndex.get(id) ?? -1] ?? [],
        );
        const shut = pair.filter(({ locks }) =>
          locks.some(({ mechanical, releasedOnFire }) => !mechanical && !releasedOnFire),
        );
        const others = pair.slice(1).map((other) => other.door.name);
        const faults = [
          ...(door.interlock.override ? [] : ["there is no override between them"]),
          ...shut.map((each) => `fire does not release ${each.door.name}`),
        ];
        if (faults.length === 0) return null;
        return `${door.name} is interlocked with ${others.join(", ")}, and ${faults.join("; ")}.`;
      })(plan);
    },
  },
  {
    id: "L36",
    severity: "warning",
    title: "A bolt that is thrown without looking",
    why: "A bolt thrown at an open door locks nothing and looks like locked. Egress therefore leaves it drawn after an access where it can't see the leaf.",
    source: "ONVIF door control (DelayTimeBeforeRelock); our own judgement",
    fix: "Add a contact sensor and name it as the door's `contact`.",
    reads: ["doors.contact", "locks.failMode"],
    find: atDoors(({ door, locks }) => {
      const bolts = locks.filter(({ description }) => description.failMode === "fail-as-is");
      if (door.contact !== null || bolts.length === 0) return null;
      return `When ${lockNames(bolts)} on ${door.name} ${verb(bolts, "relocks", "relock")}, nothing tells whether the door is closed.`;
    }),
  },
  {
    id: "L37",
    severity: "info",
    title: "Locked, as far as anybody told it",
    why: "Commanded is not proven: without a bond, bolt or latch monitor a lock that hangs open reads as locked.",
    source: "cyunci.com; doorwaysplus.com",
    fix: "Choose a lock that reports its bolt or bond, and say `monitor: true`.",
    reads: ["locks.monitor"],
    find: atLocks(({ description }, { door }) =>
      description.monitor
        ? null
        : `${description.name} on ${door.name} reports nothing: it is believed to do as it was told.`,
    ),
  },
];
