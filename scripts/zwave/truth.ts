/** What a Z-Wave notification stands for, told by the registry's own labels and not by the recogniser. */
import type { SensorKind } from "../../src/core/site.ts";
import type { ZwaveSaid } from "./registry.ts";

/** What must be read; what isn't named must not be said at all, and least of all as an alarm. */
export interface Expected {
  readonly kind?: SensorKind;
  readonly value?: string;
  readonly tamper?: boolean;
  readonly low?: boolean;
  readonly bolt?: "locked" | "unlocked" | "jammed";
}

const KINDS: Readonly<Record<number, SensorKind>> = {
  1: "smoke",
  2: "carbon-monoxide",
  3: "gas",
  4: "heat",
  6: "contact",
  7: "intrusion",
  8: "power",
  18: "gas",
};

/** By label; the first that fits. A test is no alarm, whatever else its label says. */
const LABELS: readonly (readonly [RegExp, string])[] = [
  [/test failed/i, "fault"],
  [/\btest\b/i, "test"],
  [/^(Smoke|Carbon \w+|Overheat|Combustible gas|Toxic gas) detected/, "alarm"],
  [/^Rapid temperature rise/, "alarm"],
  [/^Underheat/, "clear"],
  [/^(Intrusion|Glass breakage)/, "alarm"],
  [/^Window\/door is open/, "open"],
  [/^Window\/door is closed/, "closed"],
  [/^AC mains disconnected/, "off"],
  [/^AC mains re-connected/, "on"],
];

const BOLTS: readonly (readonly [RegExp, "locked" | "unlocked" | "jammed"])[] = [
  [/not fully locked|jammed/i, "jammed"],
  [/unlock operation|^Unlock operation/i, "unlocked"],
  [/^(Manual|RF|Keypad) lock operation|^Auto lock locked|^Lock operation/, "locked"],
];

export function expectedOf(said: ZwaveSaid, value: number, all: readonly ZwaveSaid[]): Expected {
  const detail = said.detail[value];
  const label = detail === undefined ? said.label : `${said.label}: ${detail}`;
  if (said.code === 0) return whenIdle(said, all);
  if (said.type === 10) return emergency(label);
  if (/^Tampering|^Magnetic field/.test(label)) return { tamper: true };
  if (/replace battery|charge battery|battery .*(low|disconnected)/i.test(label)) {
    return /^Barrier/.test(label) ? {} : { low: true };
  }
  if (/fully charged/.test(label)) return { low: false };
  const bolt = said.type === 6 ? BOLTS.find(([fits]) => fits.test(label))?.[1] : undefined;
  if (bolt !== undefined && !/credential/i.test(label)) return { bolt };
  const found = LABELS.find(([fits]) => fits.test(label))?.[1];
  const kind = KINDS[said.type];
  return found === undefined || kind === undefined ? {} : { kind, value: found };
}

/** An idle variable ends what its own states began: an alarm, a lifted cover, a low battery. */
function whenIdle(said: ZwaveSaid, all: readonly ZwaveSaid[]): Expected {
  const states = all.filter(
    ({ type, variable, code }) =>
      type === said.type && variable === said.variable && variable !== null && code !== 0,
  );
  const own = states.map((state) => expectedOf(state, state.code, all));
  const alarm = own.find(({ value }) => value === "alarm");
  if (alarm?.kind !== undefined) return { kind: alarm.kind, value: "clear" };
  if (own.some(({ tamper }) => tamper) && said.variable === "Cover status")
    return { tamper: false };
  return own.some(({ low }) => low !== undefined) ? { low: false } : {};
}

function emergency(label: string): Expected {
  if (/fire service/.test(label)) return { kind: "call-point", value: "alarm" };
  return /Panic/.test(label) ? { kind: "intrusion", value: "alarm" } : {};
}
