/** Keeps the site's entities in Home Assistant, and takes requests from there where the site lets it ask. */
import { randomUUID } from "node:crypto";
import type { Authority } from "../controller/ports.ts";
import type { Request, Result } from "../core/index.ts";
import { parseBoundedJson } from "../devices/bounded-json.ts";
import { createCatchUp } from "../mqtt/catch-up.ts";
import { createChallenges } from "../mqtt/challenges.ts";
import { type Connection, type Delivered, openConnection } from "../mqtt/connection.ts";
import { configsPattern, requestTopic } from "../mqtt/home-assistant-topics.ts";
import { siteTopics } from "../mqtt/index.ts";
import { limitedLog } from "../mqtt/log-limiter.ts";
import { packageVersion } from "../mqtt/package-version.ts";
import { createRequestDesk } from "../mqtt/request-desk.ts";
import { createRequestGuard } from "../mqtt/request-guard.ts";
import { NO_SECRETS } from "../mqtt/request-secrets.ts";
import { createStateOutbox } from "../mqtt/state-outbox.ts";
import { existing } from "../mqtt/unopened.ts";
import { pause } from "../mqtt/waiting.ts";
import type { ExternalBroker, Log } from "../open-site.ts";
import { configsOf, type Discovery, takingBack } from "./discovery.ts";

/** Our own config of an area with a thousand sensors is some 400 KB. */
const MAX_CONFIG_BYTES = 1_048_576;

export const MAX_KEPT_CONFIGS = 50_000;

const RETRY_MS = 1_000;

/** What its entities offer, and nothing else. */
const OFFERED: ReadonlySet<Request["action"]> = new Set<Request["action"]>([
  "lock",
  "unlock",
  "access",
  "reset",
  "lockdown",
  "lockdown-release",
]);

export interface HomeAssistantLinkOptions {
  readonly broker: ExternalBroker;
  readonly discovery: Discovery;
  readonly log: Log;
}

/** A connection of its own, so that nothing here can hold up an order. */
export async function linkHomeAssistant(
  authority: Authority,
  { broker, discovery, log }: HomeAssistantLinkOptions,
): Promise<{ close(): Promise<void> }> {
  const site = authority.description;
  if (site === null) return { close: () => Promise.resolve() };
  const topics = siteTopics(site.id);
  const asked = requestTopic(topics);
  const pattern = configsPattern(site.id, discovery.prefix);
  const configs = configsOf(site, discovery, packageVersion());
  const kept = new Map<string, Uint8Array>();
  const warn = limitedLog(log);
  let connection: Connection | undefined;
  let listening = false;

  const link = () => existing(connection);
  const outbox = createStateOutbox(link);
  const catchUp = createCatchUp(link, topics.marker(`home-assistant-${randomUUID()}`));
  const desk = createRequestDesk({
    topics,
    // It gives out no challenge: Home Assistant's templates can't echo one, but they can tell the time.
    challenges: createChallenges(() => ({ monotonic: performance.now(), wall: Date.now() })),
    // Its templates can't sign either: where a site asks for proof, Home Assistant only looks.
    guard: createRequestGuard(site, NO_SECRETS),
    earlier: authority.answered ?? [],
    decide: (request) => decide(authority, request),
    send: (packets) => void link().publishBurst(packets),
    warn,
  });
  const publish = () => {
    outbox.reset();
    for (const [topic, config] of configs) {
      const earlier = kept.get(topic);
      const parsed = earlier === undefined ? null : parseBoundedJson(earlier, MAX_CONFIG_BYTES);
      outbox.state(topic, parsed?.ok === true ? takingBack(config, parsed.value) : config);
    }
    const gone = [...kept.keys()].filter((topic) => !configs.has(topic));
    link().publishBurst(gone.map((topic) => ({ topic, payload: "", retain: true })));
    kept.clear();
  };
  const start = async (lost: AbortSignal) => {
    kept.clear();
    const wanted = discovery.discovery && discovery.commands ? [pattern, asked] : [pattern];
    while (!lost.aborted) {
      try {
        for (const topic of (await catchUp.run(wanted, lost)).refused)
          log("error", `The broker refuses to let us hear ${topic}`);
        if (lost.aborted) return;
        listening = true;
        publish();
        return;
      } catch (error) {
        if (lost.aborted) return;
        warn("home-assistant", error instanceof Error ? error.message : String(error));
        await pause(RETRY_MS, lost);
      }
    }
  };
  const hear = (message: Delivered) => {
    if (catchUp.take(message)) return;
    if (message.topic === asked) desk.take(message.payload, message.retained || !listening);
    else if (message.retained && message.payload.byteLength > 0 && kept.size < MAX_KEPT_CONFIGS)
      kept.set(message.topic, message.payload);
  };

  connection = await openConnection({
    broker,
    log,
    client: `${site.id}-ha`,
    onConnect: (lost) => void start(lost),
    onLost: () => {
      listening = false;
    },
    onMessage: hear,
  });
  return {
    close: async () => {
      outbox.reset();
      await connection?.end();
    },
  };
}

/** Whatever it calls itself, it is Home Assistant: so its role is one name, and so it stands in the journal. */
async function decide(authority: Authority, request: Request): Promise<Result> {
  if (OFFERED.has(request.action))
    return authority.request({ ...request, by: "home-assistant", via: "home-assistant" });
  return {
    ok: false,
    code: "not-permitted",
    reason: `Home Assistant may not ask for ${request.action}.`,
  };
}
