/** One connection to a broker under the rules of the wire: nothing old ever leaves it. */
import { randomBytes } from "node:crypto";
import type { IClientOptions, MqttClient } from "mqtt";
import type { ExternalBroker, Log } from "../open-site.ts";
import { brokerName, checkBroker } from "./options.ts";
import { PACKETS_A_WRITE, publishPackets } from "./publish-packets.ts";
import { createUnderWay } from "./under-way.ts";
import { type Wire, wireTo } from "./wire.ts";

/** An order is good for ten seconds: a dead link is found before, so that no retransmission brings one late. */
export const KEEPALIVE_SECONDS = 7;

/** A link on which nothing came in for this many keepalives is dead, whatever the socket says. */
const SILENCE_FACTOR = 1.5;

/** Our own look comes before the library's, which would end the link instead of resetting it. */
export const SILENCE_BEFORE_RESET = 1.25;

const RECONNECT_MS = 400;
const RECONNECT_JITTER_MS = 400;
const CONNECT_TIMEOUT_MS = 5_000;
const END_TIMEOUT_MS = 1_000;

/** CONNACK codes that say "not this version", of MQTT 3.1.1 and 5. */
const VERSION_REFUSED = [1, 132];

export interface Packet {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: boolean;
}

export interface Delivered {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** True for a message that the broker had kept when we subscribed. */
  readonly retained: boolean;
}

export interface ConnectionOptions {
  readonly broker: ExternalBroker;
  /** Names this connection to the broker; a random part is added. */
  readonly client: string;
  readonly log: Log;
  /** Retained by the broker when this process dies. */
  readonly will?: Packet;
  /** MQTT 3.1.1 (4, the default) or 5; a broker that refuses 5 is asked again with 3.1.1. */
  readonly protocolVersion?: 4 | 5;
  readonly keepaliveSeconds?: number;
  /** Each connect is a new session: subscribe here. `lost` fires when this session is over. */
  readonly onConnect: (lost: AbortSignal, connection: Connection) => void;
  readonly onLost?: () => void;
  readonly onMessage: (message: Delivered) => void;
}

export interface Connection {
  /** Whether something published now would reach the broker, as far as anyone can know. */
  readonly open: boolean;
  /** Resolves with the topics that the broker refused; rejects when the link breaks. */
  subscribe(topics: readonly string[], qos: 0 | 1): Promise<readonly string[]>;
  /** Hears of these no more, as soon as the broker knows. Nothing to wait for, and nothing to fail. */
  unsubscribe(topics: readonly string[]): void;
  /** Sends all or nothing, at QoS 0, at once. False when the link isn't open: nothing is queued. */
  publishBurst(packets: readonly Packet[]): boolean;
  publishRetained(topic: string, payload: string): boolean;
  /**
   * Null while little is on its way; else resolves once the broker has read all that was published so
   * far, or the link is over. What nobody hurries for waits for it, so that an order is never far behind.
   */
  room(): Promise<void> | null;
  /** The same, where even a little is waited for: null only while nothing is on its way. */
  read(): Promise<void> | null;
  /** Publishes at QoS 1 and waits until the broker has it. Only for what may come late without harm. */
  publishAcknowledged(packet: Packet): Promise<void>;
  end(): Promise<void>;
  /** Ends without a word: what the broker still wanted to say is thrown away unread. */
  abandon(): void;
}

/**
 * Opens a connection that keeps itself up. Resolves at once, connected or not.
 *
 * @throws {EgressError} `options-invalid` for an address that can't or mustn't be used.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  checkBroker(options.broker);
  const { MqttClient: Client, connect } = await import("mqtt");
  const wire = wireTo(options.broker);
  const settings = clientOptions(options);
  const websocket = /^wss?:/.test(options.broker.url);
  const client = websocket
    ? connect(options.broker.url, { ...settings, wsOptions: { createConnection: wire.open } })
    : new Client(wire.open, settings);
  return keepConnection(client, wire, options);
}

function keepConnection(client: MqttClient, wire: Wire, options: ConnectionOptions): Connection {
  const keepaliveMs = (options.keepaliveSeconds ?? KEEPALIVE_SECONDS) * 1_000;
  const name = brokerName(options.broker);
  let session: AbortController | null = null;
  let ended = false;
  let complained = false;
  let heardAt = performance.now();
  const underWay = createUnderWay((ping) => client.stream.write(ping));

  const silentFor = () => performance.now() - heardAt;
  const open = () => session !== null && !ended && silentFor() <= keepaliveMs * SILENCE_FACTOR;
  const guarded = (what: string, run: () => void) => {
    try {
      run();
    } catch (error) {
      options.log("error", `${what} failed: ${textOf(error)}`);
    }
  };
  const lose = () => {
    if (session === null) return;
    const over = session;
    session = null;
    underWay.over();
    guarded("Ending a session", () => over.abort());
    if (!ended) options.log("warn", `Lost the connection to ${name}`);
    guarded("Handling a lost connection", () => options.onLost?.());
  };
  const reset = () => {
    lose();
    wire.reset();
  };
  const watch = setInterval(
    () => {
      if (session !== null && silentFor() > keepaliveMs * SILENCE_BEFORE_RESET) reset();
    },
    Math.max(50, keepaliveMs / 20),
  );
  watch.unref();

  client.on("packetreceive", ({ cmd }) => {
    heardAt = performance.now();
    if (cmd === "pingresp") underWay.answered();
  });
  client.on("connect", () => {
    if (ended) return;
    const started = new AbortController();
    session = started;
    complained = false;
    options.log("info", `Connected to ${name}`);
    guarded("Handling a new connection", () => options.onConnect(started.signal, connection));
  });
  client.on("close", lose);
  client.on("message", (topic, payload, packet) => {
    if (session === null) return;
    const message = { topic, payload, retained: packet.retain };
    guarded(`Reading ${topic}`, () => options.onMessage(message));
  });
  client.on("error", (error) => {
    if ("code" in error && VERSION_REFUSED.includes(Number(error.code))) {
      client.options.protocolVersion = 4;
    }
    if (complained || ended) return;
    complained = true;
    options.log("warn", `No connection to ${name}: ${textOf(error)}; trying on`);
  });

  const publishBurst = (packets: readonly Packet[]): boolean => {
    if (!open()) {
      // Not at once: whoever sends may be in the middle of a decision.
      setImmediate(() => {
        if (session !== null && !open()) reset();
      });
      return false;
    }
    // The socket takes each write at once, so that the first door opens while the last is encoded.
    const version = client.options.protocolVersion === 5 ? 5 : 4;
    for (let at = 0; at < packets.length; at += PACKETS_A_WRITE) {
      const bytes = publishPackets(packets.slice(at, at + PACKETS_A_WRITE), version);
      client.stream.write(bytes);
      underWay.wrote(bytes.length);
    }
    return true;
  };

  const connection: Connection = {
    get open() {
      return open();
    },
    async subscribe(topics, qos) {
      if (!open()) throw new Error("not connected");
      const granted = await whileIn(session?.signal, subscribed(client, topics, qos));
      return granted;
    },
    unsubscribe(topics) {
      if (open()) client.unsubscribe([...topics], () => undefined);
    },
    publishBurst,
    publishRetained: (topic, payload) => publishBurst([{ topic, payload, retain: true }]),
    room: () => (open() ? underWay.room() : null),
    read: () => (open() ? underWay.room(0) : null),
    async publishAcknowledged({ topic, payload, retain }) {
      if (!open()) throw new Error("not connected");
      const publishing = client.publishAsync(topic, payload, { qos: 1, retain: retain ?? false });
      await whileIn(session?.signal, publishing);
    },
    abandon() {
      if (ended) return;
      ended = true;
      clearInterval(watch);
      lose();
      wire.reset();
      client.end(true);
    },
    async end() {
      if (ended) return;
      const wasOpen = open();
      ended = true;
      clearInterval(watch);
      lose();
      const ending = client.endAsync(!wasOpen).catch(() => undefined);
      const late = setTimeout(() => wire.reset(), END_TIMEOUT_MS);
      await Promise.race([ending, timeUp(2 * END_TIMEOUT_MS)]);
      clearTimeout(late);
    },
  };
  return connection;
}

function clientOptions(options: ConnectionOptions): IClientOptions {
  const { broker, will } = options;
  const url = new URL(broker.url);
  const username = broker.username ?? decodeURIComponent(url.username);
  const password = broker.password ?? decodeURIComponent(url.password);
  return {
    clientId: `egress-${options.client}-${randomBytes(4).toString("hex")}`,
    protocolVersion: options.protocolVersion ?? 4,
    clean: true,
    keepalive: options.keepaliveSeconds ?? KEEPALIVE_SECONDS,
    // With it, a stream of our own publishes would put off the ping that finds a dead link.
    reschedulePings: false,
    queueQoSZero: false,
    resubscribe: false,
    reconnectPeriod: RECONNECT_MS + Math.floor(Math.random() * RECONNECT_JITTER_MS),
    reconnectOnConnackError: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(will === undefined
      ? {}
      : {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos: 1,
            retain: will.retain ?? false,
          },
        }),
  };
}

async function subscribed(
  client: MqttClient,
  topics: readonly string[],
  qos: 0 | 1,
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    client.subscribe([...topics], { qos }, (error, granted) => {
      const refused = (granted ?? []).filter((each) => each.qos >= 128).map((each) => each.topic);
      if (refused.length > 0 || error === null || error === undefined) resolve(refused);
      else reject(error);
    });
  });
}

/** The library keeps some promises for the next session; ours end with this one. */
async function whileIn<T>(session: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (session === undefined) return work;
  return new Promise((resolve, reject) => {
    const over = () => reject(new Error("the connection was lost"));
    if (session.aborted) over();
    session.addEventListener("abort", over, { once: true });
    work.then(resolve, reject).finally(() => session.removeEventListener("abort", over));
  });
}

function timeUp(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "") return error.message;
  return "code" in error ? String(error.code) : error.name;
}
