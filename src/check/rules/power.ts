/** Power: who lets go when it is lost, how long it lasts, and whether there is enough of it. */
import { atDoors, atLocks, type Rule } from "../rule.ts";
import { lockNames, spoken, verb } from "../words.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** NFPA 72: a fire panel's battery may hold doors locked for so long after the mains are lost. */
const PANEL_LIMIT_MS = 10 * MINUTE_MS;
/** A battery gives about this much of what is printed on it before it must count as empty. */
const USABLE_SHARE = 0.8;
/** A power supply should never be loaded beyond this share of its rating. */
const LOAD_SHARE = 0.8;
/** What a solenoid latch retraction may draw for the moment it pulls. */
const SOLENOID_AMPS = 16;

export const POWER_RULES: readonly Rule[] = [
  {
    id: "L18",
    severity: "error",
    title: "Doors kept locked by the fire panel's battery",
    why: "When the panel is too flat to release them, it may still be strong enough to hold them.",
    source: "NFPA 72-2007 6.16.7; sdi.epubxp.com 703941",
    fix: "Give the locks a supply of their own, or let the panel release them within ten minutes: `firePanel: { releaseAfter: 10m }`.",
    reads: ["supplies.firePanel.releaseAfter", "supplies.fedBy", "locks.failMode"],
    find: ({ supplies }) =>
      supplies.flatMap(({ description: { id, name, firePanel }, failSafeLocks }) => {
        if (firePanel === null || failSafeLocks === 0) return [];
        const { releaseAfterMs } = firePanel;
        if (releaseAfterMs !== null && releaseAfterMs <= PANEL_LIMIT_MS) return [];
        const long =
          releaseAfterMs === null ? "until it is empty" : `for ${spoken(releaseAfterMs)}`;
        const locks = failSafeLocks === 1 ? "a fail-safe lock" : `${failSafeLocks} fail-safe locks`;
        const message = `${name}, a fire panel's battery, keeps ${locks} locked ${long} after the mains are lost.`;
        return [{ subject: `supply:${id}`, message }];
      }),
  },
  {
    id: "L28",
    severity: "warning",
    title: "Valuables behind a lock that opens without power",
    why: "Such a door is unlocked every time there is a power interruption.",
    source: "Trade guidance on fail-safe and fail-secure locks",
    fix: "Fit a fail-secure lock with a handle inside, beside it or in its place.",
    reads: ["areas.highValue", "locks.failMode"],
    find: atDoors(({ door, locks }, plan) => {
      const valued = [door.from, door.to].find(
        (id) => plan.compiled.areas[plan.compiled.areaIndex.get(id) ?? -1]?.description.highValue,
      );
      const open = locks.every(({ description }) => description.failMode === "fail-safe");
      if (valued === undefined || locks.length === 0 || !open) return null;
      return `${plan.areaName(valued)} is of high value, and ${lockNames(locks)} on ${door.name} ${verb(locks, "opens", "open")} when power is lost.`;
    }),
  },
  {
    id: "L29",
    severity: "warning",
    title: "A door to outside that a power cut opens",
    why: "Whoever cuts the power is in.",
    source: "Trade guidance on fail-safe locks; maglocks.com/news",
    fix: "Put the lock on a UPS, or add a fail-secure lock with a handle inside.",
    reads: ["doors.to", "locks.failMode", "locks.supply", "supplies.kind"],
    find: atDoors(({ door, locks, perimeter }, plan) => {
      if (!perimeter || locks.length === 0) return null;
      const drops = locks.every(
        (lock) =>
          lock.description.failMode === "fail-safe" && plan.supplyOf(lock)?.reserve !== true,
      );
      return drops
        ? `${door.name} leads outside, and is open as soon as the mains are lost.`
        : null;
    }),
  },
  {
    id: "L33",
    severity: "warning",
    title: "A supply that is too small",
    why: "It browns out at the worst time: when everything draws at once, or before help has come.",
    source: "laforceinc.com; vonduprin.com (load); our own judgement (four hours)",
    fix: "Fit a larger battery or power supply, or state the time that is really wanted as `targetRuntime`.",
    reads: [
      "supplies.capacityWh",
      "supplies.targetRuntime",
      "supplies.ratedWatts",
      "locks.watts",
      "locks.peakWatts",
    ],
    find: ({ supplies }) =>
      supplies.flatMap(({ description, loadWatts, peakWatts }) => {
        const { id, name, capacityWh, targetRuntimeMs, ratedWatts } = description;
        const faults: string[] = [];
        if (capacityWh !== null && loadWatts > 0) {
          const lastsMs = ((capacityWh * USABLE_SHARE) / loadWatts) * HOUR_MS;
          if (lastsMs < targetRuntimeMs)
            faults.push(
              `${name} carries its locks for about ${spoken(lastsMs)}, and ${spoken(targetRuntimeMs)} are wanted (${loadWatts} W on ${capacityWh} Wh, of which four fifths count).`,
            );
        }
        if (ratedWatts !== null && peakWatts > ratedWatts * LOAD_SHARE)
          faults.push(
            `${name} may have to give ${peakWatts} W, more than 80 % of its ${ratedWatts} W.`,
          );
        return faults.length === 0 ? [] : [{ subject: `supply:${id}`, message: faults.join(" ") }];
      }),
  },
  {
    id: "L34",
    severity: "warning",
    title: "A solenoid latch that its supply can't pull",
    why: "A solenoid latch retraction draws up to 16 A for a moment; from a weaker supply it does not move.",
    source: "door-hardware-genius on latch retraction",
    fix: "Fit a supply made for it and say so (`inrushAmps: 16`), or a latch that a motor draws.",
    reads: ["locks.solenoid", "supplies.inrushAmps"],
    find: atLocks((lock, { door }, plan) => {
      const supply = plan.supplyOf(lock)?.description;
      if (!lock.description.solenoid || supply === undefined) return null;
      if ((supply.inrushAmps ?? 0) >= SOLENOID_AMPS) return null;
      const gives =
        supply.inrushAmps === null ? "does not say what it gives" : `gives ${supply.inrushAmps} A`;
      return `${lock.description.name} on ${door.name} may draw 16 A to pull, and ${supply.name} ${gives}.`;
    }),
  },
  {
    id: "L38",
    severity: "warning",
    title: "A coil that is always on and not made for it",
    why: "A fail-safe lock is energised as long as it is locked. A coil for short pulses overheats.",
    source: "sts-eo.com on strikes",
    fix: "Fit a lock whose coil is rated for continuous duty.",
    reads: ["locks.continuousDuty", "locks.failMode"],
    find: atLocks(({ description }, { door }) =>
      description.failMode === "fail-safe" && !description.continuousDuty
        ? `${description.name} on ${door.name} is energised whenever it is locked, and its coil is not made for that.`
        : null,
    ),
  },
  {
    id: "L44",
    severity: "error",
    title: "Locked again when power returns, before anybody looked",
    why: "Egress reads the alarms and the doors before it drives. Something else that locks at once would lock during a fire, or throw a bolt at an open door.",
    source: "NFPA 72-2007 6.16.7; our own judgement",
    fix: "Set the other device to stay off when power returns, and leave the locking to Egress.",
    reads: ["doors.alsoDrivenBy.relocksOnPower"],
    find: atDoors(({ door, locks }) =>
      door.alsoDrivenBy?.relocksOnPower === true && locks.length > 0
        ? `When power returns, ${door.alsoDrivenBy.name} locks ${door.name} before anything was read.`
        : null,
    ),
  },
];
