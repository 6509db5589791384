/** Nonsense of every kind, with what a person who sent it is told. */
import { OFFICE } from "./office.ts";

/** One wrong thing in an otherwise right site file, and the place and mend that the command line gives. */
export const SITE_FILES: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ["an empty file", "", /is empty: there is no site in it\n +start it with `version: 1`/],
  ["a list", "- 1", /must be a mapping .*not a list\n +start it with/],
  ["brackets that never close", "areas: [", /line \d, column \d+: .*\n +look at the indentation/],
  ["bytes that are no text", Uint8Array.of(0xff, 0xfe, 0x00, 0xd8), /it is not UTF-8 text/],
  ["the next version", changed("version: 1", "version: 2"), /version: `2` is not/],
  [
    "a slip of the pen",
    changed("hardware:", "hardwear:"),
    /locks\[0\].*\n +did you mean `hardware`/,
  ],
  [
    "an area that isn't there",
    changed("from: lobby", "from: loby"),
    /doors\[0\].from: .*\n.*`lobby`/,
  ],
  ["an id given twice", changed("id: store-lockset", "id: front"), /`front` is taken: doors\[0\]/],
  ["a fail mode nobody makes", changed("fail-safe", "fail-open"), /failMode: .*\n.*fail-secure/],
  [
    "a duration in words",
    changed("monitor: true", "confirmWithin: 5 seconds"),
    /confirmWithin: `5 seconds` is no duration.*\n +write it as/,
  ],
  [
    "a supply that feeds itself",
    changed("kind: mains", "kind: mains, fedBy: grid"),
    /supplies\[0\].fedBy: feeds itself/,
  ],
  [
    "a product nobody knows",
    changed("profile: tasmota-relay", "profile: sonoff"),
    /device.profile: there is no profile "sonoff"\n.*tasmota-relay/,
  ],
  [
    "a wildcard for a topic",
    changed("topic: workshop-strike", 'topic: "workshop/#"'),
    /device.topic: is no exact topic/,
  ],
  ["brackets 200 deep", `a: ${"[".repeat(200)}${"]".repeat(200)}`, /nested more than 32 levels/],
  ["aliases that multiply", aliasBomb(), /has more than \d+ values\n +divide it/],
];

function changed(from: string, to: string): string {
  if (!OFFICE.includes(from)) throw new Error(`the office has no ${from}`);
  return OFFICE.replace(from, to);
}

function aliasBomb(): string {
  const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(of).join()}]`;
  const names = [..."abcdefgh"];
  return names.map((name, at) => level(name, at === 0 ? "x" : `*${names[at - 1]}`)).join("\n");
}

/** Requests that can be answered, and the answer. Each gets an id, a time and a place for its answer. */
export const REQUESTS: readonly (readonly [string, object, object])[] = [
  ["an action nobody knows", { action: "explode" }, { code: "bad-input", reason: /action/ }],
  ["no action", {}, { code: "bad-input", reason: /action/ }],
  ["no door", { action: "unlock" }, { code: "bad-input", reason: /^door: / }],
  [
    "a key too many",
    { action: "unlock", door: "front", now: 1 },
    { code: "bad-input", reason: /now/ },
  ],
  [
    "a list of doors",
    { action: "unlock", door: ["front"] },
    { code: "bad-input", reason: /^door: / },
  ],
  ["a door nobody built", { action: "unlock", door: "back" }, { code: "unknown-door" }],
  ["an area nobody built", { action: "lockdown", area: "moon" }, { code: "unknown-area" }],
  [
    "a sensor nobody built",
    { action: "isolate", sensor: "nose", forMs: 60_000 },
    { code: "unknown-sensor" },
  ],
  [
    "time that runs backwards",
    { action: "isolate", sensor: "lobby-smoke", forMs: -1 },
    { code: "bad-input", reason: /^forMs: / },
  ],
  [
    "a request of yesterday",
    { action: "unlock", door: "front", at: "2026-01-01T00:00:00Z" },
    { code: "stale", reason: /echo the challenge/ },
  ],
  [
    "a request of no time at all",
    { action: "unlock", door: "front", at: undefined },
    { code: "stale", reason: /echo the challenge/ },
  ],
  [
    "half a date",
    { action: "unlock", door: "front", at: "today" },
    { code: "bad-input", reason: /^at: / },
  ],
];

const DEEP = `${'{"a":'.repeat(50)}1${"}".repeat(50)}`;
const LONG = JSON.stringify({ value: "x".repeat(100_000) });

const OURS = "egress/office";

/** Payloads that nobody can be answered about, and the line in the authority's log. */
export const PAYLOADS: readonly (readonly [string, string, string | Uint8Array, RegExp])[] = [
  [
    "a request that isn't JSON",
    `${OURS}/request`,
    "unlock front!",
    /request: the message is not JSON/,
  ],
  ["a request 50 deep", `${OURS}/request`, DEEP, /request: the message is nested deeper than/],
  ["a request of 100 KB", `${OURS}/request`, LONG, /request: the message is longer than/],
  [
    "a request that reaches for the prototype",
    `${OURS}/request`,
    '{"action":"unlock","door":"front","__proto__":{"at":"now"}}',
    /request: .*names a __proto__/,
  ],
  [
    "a request to be answered on a lock's topic",
    `${OURS}/request`,
    '{"id":"1","action":"unlock","door":"front","replyTo":"egress/office/lock/front/command"}',
    /request: replyTo must be a topic below/,
  ],
  [
    "a reading that isn't JSON",
    `${OURS}/sensor/workshop-heat/reading`,
    "hot",
    /heat\/reading: .* not JSON/,
  ],
  [
    "a heat detector that is open",
    `${OURS}/sensor/workshop-heat/reading`,
    '{"value":"open"}',
    /heat\/reading: value: /,
  ],
  [
    "a reading with a key too many",
    `${OURS}/sensor/workshop-heat/reading`,
    '{"value":"alarm","colour":"red"}',
    /heat\/reading: .*colour/,
  ],
  [
    "a battery of 101 %",
    `${OURS}/sensor/workshop-heat/reading`,
    '{"value":"alarm","battery":{"percent":101}}',
    /heat\/reading: battery.percent: /,
  ],
  ["a list of readings", `${OURS}/sensor/workshop-heat/reading`, "[]", /heat\/reading: /],
  [
    "a bolt that is ajar",
    `${OURS}/lock/store-lockset/report`,
    '{"bolt":"ajar"}',
    /lockset\/report: bolt: /,
  ],
  ["a report of nothing", `${OURS}/lock/store-lockset/report`, "{}", /lockset\/report: bolt: /],
  [
    "a report in bytes",
    `${OURS}/lock/store-lockset/report`,
    Uint8Array.of(0, 255, 254, 13),
    /lockset\/report: .* not JSON/,
  ],
  ["a detector cut off", "zigbee2mqtt/lobby-smoke", '{"smoke":tr', /lobby-smoke: .* not JSON/],
  ["a detector 50 deep", "zigbee2mqtt/lobby-smoke", DEEP, /lobby-smoke: .* nested deeper/],
  ["a relay of 100 KB", "shellyplus1-front/status/switch:0", LONG, /switch:0: .* longer than/],
];

/** Messages to Node-RED's nodes, and the error that a Catch node sees. */
export const MESSAGES: readonly (readonly [string, string, object, RegExp])[] = [
  ["a request without payload", "ask", {}, /holds no request\. Send \{"action"/],
  ["a number for a request", "ask", { payload: 5 }, /holds no request/],
  ["a word nobody knows", "ask", { payload: "explode" }, /no action that is known\. Use one of/],
  ["a lock without a door", "ask", { payload: "lock" }, /lock needs door\. Give msg.payload.door/],
  [
    "a misspelt area",
    "ask",
    { payload: { action: "reset", aera: "lobby" } },
    /reset has no aera\. It takes area/,
  ],
  [
    "an isolation for ever",
    "ask",
    { payload: { action: "isolate", sensor: "lobby-smoke", forMs: 1e300 } },
    /forMs is no time\. Give whole milliseconds/,
  ],
  ["true to a door", "door", { payload: true }, /is no request, .*\. Send "lock"/],
  ["false to a door", "door", { payload: "false" }, /is no request/],
  [
    "an order for another door",
    "door",
    { payload: { action: "unlock", door: "back" } },
    /for another door\. This node is front/,
  ],
  [
    "a report that names no bolt",
    "door",
    { topic: "front-maglock", payload: { colour: "red" } },
    /\. Send /,
  ],
  ["nothing to a detector", "smoke", {}, /nothing about smoke: .*\. Check the property/],
  ["a list to a detector", "smoke", { payload: [1, 2] }, /nothing about smoke/],
  ["an object of nothing known", "smoke", { payload: { colour: "red" } }, /nothing about smoke/],
];

/** What a phone, or something that pretends to be one, may write to a lock's target. */
export const WRITES: readonly (readonly [string, unknown])[] = [
  ["2", 2],
  ["-1", -1],
  ["a half", 0.5],
  ["1e300", 1e300],
  ["a word", "unlock"],
  ["null", null],
  ["an object", {}],
  ["a list", [0]],
  ["9,999 letters", "x".repeat(9_999)],
];
