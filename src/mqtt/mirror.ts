/** A site as another process sees it: built from what the authority keeps on the broker. */
import { randomUUID } from "node:crypto";
import { parseBoundedJson } from "../devices/bounded-json.ts";
import type { MirrorOptions } from "../open-site.ts";
import type { SiteHandle, SiteListener } from "../site-handle.ts";
import { type Connection, type Delivered, openConnection } from "./connection.ts";
import { limitedLog } from "./log-limiter.ts";
import { createMirrorRequests, noLink } from "./mirror-requests.ts";
import { createMirrorStates } from "./mirror-states.ts";
import { eventShape, statusShape } from "./shapes.ts";
import { siteShape } from "./site-shape.ts";
import { siteTopics } from "./topics.ts";

/** A status older than this says nothing of now; the authority renews it each 10 s. */
const HEARTBEAT_LOST_MS = 25_000;

const MAX_DESCRIPTOR_BYTES = 64 * 1_048_576;
const MAX_DESCRIPTOR_DEPTH = 16;
const MAX_STATE_BYTES = 262_144;

const RESUBSCRIBE_MS = 1_000;

export interface MirrorTiming {
  readonly heartbeatLostMs?: number;
  readonly keepaliveSeconds?: number;
}

/**
 * Opens a mirror. Resolves at once; the description and the states come as they are heard.
 *
 * @throws {EgressError} `options-invalid` for the broker's address.
 */
export async function openMqttMirror(
  options: MirrorOptions,
  timing: MirrorTiming = {},
): Promise<SiteHandle> {
  const topics = siteTopics(options.siteId);
  const log = options.log ?? (() => undefined);
  const warn = limitedLog(log);
  const name = options.client
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-")
    .slice(0, 40);
  const replyTo = topics.reply(`${name}/${randomUUID()}`);
  const listeners = new Set<SiteListener>();
  const states = createMirrorStates();
  const status = { connected: false, alive: false, challenge: "" };
  let online = false;
  let telling = false;
  let heartbeat: NodeJS.Timeout | undefined;
  let connection: Connection | null = null;

  const requests = createMirrorRequests(
    {
      request: topics.request,
      siteId: options.siteId,
      replyTo,
      proof: options.proof ?? null,
    },
    (packet) => connection?.publishBurst([packet]) ?? false,
  );
  const tellListeners = (call: (listener: SiteListener) => void) => {
    for (const listener of [...listeners]) {
      try {
        call(listener);
      } catch (error) {
        log("error", `A listener of ${options.siteId} failed: ${error}`);
      }
    }
  };
  const tellChanges = () => {
    telling = false;
    const change = states.drain();
    if (change !== null) tellListeners((listener) => listener.changed?.(change));
  };
  const settleOnline = () => {
    const now = status.connected && status.alive;
    if (now === online) return;
    online = now;
    // States that came with the good news are told before it.
    tellChanges();
    if (!now) requests.giveUp();
    tellListeners((listener) => listener.online?.(now));
  };

  const hearStatus = (value: unknown): string | null => {
    const shaped = statusShape.safeParse(value);
    if (!shaped.success) return "is no status";
    status.alive = shaped.data.state === "online";
    status.challenge = shaped.data.challenge;
    clearTimeout(heartbeat);
    heartbeat = setTimeout(() => {
      status.alive = false;
      settleOnline();
    }, timing.heartbeatLostMs ?? HEARTBEAT_LOST_MS);
    heartbeat.unref();
    settleOnline();
    return null;
  };
  const hearSite = (value: unknown): string | null => {
    const shaped = siteShape.safeParse(value);
    if (!shaped.success) return `is no description at ${shaped.error.issues[0]?.path.join(".")}`;
    if (shaped.data.id !== options.siteId) return "describes another site";
    states.describe(shaped.data);
    tellListeners((listener) => listener.described?.(shaped.data));
    return null;
  };
  const hearEvent = (value: unknown): string | null => {
    const shaped = eventShape.safeParse(value);
    if (!shaped.success) return "is no event";
    tellListeners((listener) => listener.happened?.([shaped.data]));
    return null;
  };
  const hear = (message: Delivered): string | null => {
    if (message.topic === replyTo) {
      const answer = parseBoundedJson(message.payload);
      return !message.retained && answer.ok && requests.take(answer.value) ? null : "is no answer";
    }
    const topic = topics.parse(message.topic);
    if (topic === null) return null;
    // A state that was cleared on the broker is a state of nothing.
    if (message.payload.byteLength === 0) {
      return topic.kind === "state" ? states.take(topic.of, topic.id, null) : null;
    }
    const [bytes, depth] =
      topic.kind === "site" ? [MAX_DESCRIPTOR_BYTES, MAX_DESCRIPTOR_DEPTH] : [MAX_STATE_BYTES, 8];
    const parsed = parseBoundedJson(message.payload, bytes, depth);
    if (!parsed.ok) return parsed.reason;
    if (topic.kind === "status") return hearStatus(parsed.value);
    if (topic.kind === "site") return hearSite(parsed.value);
    if (topic.kind === "event") return message.retained ? null : hearEvent(parsed.value);
    if (topic.kind !== "state" || parsed.value === null) return "is nothing a mirror asked for";
    const problem = states.take(topic.of, topic.id, parsed.value);
    if (problem === null && !telling) {
      telling = true;
      setImmediate(tellChanges);
    }
    return problem;
  };

  // The status comes last, so that whoever sees the site online sees its states.
  const wanted = [topics.site, ...topics.everyState, replyTo, topics.event, topics.status];
  const subscribe = async (lost: AbortSignal): Promise<void> => {
    while (!lost.aborted) {
      try {
        const refused = (await connection?.subscribe(wanted, 1)) ?? [];
        for (const topic of refused) log("error", `The broker refuses to let us hear ${topic}`);
        return;
      } catch (error) {
        if (!lost.aborted) warn("subscribe", String(error));
        await new Promise((resolve) => setTimeout(resolve, RESUBSCRIBE_MS));
      }
    }
  };

  const opened = await openConnection({
    broker: options.broker,
    client: name,
    log,
    ...(timing.keepaliveSeconds === undefined ? {} : { keepaliveSeconds: timing.keepaliveSeconds }),
    onConnect: (lost) => {
      status.connected = true;
      void subscribe(lost);
    },
    onLost: () => {
      status.connected = false;
      status.alive = false;
      settleOnline();
    },
    onMessage: (message) => {
      const problem = hear(message);
      if (problem !== null) warn(message.topic, problem);
    },
  });
  connection = opened;

  return {
    role: "mirror",
    get description() {
      return states.site;
    },
    get online() {
      return online && opened.open;
    },
    door: states.door,
    sensor: states.sensor,
    supply: states.supply,
    area: states.area,
    request(request) {
      if (!online) return Promise.resolve(noLink("it is offline"));
      return requests.ask(request, status.challenge);
    },
    tell(input) {
      // The wire has no word for kept, and a kept battery message would arrive as a sign of life.
      if (input.type === "reading" && input.value === undefined && input.retained === true)
        return { ok: true };
      const { topic, said } =
        input.type === "reading"
          ? { topic: topics.reading(input.sensor), said: readingPayload(input) }
          : { topic: topics.report(input.lock), said: { bolt: input.bolt } };
      const sent = opened.publishBurst([{ topic, payload: JSON.stringify(said) }]);
      return sent ? { ok: true } : noLink("the broker is gone");
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async close() {
      clearTimeout(heartbeat);
      listeners.clear();
      await opened.end();
      requests.giveUp();
    },
  };
}

function readingPayload({
  value,
  battery,
  tamper,
}: Extract<Parameters<SiteHandle["tell"]>[0], { type: "reading" }>) {
  return { value, battery, tamper };
}
