/** Home Assistant entities: state words, or the entity object with its device class. */
import type { SensorKind } from "../core/site.ts";
import { companions, readProperty, shown } from "./property.ts";
import {
  type BoltRecognition,
  type Family,
  type Fields,
  has,
  isFields,
  kindsIn,
  own,
  type Recognition,
  unknownReading,
} from "./reading.ts";
import { asFlag, asPercent, asWord } from "./words.ts";

/** Device classes that speak for a kind; one of another kind says nothing about this one. */
const CLASSES: Readonly<Record<SensorKind, readonly string[]>> = {
  smoke: ["smoke"],
  heat: ["heat", "smoke"],
  "carbon-monoxide": ["carbon_monoxide"],
  gas: ["gas"],
  "call-point": ["safety", "problem", "opening"],
  intrusion: ["safety", "motion", "occupancy", "problem"],
  "release-contact": ["safety", "opening", "problem"],
  "exit-request": ["occupancy", "motion", "presence"],
  contact: ["door", "window", "opening", "garage_door"],
  power: ["power", "plug"],
  ups: [],
};

/** `alarm_control_panel` states: one is an alarm, these are quiet, `pending` is neither. */
const PANEL_QUIET = /^(disarmed|armed_.*|arming)$/;

const BOLTS: Readonly<Record<string, "locked" | "unlocked" | "jammed">> = {
  locked: "locked",
  unlocked: "unlocked",
  jammed: "jammed",
  open: "unlocked",
};

export const homeAssistant: Family = {
  name: "home-assistant",
  kinds: kindsIn(CLASSES),
  read(kind, value): Recognition | null {
    const entity = entityOf(value);
    if (entity === null) return kind === "intrusion" ? panel(value) : bare(kind, value);
    const attributes = own(entity, "attributes");
    const percent = asPercent(own(attributes, "battery_level"));
    const deviceClass = asWord(own(attributes, "device_class") ?? "");
    if (deviceClass !== null && deviceClass !== "" && !CLASSES[kind].includes(deviceClass)) {
      return otherClass(kind, deviceClass, own(entity, "state"), percent);
    }
    const read =
      (kind === "intrusion" ? panel(own(entity, "state")) : null) ??
      readProperty(kind, own(entity, "state"), "home-assistant state");
    return { ...read, ...companions(percent, undefined, undefined) };
  },
  readBolt(value): BoltRecognition | null {
    const entity = entityOf(value);
    if (entity === null) return null;
    const by = "home-assistant state";
    const bolt = BOLTS[asWord(own(entity, "state")) ?? ""];
    return bolt === undefined
      ? { bolt: "unknown", by, reason: `the state is ${shown(own(entity, "state"))}` }
      : { bolt, by };
  },
};

/** The entity in `data`, in `new_state`, or the message itself. */
function entityOf(value: unknown): Fields | null {
  const state = own(value, "new_state");
  if (isFields(state)) return state;
  return isFields(value) && has(value, "state") && isFields(own(value, "attributes"))
    ? value
    : null;
}

function otherClass(
  kind: SensorKind,
  deviceClass: string,
  state: unknown,
  percent: number | undefined,
): Recognition {
  const on = asFlag(state);
  return {
    value: null,
    by: "home-assistant",
    reason: `device class ${deviceClass} says nothing about ${kind}`,
    ...companions(
      percent,
      deviceClass === "battery" ? on : undefined,
      deviceClass === "tamper" ? on : undefined,
    ),
  };
}

function panel(value: unknown): Recognition | null {
  const word = asWord(value) ?? "";
  const by = "home-assistant alarm panel";
  if (word === "triggered") return { value: "alarm", by };
  if (word === "pending") return unknownReading("intrusion", by, "the panel is pending");
  return PANEL_QUIET.test(word) ? { value: "clear", by } : null;
}

/** A bare state is on or off: for a door, on is open. */
function bare(kind: SensorKind, value: unknown): Recognition | null {
  if (kind !== "contact" || !["on", "off"].includes(asWord(value) ?? "")) return null;
  return readProperty(kind, value, "home-assistant state");
}
