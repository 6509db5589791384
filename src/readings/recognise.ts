/** What a message of any shape says about a sensor or a lock. Pure, and never guesses towards "clear". */
import type { SensorKind } from "../core/site.ts";
import { deconz } from "./deconz.ts";
import { homeAssistant } from "./home-assistant.ts";
import { homekit } from "./homekit.ts";
import { linkOf } from "./link.ts";
import { plain } from "./plain.ts";
import { shown } from "./property.ts";
import {
  type BoltRecognition,
  type Companions,
  EVERY_KIND,
  type Family,
  type NotRecognised,
  PRESETS,
  type Preset,
  type Recognition,
  unknownReading,
} from "./reading.ts";
import { shellyGen1, shellyGen2 } from "./shelly.ts";
import { tasmota } from "./tasmota.ts";
import { tuya } from "./tuya.ts";
import { apcupsd, nut, plainUps } from "./ups.ts";
import { zigbee2mqtt } from "./zigbee2mqtt.ts";
import { zwaveJs } from "./zwave-js.ts";

/** Which families read a preset, in order. ESPHome speaks in Home Assistant's words. */
const FAMILIES: Readonly<Record<Preset, readonly Family[]>> = {
  auto: [
    zwaveJs,
    homekit,
    homeAssistant,
    shellyGen2,
    tuya,
    tasmota,
    plainUps,
    nut,
    apcupsd,
    deconz,
    zigbee2mqtt,
    shellyGen1,
    plain,
  ],
  zigbee2mqtt: [zigbee2mqtt, plain],
  "zwavejs-ui": [zwaveJs, plain],
  "home-assistant": [homeAssistant, plain],
  homekit: [homekit, plain],
  deconz: [deconz, plain],
  "shelly-gen1": [shellyGen1, plain],
  "shelly-gen2": [shellyGen2, plain],
  tasmota: [tasmota, plain],
  esphome: [homeAssistant, plain],
  tuya: [tuya, plain],
  nut: [nut, plain],
  apcupsd: [apcupsd, plain],
  plain: [plainUps, plain],
};

export interface Source {
  readonly name: Exclude<Preset, "auto">;
  /** The kinds of sensors that its messages can speak for. */
  readonly kinds: readonly SensorKind[];
  /** Whether it can say where a bolt is. */
  readonly bolts: boolean;
}

/** Every source whose messages are known, with what they can be read for. */
export const SOURCES: readonly Source[] = PRESETS.flatMap((name) => {
  if (name === "auto") return [];
  const own = FAMILIES[name].filter((family) => family !== plain || name === "plain");
  const kinds = EVERY_KIND.filter((kind) => own.some((family) => family.kinds.includes(kind)));
  return [{ name, kinds, bolts: own.some(({ readBolt }) => readBolt !== undefined) }];
});

/** A source that names the shape also names what a bare boolean means for a door. */
const BARE_CONTACT_NEEDS_A_SOURCE: ReadonlySet<Preset> = new Set(["auto", "plain"]);

/**
 * The first family that knows the message decides. A bare word may belong to several, so one that is
 * unsure of it lets the next try; an object's own family is believed, even when it doesn't know.
 *
 * @param topic where the message came from, if it came by MQTT: a last will is known by it, and so is
 *   a Z-Wave value that comes without its name.
 */
export function recognise(
  kind: SensorKind,
  value: unknown,
  preset: Preset,
  topic?: string,
): Recognition {
  if (value === undefined) return { value: null, reason: "the message has no such property" };
  const ofUps = kind === "ups" || preset === "nut" || preset === "apcupsd";
  const link = linkOf(value, topic, ofUps);
  if (link === "down") return unknownReading(kind, "link", "the device can't be reached");
  if (link === "up") {
    return { value: null, by: "link", reason: `a device that is there says nothing of ${kind}` };
  }
  const whole = typeof value === "object" && value !== null;
  let known: NotRecognised | null = null;
  let unsure: Recognition | null = null;
  for (const family of FAMILIES[preset]) {
    if (known !== null && family === plain) continue;
    if (bareBooleanDoor(kind, value, preset, family)) continue;
    const read = family.read(kind, value, topic);
    if (read === null) continue;
    if (read.value === null) known ??= read;
    else if (read.reason === undefined || whole) return read;
    else unsure ??= read;
  }
  return (
    unsure ?? known ?? { value: null, reason: `${shown(value)} has no shape that ${preset} knows` }
  );
}

/** Battery and tamper of a message, whatever else it is about. */
export function companionsFor(value: unknown, preset: Preset, topic?: string): Companions {
  const { battery, tamper } = recognise("contact", value, preset, topic);
  return {
    ...(battery === undefined ? {} : { battery }),
    ...(tamper === undefined ? {} : { tamper }),
  };
}

export function recogniseBolt(value: unknown, preset: Preset, topic?: string): BoltRecognition {
  if (value === undefined) return { bolt: null, reason: "the message has no such property" };
  const link = linkOf(value, topic);
  if (link === "down") return { bolt: "unknown", by: "link", reason: "the lock can't be reached" };
  if (link === "up") return { bolt: null, reason: "a lock that is there says nothing of its bolt" };
  let known: BoltRecognition | null = null;
  for (const family of FAMILIES[preset]) {
    if (known !== null && family === plain) continue;
    const read = family.readBolt?.(value, topic) ?? null;
    if (read !== null && read.bolt !== null) return read;
    known ??= read;
  }
  return (
    known ?? { bolt: null, reason: `${shown(value)} has no shape of a lock that ${preset} knows` }
  );
}

function bareBooleanDoor(
  kind: SensorKind,
  value: unknown,
  preset: Preset,
  family: Family,
): boolean {
  return (
    kind === "contact" &&
    typeof value !== "object" &&
    BARE_CONTACT_NEEDS_A_SOURCE.has(preset) &&
    (family === zigbee2mqtt || (family === homeAssistant && typeof value === "boolean"))
  );
}
