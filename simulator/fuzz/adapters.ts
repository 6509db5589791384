/** Every place where bytes of strangers come in, and what must be true of whatever it makes of them. */
import { type SensorKind, saysOneOf } from "../../src/core/index.ts";
import { parseWordOrJson } from "../../src/devices/bounded-json.ts";
import type { Heard } from "../../src/devices/device-profile.ts";
import { bindDevice, type Device } from "../../src/devices/index.ts";
import { PROFILES } from "../../src/devices/registry.ts";
import { createChallenges } from "../../src/mqtt/challenges.ts";
import { parseReading, parseReport } from "../../src/mqtt/payloads.ts";
import { createRequestDesk } from "../../src/mqtt/request-desk.ts";
import { createRequestGuard } from "../../src/mqtt/request-guard.ts";
import { NO_SECRETS } from "../../src/mqtt/request-secrets.ts";
import { siteTopics } from "../../src/mqtt/topics.ts";
import { lineCutter, wordsOf } from "../../src/nut/upsd-lines.ts";
import { PRESETS, recognise, recogniseBolt } from "../../src/readings/index.ts";
import { parseSite } from "../../src/site-file/index.ts";
import type { Dice } from "../dice.ts";
import { MESSAGES, SITE_TEXT, STALE_REQUEST, UPSD_LINES } from "./corpus.ts";

export interface Adapter {
  readonly name: string;
  readonly corpus: readonly string[];
  /** Gives what is wrong with the answer to one message; null for a right one. May not throw. */
  feed(payload: Buffer, dice: Dice): string | null;
}

const KINDS = [
  "smoke",
  "heat",
  "carbon-monoxide",
  "gas",
  "call-point",
  "intrusion",
  "release-contact",
  "exit-request",
  "power",
  "ups",
  "contact",
] as const satisfies readonly SensorKind[];

const BOLTS: ReadonlySet<unknown> = new Set(["locked", "unlocked", "jammed", "unknown"]);

const readings = PRESETS.map(
  (preset): Adapter => ({
    name: `readings/${preset}`,
    corpus: MESSAGES,
    feed(payload, dice) {
      const kind = dice.pick(KINDS);
      const parsed = parseWordOrJson(payload);
      if (!parsed.ok) return null;
      const read = recognise(kind, parsed.value, preset);
      if (read.value !== null && !saysOneOf(kind, read.value))
        return `a ${kind} can't say ${JSON.stringify(read.value)}`;
      const { bolt } = recogniseBolt(parsed.value, preset);
      return bolt === null || BOLTS.has(bolt) ? null : `no bolt is ${JSON.stringify(bolt)}`;
    },
  }),
);

/** The keys that each profile asks for beyond its topic. */
const BINDINGS: Readonly<Record<string, object>> = {
  plain: { stateTopic: "hall/it", availabilityTopic: "hall/there" },
  zigbee2mqtt: { topic: "zigbee2mqtt/it" },
  "zwavejs-ui": { topic: "zwave/it/98/0", gateway: "zwave/_CLIENTS/ZWAVE_GATEWAY-home", node: 5 },
  "home-assistant-lock": { commandTopic: "it/set", stateTopic: "it/state" },
  esphome: { topic: "it", switch: "output" },
  http: {
    on: { url: "http://10.0.0.5/on" },
    off: { url: "http://10.0.0.5/off" },
    status: { url: "http://10.0.0.5/status" },
  },
  "shelly-gen1-http": { host: "10.0.0.5" },
  nut: { host: "127.0.0.1", ups: "it" },
};

const devices = PROFILES.flatMap((profile) =>
  profile.uses.map((use): Adapter => {
    const commands = use === "lock" || use === "holder" ? { commandTopic: "hall/set" } : {};
    const { stateTopic: _, ...holderKeys } = { stateTopic: "", ...BINDINGS["plain"] };
    const keys =
      profile.name === "plain"
        ? { ...(use === "holder" ? holderKeys : BINDINGS["plain"]), ...commands }
        : (BINDINGS[profile.name] ?? { topic: "it" });
    const bound = bindDevice({ profile: profile.name, ...keys }, use);
    if (!bound.ok) throw new Error(`${profile.name} for ${use}: ${JSON.stringify(bound.problems)}`);
    const { device } = bound;
    return {
      name: `devices/${profile.name}/${use}`,
      corpus: device.upsd === null ? MESSAGES : UPSD_LINES,
      feed(payload, dice) {
        const heard = heardFrom(device, payload, dice);
        if (heard === null) return null;
        const { value, bolt } = heard;
        const output = use === "lock" || use === "holder";
        if (output && value !== undefined) return "a lock has no reading";
        if (!output && bolt !== undefined) return "a sensor has no bolt";
        if (bolt !== undefined && !BOLTS.has(bolt)) return `no bolt is ${JSON.stringify(bolt)}`;
        if (value === undefined || output || saysOneOf(use, value)) return null;
        return `a ${use} can't say ${JSON.stringify(value)}`;
      },
    };
  }),
);

/** By whichever way the device speaks: a topic, the body of an answer, or the lines of `upsd`. */
function heardFrom(device: Device, payload: Buffer, dice: Dice): Heard | null {
  if (device.http !== null) return device.http.readStatus(payload);
  if (device.upsd !== null) return device.upsd.readVariables(variablesIn(payload));
  const { topic } = dice.any(device.topics) ?? { topic: "elsewhere" };
  return device.read({ topic, payload, retained: dice.percent(50) });
}

function variablesIn(payload: Buffer): Readonly<Record<string, string>> {
  const variables: Record<string, string> = Object.create(null);
  for (const line of lineCutter()(`${payload.toString("utf8")}\n`) ?? []) {
    const [, , name, value] = wordsOf(line) ?? [];
    if (name !== undefined && value !== undefined) variables[name] = value;
  }
  return variables;
}

let obeyed = 0;
const desk = createRequestDesk({
  topics: siteTopics("office"),
  challenges: createChallenges(() => ({ monotonic: performance.now(), wall: Date.now() })),
  guard: createRequestGuard({ id: "office", roles: {} }, NO_SECRETS),
  earlier: [],
  decide: () => {
    obeyed += 1;
    return Promise.resolve({ ok: true });
  },
  send: () => undefined,
  warn: () => undefined,
});

const messages: readonly Adapter[] = [
  {
    name: "requests",
    corpus: [STALE_REQUEST],
    feed(payload, dice) {
      desk.take(payload, dice.percent(20));
      return obeyed === 0 ? null : "a request that is not fresh was obeyed";
    },
  },
  {
    name: "own readings",
    corpus: MESSAGES,
    feed(payload, dice) {
      const kind = dice.pick(KINDS);
      const read = parseReading(payload, kind);
      return !read.ok || saysOneOf(kind, read.value.value) ? null : `a ${kind} can't say that`;
    },
  },
  {
    name: "own reports",
    corpus: MESSAGES,
    feed(payload) {
      const read = parseReport(payload);
      return !read.ok || BOLTS.has(read.value.bolt) ? null : "no bolt is that";
    },
  },
  {
    name: "bindings",
    corpus: MESSAGES.map((text) => text.replace(/^\{/, '{"profile":"plain","topic":"a/b",')),
    feed(payload, dice) {
      const parsed = parseWordOrJson(payload);
      const bound = bindDevice(parsed.ok ? parsed.value : null, dice.pick(KINDS));
      return bound.ok || bound.problems.length > 0 ? null : "refused without a reason";
    },
  },
  {
    name: "site files",
    corpus: [SITE_TEXT, JSON.stringify({ version: 1, id: "office", doors: [{ id: "front" }] })],
    feed(payload) {
      const parsed = parseSite(payload.toString("utf8"));
      if (parsed.ok) return null;
      const silent = parsed.problems.some(({ mend, message }) => mend === "" || message === "");
      return parsed.problems.length === 0 || silent ? "refused without a reason or mend" : null;
    },
  },
];

export const ADAPTERS: readonly Adapter[] = [...readings, ...devices, ...messages];
