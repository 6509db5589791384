/** Every topic of Egress, built and taken apart in one place. Base: `egress/<site>`. */

const ROOT = "egress";
const ID = "[a-z0-9-]{1,64}";
const STATES = new RegExp(`^(door|sensor|supply|area)/(${ID})/state$`);
const INPUTS = new RegExp(`^(?:(sensor)/(${ID})/reading|(lock)/(${ID})/report)$`);
const OWNED = new RegExp(
  `^${ROOT}/${ID}/(status|site|event|(door|sensor|supply|area)/${ID}/state|lock/${ID}/command)$`,
);

const MAX_REPLY_TOPIC_LENGTH = 200;

export type StateKind = "door" | "sensor" | "supply" | "area";

export type SiteTopic =
  | { readonly kind: "status" | "site" | "event" | "request" }
  | { readonly kind: "state"; readonly of: StateKind; readonly id: string }
  | { readonly kind: "reading"; readonly sensor: string }
  | { readonly kind: "report"; readonly lock: string };

export interface SiteTopics {
  readonly status: string;
  readonly site: string;
  readonly event: string;
  readonly request: string;
  /** All states of all doors, sensors, supplies and areas, for a mirror. */
  readonly everyState: readonly string[];
  state(of: StateKind, id: string): string;
  reading(sensor: string): string;
  report(lock: string): string;
  /** For a lock or a holder without a binding. */
  command(target: string): string;
  reply(name: string): string;
  marker(name: string): string;
  /** Whether a stranger may have its answer there: a plain topic below `reply`, and nowhere else. */
  isReply(topic: string): boolean;
  /** What a topic of this site is; null for any other. */
  parse(topic: string): SiteTopic | null;
}

export function siteTopics(site: string): SiteTopics {
  const base = `${ROOT}/${site}`;
  return {
    status: `${base}/status`,
    site: `${base}/site`,
    event: `${base}/event`,
    request: `${base}/request`,
    everyState: (["door", "sensor", "supply", "area"] as const).map(
      (of) => `${base}/${of}/+/state`,
    ),
    state: (of, id) => `${base}/${of}/${id}/state`,
    reading: (sensor) => `${base}/sensor/${sensor}/reading`,
    report: (lock) => `${base}/lock/${lock}/report`,
    command: (target) => `${base}/lock/${target}/command`,
    reply: (name) => `${base}/reply/${name}`,
    marker: (name) => `${base}/marker/${name}`,
    isReply: (topic) =>
      topic.startsWith(`${base}/reply/`) &&
      topic.length <= MAX_REPLY_TOPIC_LENGTH &&
      /^[^+#\p{Cc}]+[^+#/\p{Cc}]$/u.test(topic),
    parse: (topic) =>
      topic.startsWith(`${base}/`) ? parseRest(topic.slice(base.length + 1)) : null,
  };
}

/** Whether only an authority may publish there, on any site of this broker. */
export function isAuthorityTopic(topic: string): boolean {
  return OWNED.test(topic);
}

function parseRest(rest: string): SiteTopic | null {
  if (rest === "status" || rest === "site" || rest === "event" || rest === "request") {
    return { kind: rest };
  }
  const state = STATES.exec(rest);
  if (state?.[2] !== undefined) return { kind: "state", of: state[1] as StateKind, id: state[2] };
  const input = INPUTS.exec(rest);
  if (input?.[2] !== undefined) return { kind: "reading", sensor: input[2] };
  if (input?.[4] !== undefined) return { kind: "report", lock: input[4] };
  return null;
}
