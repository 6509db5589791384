/** A broker of our own: on 127.0.0.1 for this machine, and on the LAN for those with the password. */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Aedes } from "aedes";
import { EgressError } from "../errors.ts";
import type { EmbeddedBroker, Log } from "../open-site.ts";
import { brokerCredentials, CREDENTIALS_FILE } from "./broker-credentials.ts";
import { lookUpKeptByTopic } from "./kept-by-topic.ts";
import { limitedLog } from "./log-limiter.ts";
import { cleanText } from "./payloads.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";
import { type BrokerClient, may } from "./topic-rights.ts";
import { isAuthorityTopic } from "./topics.ts";

export const DEFAULT_BROKER_PORT = 1884;

const MAX_CLIENTS = 2_000;

/** A client must have said who it is within this time and these bytes. */
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_BYTES_BEFORE_CONNECT = 8_192;

export interface RunningBroker {
  /** Where this machine finds it. */
  readonly url: string;
  /** Where devices on the LAN find it; null unless it listens there. */
  readonly lanUrl: string | null;
  /** Closes the listeners and every connection. */
  close(): Promise<void>;
}

/**
 * Without `listen` every program of this machine may say and hear everything. With it, whoever comes
 * from the network must be one of the clients and has its rights, and so has a local program that
 * gives a client's name.
 *
 * @param dataDir where the credentials for the LAN live; needed only with `listen`.
 * @param clients who may come in from the network, and what each may say and hear.
 * @throws {EgressError} `port-in-use`, or `options-invalid`.
 */
export async function startEmbeddedBroker(
  choice: EmbeddedBroker,
  dataDir: string | null,
  log: Log,
  clients: readonly BrokerClient[] = [],
): Promise<RunningBroker> {
  const lan = choice.listen === undefined ? null : parseListen(choice.listen);
  const logins = lan === null ? new Map() : await lanLogins(dataDir, clients, log);
  const { Aedes: Broker } = await import("aedes");
  const fromLan = new WeakSet<object>();
  const known = new WeakMap<object, BrokerClient>();
  const buckets = new WeakMap<object, TokenBucket>();
  const warn = limitedLog(log);
  const aedes = await Broker.createBroker({
    connectTimeout: CONNECT_TIMEOUT_MS,
    // With a limit, messages wait in a queue that is worked off by recursion: a burst to nobody behind
    // one to somebody would overflow the stack and end the process. Clients are waited for one by one.
    concurrency: 0,
    authenticate: (client, username, password, done) => {
      const login = logins.get(username ?? "");
      if (login === undefined) return done(null, !fromLan.has(client.conn));
      const right = timingSafeEqual(login.secret, digest(Buffer.from(password ?? [])));
      if (right) known.set(client, login.client);
      done(null, right);
    },
    authorizePublish: (client, packet, judged) => {
      const right = client === null ? undefined : known.get(client);
      const done = (error: Error | null) => whenDue(buckets, client, () => judged(error));
      // What an authority says of its doors is believed by mirrors: a device that says it is no device.
      const forged = right !== undefined && isAuthorityTopic(packet.topic);
      if (forged || packet.topic.startsWith("$SYS/")) return done(new Error("not permitted"));
      if (right !== undefined && !may(right, "say", packet.topic)) {
        warn(right.user, `may not publish ${cleanText(packet.topic, 200)}; dropped`);
        // To refuse it would hang up, on a relay that answers our own call on a topic of its own.
        Object.assign(packet, { topic: REFUSED_TOPIC, payload: Buffer.alloc(0), retain: false });
      }
      done(null);
    },
    authorizeSubscribe: (client, subscription, done) => {
      const right = client === null ? undefined : known.get(client);
      const granted = right === undefined || may(right, "hear", subscription.topic);
      if (!granted)
        warn(`${right.user}`, `may not hear ${cleanText(subscription.topic, 200)}; refused`);
      done(null, granted ? subscription : null);
    },
  });
  lookUpKeptByTopic(aedes);
  // aedes stores kept and QoS 1 messages in the background and drops one that is overtaken meanwhile
  // as a duplicate: a smoke alarm would be lost to any message that came right after it.
  aedes.on("client", (client) => void Reflect.set(client, "duplicates", NEVER_A_DUPLICATE));
  aedes.on("clientError", () => undefined);
  aedes.on("connectionError", () => undefined);

  const listeners: Listener[] = [];
  try {
    const port = choice.port ?? DEFAULT_BROKER_PORT;
    const local = await listen(aedes, "127.0.0.1", port, () => undefined);
    listeners.push(local);
    if (lan !== null) {
      listeners.push(await listen(aedes, lan.host, lan.port, (socket) => fromLan.add(socket)));
    }
  } catch (error) {
    await closeAll(aedes, listeners);
    throw error;
  }
  const [local, open] = listeners;
  log("info", `The broker runs on mqtt://127.0.0.1:${local?.port}`);
  return {
    url: `mqtt://127.0.0.1:${local?.port}`,
    lanUrl:
      open === undefined || lan === null ? null : `mqtt://${bracketed(lan.host)}:${open.port}`,
    close: () => closeAll(aedes, listeners),
  };
}

/**
 * What one client may publish at once, and how fast it may go on: room for a gateway that tells the
 * state of all its devices, and for an authority that tells its site.
 */
const PUBLISHES_AT_ONCE = 25_000;
const PUBLISHES_A_SECOND = 5_000;

/** Long enough to earn many turns at once: a timer for each message would be slower than the limit. */
const PAUSE_MS = 50;

/** A client that publishes faster is read more slowly, and the others are heard meanwhile. */
function whenDue(
  buckets: WeakMap<object, TokenBucket>,
  client: object | null,
  go: () => void,
): void {
  if (client === null) {
    go();
    return;
  }
  const bucket = buckets.get(client) ?? createTokenBucket(PUBLISHES_AT_ONCE, PUBLISHES_A_SECOND);
  buckets.set(client, bucket);
  if (bucket.take()) go();
  else setTimeout(() => whenDue(buckets, client, go), PAUSE_MS).unref();
}

/** Where refused messages go: nobody but a local listener to everything hears that there was one. */
const REFUSED_TOPIC = "egress/refused";

const NEVER_A_DUPLICATE = new Proxy({}, { get: () => 0, set: () => true });

interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(
  aedes: Aedes,
  host: string,
  port: number,
  mark: (socket: Socket) => void,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    mark(socket);
    const client = aedes.handle(socket);
    // The parser would buffer a stranger's first packet up to 256 MB.
    socket.on("readable", () => {
      if (!client.connected && socket.bytesRead > MAX_BYTES_BEFORE_CONNECT) socket.destroy();
    });
  });
  server.maxConnections = MAX_CLIENTS;
  await listening(server, host, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE" ? portInUse(host, port, error) : cantListen(host, port, error),
      );
    });
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      server.on("error", () => undefined);
      resolve();
    });
  });
}

async function closeAll(aedes: Aedes, listeners: readonly Listener[]): Promise<void> {
  const closed = new Promise<void>((resolve) => aedes.close(() => resolve()));
  await Promise.all(listeners.map((listener) => listener.close()));
  await closed;
}

interface Login {
  readonly client: BrokerClient;
  readonly secret: Buffer;
}

async function lanLogins(
  dataDir: string | null,
  clients: readonly BrokerClient[],
  log: Log,
): Promise<ReadonlyMap<string, Login>> {
  if (dataDir === null) {
    const mend = "Name a data directory, so that devices keep their password over a restart.";
    throw new EgressError(
      "options-invalid",
      `A broker on the LAN needs a place for its passwords. ${mend}`,
      {
        problems: [{ path: "dataDir", message: "is missing", mend }],
      },
    );
  }
  const path = join(dataDir, CREDENTIALS_FILE);
  const users = clients.map(({ user }) => user);
  const { passwords, made } = await brokerCredentials(path, users);
  if (made.length > 0)
    log("info", `Made the passwords of ${made.length} users of the broker; they are in ${path}`);
  return new Map(
    clients.map((client) => [
      client.user,
      { client, secret: digest(Buffer.from(passwords.get(client.user) ?? "")) },
    ]),
  );
}

function digest(secret: Uint8Array): Buffer {
  return createHash("sha256").update(secret).digest();
}

function parseListen(listenAt: string): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:]+\]|[^:[\]\s]+):(\d{1,5})$/.exec(listenAt);
  const port = Number(match?.[2]);
  if (match?.[1] !== undefined && port <= 65_535) {
    return { host: match[1].replace(/^\[|\]$/g, ""), port };
  }
  const mend = "Write it as HOST:PORT, for instance 0.0.0.0:1885.";
  throw new EgressError(
    "options-invalid",
    `${JSON.stringify(listenAt)} is no place to listen. ${mend}`,
    {
      problems: [{ path: "listen", message: "is not HOST:PORT", mend }],
    },
  );
}

function portInUse(host: string, port: number, cause: unknown): EgressError {
  const mend =
    "Stop the other program, choose another port, or name that broker if it is one you want to use.";
  return new EgressError("port-in-use", `Port ${port} on ${host} is taken. ${mend}`, {
    cause,
    problems: [{ path: "port", message: `${port} is taken`, mend }],
  });
}

function cantListen(host: string, port: number, error: NodeJS.ErrnoException): EgressError {
  const mend = "Choose an address of this machine and a port that this user may open.";
  return new EgressError(
    "options-invalid",
    `Can't listen on ${host}:${port} (${error.code}). ${mend}`,
    {
      cause: error,
      problems: [{ path: "listen", message: `${host}:${port} can't be opened`, mend }],
    },
  );
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
