/** What Mosquitto 2 needs to know of a site: its configuration, its passwords, its rules. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import type { BrokerCredentials } from "./broker-credentials.ts";
import type { BrokerClient } from "./topic-rights.ts";

export interface MosquittoListener {
  readonly host: string;
  readonly port: number;
  /** PEM files; null for a listener in plain text. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
}

export interface MosquittoPaths {
  readonly passwords: string;
  readonly acl: string;
}

/** Orders of one decision come in one burst: the queue must hold them for every lock of a gateway. */
const MAX_QUEUED_MESSAGES = 20_000;
const MIN_PACKET_BYTES = 1_048_576;

/** @param siteBytes how long the retained description of the site is. */
export function mosquittoConfig(
  siteId: string,
  listener: MosquittoListener,
  paths: MosquittoPaths,
  siteBytes: number,
): string {
  const { host, port, tls } = listener;
  return [
    `# Made by \`egress broker-config\` for the site ${siteId}. Made again, it is overwritten.`,
    `listener ${port} ${host}`,
    ...(tls === null ? [] : [`certfile ${tls.cert}`, `keyfile ${tls.key}`, "tls_version tlsv1.2"]),
    "allow_anonymous false",
    `password_file ${paths.passwords}`,
    `acl_file ${paths.acl}`,
    "set_tcp_nodelay true",
    `max_queued_messages ${MAX_QUEUED_MESSAGES}`,
    `max_packet_size ${Math.max(MIN_PACKET_BYTES, 2 * siteBytes)}`,
    "",
  ].join("\n");
}

/** A user without rules may nothing. */
export function mosquittoAcl(clients: readonly BrokerClient[]): string {
  const rules = clients.map(({ user, who, says, hears }) =>
    [
      `# ${who}`,
      `user ${user}`,
      ...says.map((topic) => `topic write ${topic}`),
      ...hears.map((topic) => `topic read ${topic}`),
      "",
    ].join("\n"),
  );
  return rules.join("\n");
}

/** Mosquitto's own count. What we hash is 128 random bits, which no number of rounds protects better. */
const PBKDF2_ROUNDS = 101;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/** The lines of `mosquitto_passwd`: PBKDF2 with SHA-512, as `$7$rounds$salt$hash`. */
export function mosquittoPasswords(passwords: BrokerCredentials): string {
  const lines = [...passwords].map(([user, password]) => {
    const salt = randomBytes(SALT_BYTES);
    const hash = pbkdf2Sync(password, salt, PBKDF2_ROUNDS, HASH_BYTES, "sha512");
    return `${user}:$7$${PBKDF2_ROUNDS}$${salt.toString("base64")}$${hash.toString("base64")}`;
  });
  return `${lines.join("\n")}\n`;
}
