/** The authority on MQTT: inputs in on one connection, orders, states and requests on another. */
import { randomUUID } from "node:crypto";
import type { Authority } from "../controller/ports.ts";
import type { Reading, Report } from "../core/input.ts";
import { publicDescription } from "../core/public-description.ts";
import { EgressError } from "../errors.ts";
import type { ExternalBroker, Log } from "../open-site.ts";
import type { PublishedEvent } from "../site-handle.ts";
import { catchUpUntilDone, createCatchUp } from "./catch-up.ts";
import { CHALLENGE_MS, createChallenges } from "./challenges.ts";
import { type Connection, type Delivered, openConnection } from "./connection.ts";
import { createHearing } from "./hearing.ts";
import { inputRehearsal } from "./input-rehearsal.ts";
import { createLockOutputs } from "./lock-outputs.ts";
import { limitedLog } from "./log-limiter.ts";
import { packageVersion } from "./package-version.ts";
import { createRequestDesk } from "./request-desk.ts";
import { createRequestGate } from "./request-gate.ts";
import { createRequestGuard } from "./request-guard.ts";
import { NO_SECRETS, type RequestSecrets } from "./request-secrets.ts";
import { planSite } from "./site-plan.ts";
import { createStateOutbox } from "./state-outbox.ts";
import { publishStates, statesOf } from "./told-states.ts";
import { siteTopics } from "./topics.ts";
import { existing } from "./unopened.ts";
import { deferred, pause } from "./waiting.ts";

const GOODBYE_MS = 1_000;

export interface LinkOptions {
  readonly broker: ExternalBroker;
  /** What proves who asks, where the site's `requests` want that. */
  readonly secrets?: RequestSecrets;
  /** Names this authority in `status`. */
  readonly authority: string;
  /** Locks and holders whose commands leave by Node-RED's wires. */
  readonly wired?: ReadonlySet<string>;
  readonly log?: Log;
  readonly keepaliveSeconds?: number;
  readonly protocolVersion?: 4 | 5;
  /** Called in the authority's stead when the first state of every input on MQTT has arrived. */
  readonly inputsRead?: () => void;
  /** How often the challenge is renewed, which is also the heartbeat of `status`. */
  readonly challengeMs?: number;
  /** How the broker is reached: over the network, unless a simulation has a wire of its own. */
  readonly connect?: typeof openConnection;
}

export interface AuthorityLink {
  /** Whether inputs come in and orders go out. */
  readonly connected: boolean;
  /** Resolves when that is so for the first time. */
  readonly ready: Promise<void>;
  /** Reads what a device might say, and tells nobody. */
  readonly rehearse: (turn: number) => readonly (Reading | Report)[];
  /** Says goodbye on `status` and ends. Sends no order. */
  close(): Promise<void>;
}

/**
 * Puts an authority on a broker. Resolves at once: with a broker that can't be reached yet, the site
 * runs without it and the link comes up later.
 *
 * @throws {EgressError} `options-invalid` for the broker's address, `site-invalid` for a binding.
 */
export async function linkAuthority(
  authority: Authority,
  options: LinkOptions,
): Promise<AuthorityLink> {
  const site = authority.description;
  if (site === null) throw new EgressError("site-invalid", "The authority has no site");
  const log: Log = options.log ?? (() => undefined);
  const warn = limitedLog(log);
  const topics = siteTopics(site.id);
  const plan = planSite(site, options.wired ?? new Set());
  const challenges = createChallenges(
    () => ({ monotonic: performance.now(), wall: Date.now() }),
    options.challengeMs,
  );
  const connect = options.connect ?? openConnection;
  const nonce = randomUUID();
  // Asked once: it is read from a file, and `status` is told for as long as the site is open.
  const version = packageVersion();
  const ready = deferred();
  const caughtUp = { inputs: false, outputs: false };
  // A site whose sensors are all wired to this process hears them without any broker.
  let dependsOnAlarms = plan.hearsDevices;
  let inputsSession: AbortSignal | null = null;
  const sayInputsRead = options.inputsRead ?? (() => authority.inputsRead());
  // At the start, and after a gap, the engine waits for its inputs.
  let owesInputs = true;
  let granted = false;
  let closed = false;
  /** The promise that the engine broke; null while it works. */
  let fault: string | null = null;

  const shared = {
    broker: options.broker,
    log,
    ...(options.keepaliveSeconds === undefined
      ? {}
      : { keepaliveSeconds: options.keepaliveSeconds }),
    ...(options.protocolVersion === undefined ? {} : { protocolVersion: options.protocolVersion }),
  };
  const connections: { inputs?: Connection; outputs?: Connection } = {};
  const inputs = () => existing(connections.inputs);
  const outputs = () => existing(connections.outputs);

  const locks = createLockOutputs({
    plan,
    topics,
    connection: outputs,
    tell: (changes) => authority.tellAll(changes),
    warn,
  });
  const outbox = createStateOutbox(outputs);
  const desk = createRequestDesk({
    topics,
    challenges,
    guard: createRequestGuard(site, options.secrets ?? NO_SECRETS),
    earlier: authority.answered ?? [],
    decide: (request) => authority.request(request),
    send: (packets) => void outputs().publishBurst(packets),
    warn,
  });
  const hearing = createHearing({
    plan,
    locks,
    inputs,
    tell: (heard) => {
      dependsOnAlarms ||= heard.some(({ type }) => type === "reading");
      authority.tellAll(heard);
    },
    open: (calls) =>
      connect({ ...shared, ...calls, log: () => undefined, client: `${site.id}-flood` }),
    log,
    warn,
  });
  const gate = createRequestGate({
    deafen: () => outputs().unsubscribe([topics.request]),
    listen: () => outputs().subscribe([topics.request], 1),
    warn,
  });
  const catchUps = {
    inputs: createCatchUp(inputs, topics.marker(`inputs-${nonce}`)),
    outputs: createCatchUp(outputs, topics.marker(`outputs-${nonce}`)),
  };
  const statusPayload = (state: "online" | "offline") => ({
    state,
    challenge: challenges.current,
    authority: options.authority,
    version,
    ...(fault === null ? {} : { fault }),
  });
  const noteFault = ({ type, promise }: PublishedEvent) => {
    if (type !== "engine-fault" || fault !== null) return;
    fault = typeof promise === "string" ? promise : type;
    if (caughtUp.outputs) outbox.state(topics.status, statusPayload("online"));
  };

  const settle = () => {
    if (!caughtUp.inputs || !caughtUp.outputs) return;
    outputs().publishBurst([...locks.queries, ...plan.queries]);
    locks.wire("up");
    if (granted && owesInputs) sayInputsRead();
    owesInputs &&= !granted;
    if (dependsOnAlarms) authority.alarmLink("up");
    // Only now: who reads `online` may ask, and would be refused while the locks can't be reached.
    outbox.state(topics.status, statusPayload("online"));
    ready.resolve();
  };
  const started = (which: "inputs" | "outputs", wanted: readonly string[], lost: AbortSignal) => {
    void catchUpUntilDone(catchUps[which], wanted, lost, warn).then((refused) => {
      if (refused === null || closed || lost.aborted) return;
      // A site that can't hear all its detectors is driven, but not before the engine's own patience ends.
      for (const topic of refused) log("error", `The broker refuses to let us hear ${topic}`);
      if (which === "inputs") granted = refused.length === 0;
      caughtUp[which] = true;
      settle();
    });
  };
  const lost = (which: "inputs" | "outputs") => {
    caughtUp[which] = false;
    if (closed) return;
    locks.wire("down");
    if (which !== "inputs") return;
    locks.forgetDevices();
    if (dependsOnAlarms) authority.alarmLink("down");
  };
  const hear = (message: Delivered) => {
    if (catchUps.inputs.take(message)) return;
    hearing.take(message);
  };
  /** Asks for every input anew on the connections that stand: what waits in them is not thrown away. */
  const readAgain = () => {
    owesInputs = true;
    if (inputsSession === null || !caughtUp.inputs || closed) return;
    caughtUp.inputs = false;
    started("inputs", hearing.topics(), inputsSession);
  };
  const publishAll = () => {
    outbox.reset();
    outbox.state(topics.site, publicDescription(site));
    publishStates(outbox, topics, statesOf(authority));
  };

  locks.wire("down");
  if (dependsOnAlarms) authority.alarmLink("down");
  const detach = authority.attach(locks.driver);
  const unlisten = authority.listen({
    changed: (change) => publishStates(outbox, topics, change),
    happened: (events) => {
      for (const event of events) {
        outbox.event(topics.event, event);
        noteFault(event);
      }
      if (events.some(({ type }) => type === "clock-gap")) readAgain();
    },
  });
  connections.outputs = await connect({
    ...shared,
    client: `${site.id}-out`,
    will: { topic: topics.status, payload: JSON.stringify(statusPayload("offline")), retain: true },
    onConnect: (over) => {
      publishAll();
      started("outputs", [topics.request], over);
    },
    onLost: () => lost("outputs"),
    onMessage: (message) => {
      if (catchUps.outputs.take(message) || message.topic !== topics.request) return;
      if (!gate.admits()) return;
      desk.take(message.payload, message.retained || !caughtUp.outputs);
    },
  });
  connections.inputs = await connect({
    ...shared,
    client: `${site.id}-in`,
    onConnect: (over) => {
      inputsSession = over;
      started("inputs", hearing.topics(), over);
    },
    onLost: () => lost("inputs"),
    onMessage: hear,
  });
  const heartbeat = setInterval(() => {
    challenges.renew();
    if (caughtUp.outputs) outbox.state(topics.status, statusPayload("online"));
  }, options.challengeMs ?? CHALLENGE_MS);
  heartbeat.unref();

  return {
    get connected() {
      return caughtUp.inputs && caughtUp.outputs && inputs().open && outputs().open;
    },
    ready: ready.promise,
    rehearse: inputRehearsal(plan),
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(heartbeat);
      hearing.close();
      gate.close();
      unlisten();
      detach();
      outbox.reset();
      // Acknowledged, since a broker may drop what it still holds of a client that leaves.
      const goodbye = {
        topic: topics.status,
        payload: JSON.stringify(statusPayload("offline")),
        retain: true,
      };
      await Promise.race([
        outputs()
          .publishAcknowledged(goodbye)
          .catch(() => undefined),
        pause(GOODBYE_MS),
      ]);
      await Promise.all([inputs().end(), outputs().end()]);
    },
  };
}
