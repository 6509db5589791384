/** Holds the recogniser against every value of every Zigbee device, and counts. */
import { recognise, recogniseBolt } from "../../src/readings/index.ts";
import { SENSOR_KINDS } from "../../src/site-file/site-schema.ts";
import { type Exposed, isPublished, isSetting, type ZigbeeDevice } from "./definitions.ts";
import { fullMessage, type Judged, messageOf, valueFor } from "./messages.ts";
import { readAs } from "./read-as.ts";
import { type Meaning, type Role, verdictOn } from "./truth.ts";

/** One property with one set of values, and every device that has it so. */
export interface Row {
  readonly role: Role;
  readonly property: string;
  /** What Egress reads for each value. */
  readonly reads: readonly (readonly [value: string, read: string])[];
  readonly devices: string[];
}

export interface Totals {
  definitions: number;
  otherNames: number;
  /** Definitions with at least one value of a role, by role. */
  readonly byRole: Map<Role, number>;
  /** Values that had to be read, by what they had to be read as. */
  readonly expected: Map<string, number>;
  /** Settings, tests, limits and the rest of which none may read as an alarm or a lock. */
  others: number;
  /** Values of a bare alarm bit, which only its neighbours or its owner can tell from another's. */
  ambiguous: number;
}

export interface Measured {
  readonly rows: readonly Row[];
  readonly totals: Totals;
  /** Everything read wrongly, one sentence each. Empty is the aim. */
  readonly wrong: readonly string[];
  readonly unreviewed: readonly string[];
}

interface Tally {
  readonly totals: Totals;
  readonly wrong: string[];
  /** Messages that were looked at already: a thousand devices send the same. */
  readonly seen: Set<string>;
}

/** The kinds that an alarm could be read for. */
const ALARM_KINDS = SENSOR_KINDS.filter((kind) => !["contact", "power", "ups"].includes(kind));

/** Bits of an IAS zone that nobody gave a type: the same word from a detector, a door and a siren. */
const BARE_BITS: ReadonlySet<string> = new Set(["alarm", "alarm_1", "alarm_2"]);

export function measure(devices: readonly ZigbeeDevice[]): Measured {
  const rows = new Map<string, Row>();
  const wrong: string[] = [];
  const unreviewed = new Set<string>();
  const totals: Totals = {
    definitions: devices.length,
    otherNames: 0,
    byRole: new Map(),
    expected: new Map(),
    others: 0,
    ambiguous: 0,
  };
  const tally: Tally = { totals, wrong, seen: new Set() };
  for (const each of devices) {
    totals.otherNames += each.otherNames;
    const name = `${each.vendor} ${each.model}`;
    const judged = each.exposed.map((exposed) => ({ exposed, verdict: verdictOn(each, exposed) }));
    const device: Judged = { name, judged };
    const roles = new Set<Role>();
    for (const { exposed, verdict } of judged) {
      if (verdict.kind === "unreviewed") unreviewed.add(`${name}: ${exposed.property}`);
      if (verdict.kind !== "means") {
        if (isPublished(exposed)) holdBack(device, exposed, tally);
        continue;
      }
      const { meaning } = verdict;
      roles.add(meaning.role);
      addRow(rows, meaning.role, exposed, name);
      if (meaning.role === "test") holdBack(device, exposed, tally);
      holdTo(device, exposed, meaning, tally);
    }
    for (const role of roles) count(totals.byRole, role);
  }
  return { rows: [...rows.values()], totals, wrong, unreviewed: [...unreviewed] };
}

/** A value that is nothing of ours must not be an alarm, nor a bolt, for any kind. */
function holdBack(device: Judged, exposed: Exposed, { totals, wrong, seen }: Tally): void {
  for (const value of exposed.values) {
    const bare =
      BARE_BITS.has(exposed.property) || (exposed.property === "state" && value === "UNLOCK");
    // A bare bit is judged among its neighbours; alone nothing tells a siren's switch from a detector.
    if (bare && !isSetting(exposed)) {
      totals.ambiguous += 1;
      continue;
    }
    totals.others += 1;
    const key = `${exposed.inside ?? ""} ${exposed.property} ${typeof value} ${value}`;
    if (seen.has(key) && !bare) continue;
    seen.add(key);
    const alone = messageOf(exposed, value);
    const message = bare ? { ...fullMessage(device, () => null), ...alone } : alone;
    const what = `${device.name} ${exposed.property}: ${String(value)}`;
    for (const kind of ALARM_KINDS) {
      if (exposed.property === "action" && kind === "exit-request") continue;
      if (isPresence(exposed) && kind === "exit-request") continue;
      if (recognise(kind, message, "auto").value === "alarm")
        wrong.push(`${what} is ${kind} alarm`);
    }
    const { bolt } = recogniseBolt(message, "auto");
    if (bolt !== null && bolt !== "unknown") wrong.push(`${what} is a bolt, ${bolt}`);
  }
}

/** Presence is no setting: whoever binds a presence sensor as an exit sensor means it. */
function isPresence({ property }: Exposed): boolean {
  return property === "occupancy" || property === "presence";
}

/** Each value that has a meaning must be read as that, alone and among the device's other values. */
function holdTo(
  device: Judged,
  exposed: Exposed,
  meaning: Meaning,
  { totals, wrong }: Tally,
): void {
  for (const value of exposed.values) {
    const expected = meaning.means[String(value)];
    if (expected === undefined || meaning.role === "siren") continue;
    count(totals.expected, `${meaning.role} ${expected}`);
    const full = fullMessage(device, (other, meant) =>
      meant.role === meaning.role ? valueFor(other, meant, expected) : null,
    );
    for (const message of [messageOf(exposed, value), { ...full, ...messageOf(exposed, value) }]) {
      const read = readAs(meaning.role, message);
      if (read !== expected) {
        wrong.push(
          `${device.name} ${exposed.property}: ${String(value)} is ${read}, not ${expected}`,
        );
      }
    }
  }
}

function addRow(rows: Map<string, Row>, role: Role, exposed: Exposed, name: string): void {
  const values = exposed.type === "numeric" ? numbersOf(role) : exposed.values;
  const key = [role, exposed.property, ...values].join("|");
  const reads = values.map((value): [string, string] => [
    String(value),
    readAs(role, messageOf(exposed, value)),
  ]);
  const row = rows.get(key) ?? { role, property: exposed.property, reads, devices: [] };
  row.devices.push(name);
  rows.set(key, row);
}

function numbersOf(role: Role): readonly number[] {
  if (role === "battery") return [97];
  return role === "lock" ? [0, 1, 2] : [0, 50, 230];
}

function count<Key>(map: Map<Key, number>, key: Key): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
