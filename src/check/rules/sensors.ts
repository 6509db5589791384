/** What raises the alarm: heard often enough, voting so that one fault blocks nothing, never bypassed for good. */
import type { CompiledArea } from "../../core/compile.ts";
import type { AlarmRule, DeviceBinding, SensorDescription } from "../../core/site.ts";
import type { Plan } from "../plan.ts";
import type { Found, Rule } from "../rule.ts";
import { listed, spoken } from "../words.ts";

/** BS 7273-4: the loss of a critical path must show within this time. */
const CRITICAL_LOSS_MS = 120_000;
const RELEASES: ReadonlySet<string> = new Set([
  "smoke",
  "heat",
  "call-point",
  "carbon-monoxide",
  "gas",
  "release-contact",
]);

interface Group {
  readonly area: CompiledArea;
  readonly rule: AlarmRule;
  readonly callPoints: readonly SensorDescription[];
  /** Smoke and heat detectors: those that vote. */
  readonly members: readonly SensorDescription[];
  readonly gas: number;
}

/** Areas with an alarm rule of their own, each with what would raise the alarm. */
function groups(plan: Plan): readonly Group[] {
  return plan.site.alarms.flatMap((rule) => {
    const area = plan.compiled.areas[plan.compiled.areaIndex.get(rule.area) ?? -1];
    if (area === undefined) return [];
    const sources = area.fireDetectors.flatMap(
      (index) => plan.compiled.sensors[index]?.description ?? [],
    );
    const [callPoints, members] = [
      sources.filter(({ kind }) => kind === "call-point"),
      sources.filter(({ kind }) => kind !== "call-point"),
    ];
    return [{ area, rule, callPoints, members, gas: area.gasDetectors.length }];
  });
}

/** How many must agree; 1 where any is enough. */
function needed({ vote }: AlarmRule): number {
  return vote === "any" ? 1 : vote.need;
}

const SAME_KEYS = ["topic", "stateTopic", "id", "input", "channel"] as const;

/** What tells one device from another: its topic, and which of its inputs; not what is read from it. */
function deviceKey(device: DeviceBinding): string {
  const known = SAME_KEYS.map((key) => device[key] ?? null);
  return JSON.stringify(known.some((value) => value !== null) ? known : device);
}

export const SENSOR_RULES: readonly Rule[] = [
  {
    id: "L19",
    severity: "error",
    title: "A vote that one silent fault can block",
    why: "A detector that is known to be dead leaves the vote, and the vote falls back. One whose silence nobody notices stays in it and never agrees.",
    source: "EN 54-2 panel manuals (coincidence with faulty members)",
    fix: "Give each voting detector a `supervision`, or write `vote: any`.",
    reads: ["alarms.vote", "sensors.supervision"],
    find: (plan) =>
      groups(plan).flatMap(({ area, rule, members }): Found[] => {
        const need = needed(rule);
        const watched = members.filter(({ supervision }) => supervision !== null).length;
        const blocked = watched < 2 || (need >= members.length && watched < members.length);
        if (need < 2 || !blocked) return [];
        const { id, name } = area.description;
        const message = `Fire in ${name} takes ${need} of ${members.length} detectors, and only ${watched} of them ${watched === 1 ? "is" : "are"} missed when silent.`;
        return [{ subject: `area:${id}`, message }];
      }),
  },
  {
    id: "L20",
    severity: "error",
    title: "A call point that is asked twice",
    why: "A human already confirmed. Egress never lets a call point wait or vote, so a rule that can only be meant for one is a mistake.",
    source: "community.boschsecurity.com on alarm verification",
    fix: "Remove the alarm rule of this area, or add the detectors that it is meant for.",
    reads: ["alarms.vote", "alarms.verify", "sensors.kind", "sensors.area"],
    find: (plan) =>
      groups(plan).flatMap(({ area, rule, callPoints, members, gas }): Found[] => {
        const asks = needed(rule) > 1 || rule.verifyMs !== null;
        if (!asks || callPoints.length === 0 || members.length + gas > 0) return [];
        const { id, name } = area.description;
        const message = `The alarm of ${name} is to be verified, and only a person can raise it there: ${listed(callPoints.map((point) => point.name))}.`;
        return [{ subject: `area:${id}`, message }];
      }),
  },
  {
    id: "L26",
    severity: "warning",
    title: "A critical detector that may be silent for long",
    why: "Where silence must release the doors within two minutes, the detector must be heard within two minutes.",
    source: "firenetforum.org.uk 7281, on BS 7273-4 Table 1",
    fix: "Use a detector that reports at least every two minutes (`every: 120s`), or let it not be critical.",
    reads: ["sensors.supervision.every", "sensors.supervision.critical"],
    find: ({ site }) =>
      site.sensors.flatMap(({ id, name, supervision }): Found[] => {
        if (supervision?.critical !== true || supervision.everyMs <= CRITICAL_LOSS_MS) return [];
        const message = `${name} is critical, and its loss shows only after ${spoken(supervision.everyMs)}.`;
        return [{ subject: `sensor:${id}`, message }];
      }),
  },
  {
    id: "L27",
    severity: "warning",
    title: "A detector or release that nobody would miss",
    why: "A detector, call point or release contact without supervision can be dead for years.",
    source: "facpmanuals.com; NFPA 72-2010 21.9",
    fix: "Say how often it is heard when all is well, as `supervision: { every: 4h }`.",
    reads: ["sensors.kind", "sensors.supervision"],
    find: ({ site }) =>
      site.sensors
        .filter(({ kind, supervision }) => RELEASES.has(kind) && supervision === null)
        .map(({ id, name }) => ({
          subject: `sensor:${id}`,
          message: `${name} has no supervision: if it falls silent, nobody is told.`,
        })),
  },
  {
    id: "L39",
    severity: "warning",
    title: "A bypass without an end",
    why: "A jumper or a bypass that is forgotten means that doors may not open in a real fire. Egress ends its own isolations and tests by itself; what was done by hand must name a day.",
    source: "sdcsecurity.expert; patriotsystems; Kidde VS manual, page 171",
    fix: "Take it out, or say by which day it will be: `until: 2026-12-24`.",
    reads: ["impairments"],
    find: ({ site }) =>
      site.impairments
        .filter(({ until }) => until === null)
        .map(({ subject, what }) => ({
          subject,
          message: `Nobody said when this ends: ${what}.`,
        })),
  },
  {
    id: "L41",
    severity: "error",
    title: "A detector that agrees with itself",
    why: "A vote wants independent witnesses. Two readings of one device fail together and alarm together.",
    source: "adt.co.uk on DD243 (independent detectors)",
    fix: "Use two devices, or write `vote: any`.",
    reads: ["alarms.vote", "sensors.device"],
    find: (plan) =>
      groups(plan).flatMap(({ area, rule, members }): Found[] => {
        if (needed(rule) < 2) return [];
        const first = new Map<string, SensorDescription>();
        return members.flatMap((member) => {
          if (member.device === null) return [];
          const key = deviceKey(member.device);
          const partner = first.get(key);
          first.set(key, partner ?? member);
          if (partner === undefined) return [];
          const message = `${member.name} votes beside ${partner.name} in ${area.description.name}, and both are one device.`;
          return [{ subject: `sensor:${member.id}`, message }];
        });
      }),
  },
];
