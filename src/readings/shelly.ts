/** Shelly devices: gen 1 status objects, gen 2 components by MQTT, RPC or node-red-contrib-shelly. */
import type { SensorKind } from "../core/site.ts";
import { companions, readProperty, shown } from "./property.ts";
import {
  type Family,
  type Fields,
  has,
  isFields,
  own,
  type Recognition,
  unknownReading,
} from "./reading.ts";
import { asFlag, asPercent, asWord } from "./words.ts";

const GEN1_KNOWN = ["sensor", "smoke", "gas_sensor", "relays", "inputs", "bat", "flood"];

/** Kinds that a dry contact on an input may stand for: a closed input is the alarm. */
const WIRED_KINDS: readonly SensorKind[] = [
  "call-point",
  "intrusion",
  "release-contact",
  "exit-request",
  "smoke",
  "heat",
  "gas",
  "carbon-monoxide",
];

/** Alarm levels of the gen 1 gas sensor. */
const GAS_LEVELS: Readonly<Record<string, "alarm" | "clear" | "test">> = {
  none: "clear",
  mild: "alarm",
  heavy: "alarm",
  test: "test",
};

export const shellyGen1: Family = {
  name: "shelly-gen1",
  kinds: [...WIRED_KINDS, "contact"],
  read(kind, value): Recognition | null {
    if (!isFields(value) || !GEN1_KNOWN.some((name) => has(value, name))) return null;
    const battery = companions(asPercent(own(own(value, "bat"), "value")), undefined, undefined);
    return { ...gen1(kind, value), ...battery };
  },
};

function gen1(kind: SensorKind, value: Fields): Recognition {
  const sensor = own(value, "sensor");
  const gas = own(value, "gas_sensor");
  const input = firstInput(value);
  if (kind === "smoke" && has(value, "smoke")) {
    return readProperty(kind, own(value, "smoke"), "shelly smoke");
  }
  if (kind === "contact" && isFields(sensor)) {
    const by = "shelly sensor.state";
    if (own(sensor, "is_valid") === false) return unknownReading(kind, by, "is_valid is false");
    const state = asWord(own(sensor, "state"));
    if (state === "open") return { value: "open", by };
    if (state === "close") return { value: "closed", by };
    return unknownReading(kind, by, `the state is ${shown(own(sensor, "state"))}`);
  }
  if (kind === "gas" && isFields(gas)) {
    const by = "shelly gas_sensor.alarm_state";
    const level = GAS_LEVELS[asWord(own(gas, "alarm_state")) ?? ""];
    return level === undefined
      ? unknownReading(kind, by, `alarm_state is ${shown(own(gas, "alarm_state"))}`)
      : { value: level, by };
  }
  if (input !== undefined && WIRED_KINDS.includes(kind)) {
    return readProperty(kind, input, "shelly input");
  }
  return { value: null, by: "shelly-gen1", reason: `nothing in the status speaks for ${kind}` };
}

function firstInput(value: Fields): unknown {
  const inputs = own(value, "inputs");
  return Array.isArray(inputs) ? own(inputs[0], "input") : undefined;
}

const COMPONENT = /^(smoke|input|switch|devicepower|window|bthomesensor|sys|wifi|mqtt|cloud):?\d*$/;

export const shellyGen2: Family = {
  name: "shelly-gen2",
  kinds: [...WIRED_KINDS, "contact", "power"],
  read(kind, value): Recognition | null {
    const components = componentsOf(value);
    if (components === null) return null;
    const power = own(components, "devicepower");
    const percent = asPercent(own(own(power, "battery"), "percent"));
    return { ...gen2(kind, components), ...companions(percent, undefined, undefined) };
  },
};

function gen2(kind: SensorKind, components: Fields): Recognition {
  const smoke = own(components, "smoke");
  const input = own(components, "input");
  const external = own(own(components, "devicepower"), "external");
  if (kind === "smoke" && isFields(smoke)) {
    return readProperty(kind, own(smoke, "alarm"), "shelly smoke.alarm");
  }
  if (kind === "power" && isFields(external)) {
    return readProperty(kind, own(external, "present"), "shelly devicepower.external");
  }
  if (kind === "contact" && has(components, "window")) {
    return readProperty(kind, own(components, "window"), "shelly window");
  }
  if (isFields(input) && WIRED_KINDS.includes(kind)) {
    return readProperty(kind, own(input, "state"), "shelly input.state");
  }
  if (isFields(input) && kind === "contact") {
    const reason = "an input doesn't say whether true is open: give open when and closed when";
    return unknownReading(kind, "shelly input.state", reason);
  }
  return { value: null, by: "shelly-gen2", reason: `no component speaks for ${kind}` };
}

/** Components by bare name (`smoke:0`, `smoke0` and `smoke` are one), from params, status or the message. */
function componentsOf(value: unknown): Fields | null {
  if (!isFields(value)) return null;
  const params = own(value, "params");
  if (isFields(params)) return componentsOf(params);
  if (has(value, "id") && has(value, "alarm")) return { smoke: value };
  if (has(value, "id") && has(value, "state") && typeof own(value, "state") === "boolean") {
    return { input: value };
  }
  const named = Object.entries(value).filter(
    ([name, part]) => COMPONENT.test(name) && isComponent(name, part),
  );
  if (named.length === 0) return null;
  return Object.fromEntries(
    named.reverse().map(([name, part]) => [name.replace(/:?\d+$/, ""), part]),
  );
}

function isComponent(name: string, part: unknown): boolean {
  return isFields(part) || (name === "window" && asFlag(part) !== undefined);
}
