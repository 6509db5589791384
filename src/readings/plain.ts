/** Bare words, numbers and booleans, and the shapes of Egress's own: `{"value"}` and `{"bolt"}`. */
import type { SensorKind } from "../core/site.ts";
import { readProperty, shown } from "./property.ts";
import {
  type BoltRecognition,
  EVERY_KIND,
  type Family,
  has,
  isFields,
  own,
  type Recognition,
  unknownReading,
} from "./reading.ts";
import { asWord, senseOf } from "./words.ts";

/** Words that mean something to one kind only. */
const KIND_WORDS: Readonly<Partial<Record<SensorKind, Readonly<Record<string, boolean>>>>> = {
  contact: { open: true, opened: true, closed: false, close: false },
  "release-contact": { released: true, broken: true },
  "call-point": { broken: true },
  power: { live: true, present: true, mains: true, lost: false, failed: false, absent: false },
};

/** One property that holds the whole message, tried in this order. */
const WRAPPERS = ["value", "alarm", "state"];

const BOLT_WORDS = ["locked", "unlocked", "jammed", "unknown"] as const;

export const plain: Family = {
  name: "plain",
  kinds: EVERY_KIND.filter((kind) => kind !== "ups"),
  read(kind, value): Recognition | null {
    if (!isFields(value)) return bare(kind, value);
    const name = WRAPPERS.find((each) => has(value, each));
    const wrapped = name === undefined ? undefined : own(value, name);
    return name === undefined || isFields(wrapped) ? null : bare(kind, wrapped, `plain ${name}`);
  },
  readBolt(value): BoltRecognition | null {
    const said = has(value, "bolt") ? own(value, "bolt") : value;
    if (isFields(said) || Array.isArray(said) || said === undefined) return null;
    const bolt = BOLT_WORDS.find((word) => word === asWord(said));
    const by = "plain bolt";
    return bolt === undefined
      ? { bolt: "unknown", by, reason: `${shown(said)} is no word for a bolt` }
      : { bolt, by };
  },
};

function bare(kind: SensorKind, value: unknown, by = "plain value"): Recognition | null {
  const word = value === null ? "" : asWord(value);
  if (word === null) return null;
  const known = KIND_WORDS[kind];
  if (known !== undefined && Object.hasOwn(known, word)) {
    return readProperty(kind, known[word], by);
  }
  const sense = senseOf(value);
  if (kind === "contact" && (sense === "active" || sense === "rest")) {
    const reason = `${shown(value)} doesn't say whether the leaf is open: choose the source, or give open when`;
    return unknownReading(kind, by, reason);
  }
  return kind === "ups"
    ? unknownReading(kind, by, `${shown(value)} is no UPS status`)
    : readProperty(kind, value, by);
}
