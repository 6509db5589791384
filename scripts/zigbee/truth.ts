/**
 * What a value of a Zigbee device stands for, told by the converters' own descriptions and not by the
 * recogniser: the yardstick that the recogniser is held against.
 */
import type { SensorKind } from "../../src/core/site.ts";
import { type Exposed, isPublished, isSetting, type ZigbeeDevice } from "./definitions.ts";
import { ODD, REVIEWED } from "./reviewed.ts";

/** What a value speaks for. `test` is a test that runs or has run; a siren's alarm is its own noise. */
export type Role = SensorKind | "lock" | "tamper" | "battery" | "battery-low" | "test" | "siren";

export interface Meaning {
  readonly role: Role;
  /** What each value must be read as, by the value as text; a value beside them must not be an alarm. */
  readonly means: Readonly<Record<string, string>>;
}

export type Verdict =
  | { readonly kind: "means"; readonly meaning: Meaning }
  /** Nothing of ours: a setting, or a value that somebody has looked at. */
  | { readonly kind: "nothing"; readonly why: string }
  /** It sounds like ours and nobody has looked at it yet. */
  | { readonly kind: "unreviewed" };

interface Rule {
  readonly role: Role;
  readonly types: readonly Exposed["type"][];
  readonly says: RegExp;
  readonly on: string;
  readonly off: string;
}

/** By what the description says. For a two-valued property the first value is the converters' "on". */
const RULES: readonly Rule[] = [
  alarm("smoke", /detected smoke|^Smoke alarm status/i),
  alarm("carbon-monoxide", /carbon monoxide\) is detected|detected carbon monoxide|CO level and/i),
  alarm("gas", /device detected (combustible )?gas/i),
  alarm("heat", /detected high temperature/i),
  alarm("call-point", /SOS alarm/),
  flag("tamper", /^Indicates whether the device is tampered|^Tamper/i),
  flag("battery-low", /battery of (the|this) device is almost empty|Empty battery/i),
  flag("test", /performing a test|self-test in progress|being tested|being self-tested/i),
  flag("test", /a test is running|self-checking is currently running|Self test running/i),
  power("power", /connected to AC mains|mains power is currently available|plugged in/i, "on"),
  power("power", /mains voltage supply is at fault|experiences a power outage/i, "off"),
];

function alarm(role: SensorKind, says: RegExp): Rule {
  return { role, types: ["binary"], says, on: "alarm", off: "clear" };
}

function flag(role: Role, says: RegExp): Rule {
  return { role, types: ["binary"], says, on: "true", off: "false" };
}

function power(role: Role, says: RegExp, on: "on" | "off"): Rule {
  return { role, types: ["binary"], says, on, off: on === "on" ? "off" : "on" };
}

/** `contact` is closed when true, whichever of its values the converters call "on". */
const CLOSED_IS_TRUE =
  /contact is closed \(= true\)|device is opened or closed|^Door\/window state/;

/** Names that could stand for one of ours; a new one must be looked at before it is passed over. */
const SOUNDS_LIKE_OURS =
  /smoke|fire|carbon_monoxide|(^|_)co2?(_|$)|gas|heat(?!ing)|alarm|contact|door|lock|tamper|mains|(^|_)ac_|outage|test|sos|emergency|intru|siren|opening|window|power_s|power_t|usb|trouble|fault|battery|alert|checking/;

export function verdictOn(device: ZigbeeDevice, exposed: Exposed): Verdict {
  if (!isPublished(exposed)) return nothing("never published");
  const odd = ODD.find(
    ({ property, models, values }) =>
      property === exposed.property &&
      (models === undefined || models.includes(device.model)) &&
      (values === undefined || values.join() === exposed.values.join()),
  );
  if (odd !== undefined) return { kind: "means", meaning: odd };
  const meaning = lockOf(exposed) ?? describedAs(exposed);
  if (meaning !== null) return { kind: "means", meaning };
  if (isSetting(exposed)) return nothing("a setting");
  if (exposed.inside !== null) return nothing("part of a composite");
  if (!SOUNDS_LIKE_OURS.test(exposed.property)) return nothing("another subject");
  const reviewed = REVIEWED.find(({ properties }) => properties.test(exposed.property));
  return reviewed === undefined ? { kind: "unreviewed" } : nothing(reviewed.why);
}

function nothing(why: string): Verdict {
  return { kind: "nothing", why };
}

function describedAs(exposed: Exposed): Meaning | null {
  if (exposed.inside !== null) return null;
  const [on, off] = exposed.values;
  if (exposed.type === "binary" && CLOSED_IS_TRUE.test(exposed.description)) {
    const closed = exposed.values.includes("ON") ? "ON" : "true";
    const open = exposed.values.includes("OFF") ? "OFF" : "false";
    return { role: "contact", means: { [closed]: "closed", [open]: "open" } };
  }
  if (exposed.type === "numeric" && exposed.property === "battery") {
    return { role: "battery", means: {} };
  }
  const rule = RULES.find(
    ({ types, says }) => types.includes(exposed.type) && says.test(exposed.description),
  );
  if (rule === undefined || (isSetting(exposed) && rule.role !== "test")) return null;
  return { role: rule.role, means: { [String(on)]: rule.on, [String(off)]: rule.off } };
}

/** The lock feature of the converters: its state is told and its `lock_state` sensed. */
function lockOf({ featureOf, property, values }: Exposed): Meaning | null {
  if (featureOf !== "lock") return null;
  if (property === "lock_state") {
    const means = { locked: "locked", unlocked: "unlocked", not_fully_locked: "jammed" };
    return { role: "lock", means };
  }
  if (property !== "state") return null;
  return {
    role: "lock",
    means: { [String(values[0])]: "locked", [String(values[1])]: "unlocked" },
  };
}
