/** Every device definition of zigbee-herdsman-converters, with all the values that it says it can send. */
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** One value of a device, as the converters expose it. */
export interface Exposed {
  readonly type: "binary" | "enum" | "numeric" | "text" | "list";
  readonly property: string;
  /** The composite that the value is nested in; null for one that stands in the message itself. */
  readonly inside: string | null;
  /** `lock`, `switch`, ... for a feature of one; null for a value of its own. */
  readonly featureOf: string | null;
  /** Every value of a binary or an enum; a few of a number. */
  readonly values: readonly (string | number | boolean)[];
  readonly description: string;
  /** Bit 1: it is published; bit 2: it can be set. */
  readonly access: number;
}

export interface ZigbeeDevice {
  readonly vendor: string;
  readonly model: string;
  readonly description: string;
  /** Names under which others sell it. */
  readonly otherNames: number;
  readonly exposed: readonly Exposed[];
}

interface RawExpose {
  readonly type: string;
  readonly property?: string;
  readonly name?: string;
  readonly access?: number;
  readonly description?: string;
  readonly value_on?: string | boolean;
  readonly value_off?: string | boolean;
  readonly values?: readonly (string | number)[];
  readonly features?: readonly RawExpose[];
}

interface Prepared {
  readonly vendor: string;
  readonly model: string;
  readonly description: string;
  readonly whiteLabel?: readonly unknown[];
  readonly exposes:
    | readonly RawExpose[]
    | ((device: object, options: object) => readonly RawExpose[]);
}

interface Converters {
  prepareDefinition(definition: unknown): Prepared;
}

export const CONVERTERS = "zigbee-herdsman-converters";

const load = createRequire(import.meta.url);

export function convertersVersion(): string {
  return (load(`${CONVERTERS}/package.json`) as { version: string }).version;
}

/** What a definition whose values depend on the device is asked with, as zigbee2mqtt's own docs do. */
const DUMMY = { isDummyDevice: true };

export function zigbeeDevices(): readonly ZigbeeDevice[] {
  const converters = load(CONVERTERS) as Converters;
  const folder = join(dirname(load.resolve(`${CONVERTERS}/package.json`)), "dist/devices");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".js") && file !== "index.js")
    .toSorted()
    .flatMap((file) => {
      const { definitions } = load(`${CONVERTERS}/devices/${file.slice(0, -3)}`) as {
        definitions: readonly unknown[];
      };
      return definitions.map((each) => deviceOf(converters.prepareDefinition(each)));
    });
}

function deviceOf({ vendor, model, description, whiteLabel, exposes }: Prepared): ZigbeeDevice {
  const raw = typeof exposes === "function" ? exposes(DUMMY, {}) : exposes;
  return {
    vendor,
    model,
    description,
    otherNames: whiteLabel?.length ?? 0,
    exposed: raw.flatMap((each) => flat(each, null, null)),
  };
}

function flat(raw: RawExpose, inside: string | null, featureOf: string | null): Exposed[] {
  if (raw.features !== undefined) {
    const nested = raw.type === "composite" ? (raw.property ?? inside) : inside;
    const feature = raw.type === "composite" ? featureOf : raw.type;
    return raw.features.flatMap((each) => flat(each, nested, feature));
  }
  const { type } = raw;
  if (!isLeaf(type)) return [];
  return [
    {
      type,
      property: raw.property ?? raw.name ?? "",
      inside,
      featureOf,
      values: valuesOf(raw),
      description: raw.description ?? "",
      access: raw.access ?? 0,
    },
  ];
}

function isLeaf(type: string): type is Exposed["type"] {
  return ["binary", "enum", "numeric", "text", "list"].includes(type);
}

/** Numbers and texts could be anything; these are the ones most easily taken for a word of another kind. */
const NUMBERS = [0, 1, 2, 254, 3000];
const TEXTS = ["", "normal", "1", "alarm_clock"];

function valuesOf(raw: RawExpose): Exposed["values"] {
  if (raw.type === "binary") return [raw.value_on ?? true, raw.value_off ?? false];
  if (raw.type === "enum") return raw.values ?? [];
  return raw.type === "numeric" ? NUMBERS : raw.type === "text" ? TEXTS : [];
}

export function isPublished({ access }: Exposed): boolean {
  return (access & 1) !== 0;
}

export function isSetting({ access }: Exposed): boolean {
  return (access & 2) !== 0;
}
