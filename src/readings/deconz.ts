/** deCONZ (Phoscon, node-red-contrib-deconz): a sensor's `state`, alone or in the raw event. */
import type { SensorKind } from "../core/site.ts";
import { companionsOf, firstOf, readProperty, shown, withBits } from "./property.ts";
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
import { asWord } from "./words.ts";

/** `open` is true for an open leaf, the other way round than zigbee2mqtt's `contact`. */
const STATES: Readonly<Partial<Record<SensorKind, readonly string[]>>> = {
  smoke: ["fire"],
  heat: ["fire"],
  "carbon-monoxide": ["carbonmonoxide"],
  gas: ["gas"],
  intrusion: ["alarm"],
  "call-point": ["alarm"],
  "release-contact": ["alarm"],
  contact: ["open"],
};

const KNOWN = [
  "lastupdated",
  "lowbattery",
  "tampered",
  "fire",
  "carbonmonoxide",
  "open",
  "lockstate",
];

const BOLTS: Readonly<Record<string, "locked" | "unlocked" | "jammed">> = {
  locked: "locked",
  unlocked: "unlocked",
  not_fully_locked: "jammed",
};

export const deconz: Family = {
  name: "deconz",
  kinds: kindsIn(STATES),
  read(kind, value): Recognition | null {
    const state = stateOf(value);
    if (state === null) return null;
    if (own(own(value, "config"), "reachable") === false) {
      return unknownReading(kind, "deconz reachable", "deCONZ can't reach the device");
    }
    // The percentage stands in the configuration, the bits in the state.
    const config = own(value, "config");
    const extra = companionsOf({ ...state, battery: own(config, "battery") });
    const name = firstOf(state, STATES[kind] ?? []);
    if (name === undefined) {
      return { value: null, by: "deconz", reason: `no state for ${kind}`, ...extra };
    }
    const read = readProperty(kind, own(state, name), `deconz ${name}`);
    return { ...withBits(read, own(state, "test"), undefined), ...extra };
  },
  readBolt(value): BoltRecognition | null {
    const state = stateOf(value);
    if (state === null || !has(state, "lockstate")) return null;
    const by = "deconz lockstate";
    const bolt = BOLTS[asWord(own(state, "lockstate")) ?? ""];
    return bolt === undefined
      ? { bolt: "unknown", by, reason: `lockstate is ${shown(own(state, "lockstate"))}` }
      : { bolt, by };
  },
};

function stateOf(value: unknown): Fields | null {
  if (!isFields(value)) return null;
  const state = own(value, "state");
  if (isFields(state) && KNOWN.some((name) => has(state, name))) return state;
  return KNOWN.some((name) => has(value, name)) ? value : null;
}
