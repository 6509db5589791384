/** UPS daemons: NUT (nested with `.value`, flat, or the bare status) and apcupsd. */
import type { UpsReading } from "../core/input.ts";
import type { SensorKind } from "../core/site.ts";
import { shown } from "./property.ts";
import { type Family, has, isFields, own, type Recognition, unknownReading } from "./reading.ts";
import { asNumber, asPercent, senseOf } from "./words.ts";

type Status = UpsReading["status"];

/** The words of a status line that say where the power comes from, gravest first. */
const NUT_WORDS: readonly (readonly [string, Status])[] = [
  ["OFF", "off"],
  ["FSD", "low"],
  ["LB", "low"],
  ["OB", "on-battery"],
  ["OL", "online"],
];

const APC_WORDS: readonly (readonly [string, Status])[] = [
  ["COMMLOST", "unknown"],
  ["SHUTTING", "low"],
  ["LOWBATT", "low"],
  ["ONBATT", "on-battery"],
  ["ONLINE", "online"],
];

const PLAIN_WORDS: readonly (readonly [string, Status])[] = [
  ["OFF", "off"],
  ["LOW", "low"],
  ["ON-BATTERY", "on-battery"],
  ["ONLINE", "online"],
  ["UNKNOWN", "unknown"],
];

export const nut: Family = {
  name: "nut",
  kinds: ["ups", "power"],
  read(kind, value): Recognition | null {
    if (!isUpsKind(kind)) return null;
    if (kind === "power" && senseOf(value) !== null) return null;
    const status = nutVariable(value, "ups", "status") ?? value;
    if (typeof status !== "string" && !hasNutStatus(value)) return null;
    return ups(kind, "nut ups.status", onMains(status), NUT_WORDS, {
      percent: asPercent(nutVariable(value, "battery", "charge")),
      runtimeSeconds: asNumber(nutVariable(value, "battery", "runtime")),
    });
  },
};

/** `OL LB` is a battery that fills up again after a cut: the mains are there, so nothing is about to end. */
function onMains(status: unknown): unknown {
  if (typeof status !== "string" || !/\bOL\b/.test(status) || /\bOB\b/.test(status)) return status;
  return status.replace(/\bLB\b/g, "");
}

export const apcupsd: Family = {
  name: "apcupsd",
  kinds: ["ups", "power"],
  read(kind, value): Recognition | null {
    if (!isUpsKind(kind)) return null;
    const name = ["STATUS", "status"].find((each) => has(value, each));
    const status = name === undefined ? value : own(value, name);
    if (typeof status !== "string" && name === undefined) return null;
    const minutes = asNumber(own(value, "TIMELEFT") ?? own(value, "timeleft"));
    return ups(kind, "apcupsd STATUS", status, APC_WORDS, {
      percent: asPercent(own(value, "BCHARGE") ?? own(value, "bcharge")),
      runtimeSeconds: minutes === undefined ? undefined : Math.round(minutes * 60),
    });
  },
};

/** Egress's own shape: the words of a UPS reading. */
export const plainUps: Family = {
  name: "plain",
  kinds: ["ups"],
  read(kind, value): Recognition | null {
    if (kind !== "ups") return null;
    const status = isFields(value) ? own(value, "status") : value;
    if (typeof status !== "string" || !isPlainWord(status)) return null;
    return ups(kind, "plain status", status, PLAIN_WORDS, {
      percent: asPercent(own(value, "percent")),
      runtimeSeconds: asNumber(own(value, "runtimeSeconds")),
    });
  },
};

function isPlainWord(status: string): boolean {
  return PLAIN_WORDS.some(([word]) => word === status.trim().toUpperCase());
}

function isUpsKind(kind: SensorKind): boolean {
  return kind === "ups" || kind === "power";
}

/** `ups.status` as a flat key, or nested with or without `.value`. */
function nutVariable(value: unknown, group: string, name: string): unknown {
  const flat = own(value, `${group}.${name}`);
  if (flat !== undefined) return flat;
  const nested = own(own(value, group), name);
  return isFields(nested) ? own(nested, "value") : nested;
}

function hasNutStatus(value: unknown): boolean {
  return has(value, "ups.status") || has(own(value, "ups"), "status");
}

interface Extra {
  readonly percent: number | undefined;
  readonly runtimeSeconds: number | undefined;
}

function ups(
  kind: SensorKind,
  by: string,
  status: unknown,
  words: readonly (readonly [string, Status])[],
  extra: Extra,
): Recognition {
  const said = typeof status === "string" ? status.slice(0, 100).toUpperCase().split(/\s+/) : [];
  const found = words.find(([word]) => said.includes(word))?.[1];
  if (found === undefined) return unknownReading(kind, by, `${by} is ${shown(status)}`);
  if (kind === "power") return { value: POWER[found], by };
  const percent = extra.percent === undefined ? {} : { percent: extra.percent };
  const seconds = extra.runtimeSeconds;
  const runtime = seconds === undefined || seconds < 0 ? {} : { runtimeSeconds: seconds };
  return { value: { status: found, ...percent, ...runtime }, by };
}

/** What a UPS's status tells of the power that feeds it. */
const POWER: Readonly<Record<Status, "on" | "off" | "unknown">> = {
  online: "on",
  "on-battery": "off",
  low: "off",
  off: "unknown",
  unknown: "unknown",
};
