/** `egress broker-config`: what Mosquitto must know so that everybody speaks only for himself. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SiteDescription } from "../../core/site.ts";
import {
  type BrokerClient,
  brokerClients,
  brokerCredentials,
  CREDENTIALS_FILE,
  type MosquittoListener,
  mosquittoAcl,
  mosquittoConfig,
  mosquittoPasswords,
  writeSecretFile,
} from "../../mqtt/index.ts";
import { isLoopback } from "../../mqtt/options.ts";
import { plainText, readSiteFile } from "../../site-file/index.ts";
import { readArguments, shownWord } from "../arguments.ts";
import { type Command, type CommandCall, type ExitCode, Misuse } from "../command.ts";

const HELP = `egress broker-config SITE [options]

Writes what Mosquitto 2 needs for this site: mosquitto.conf, acl, passwords, and the passwords in
words in ${CREDENTIALS_FILE}. Every sensor, lock, device and shell gets a user of its own that may
say and hear only what is its own. All files are readable by you only. Run again after the site has
changed: who is still there keeps the password.

  --out DIR            where to write (default: mosquitto)
  --listen HOST:PORT   where Mosquitto listens (default: 127.0.0.1:1883, with a certificate :8883)
  --tls-cert FILE --tls-key FILE   PEM of the broker's certificate and key
  --plaintext          allow HOST to be another than this machine without a certificate

Exit codes: 0 written, 2 misused, unreadable, or the files can't be written.`;

const OPTIONS = {
  out: { type: "string", default: "mosquitto" },
  listen: { type: "string" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  plaintext: { type: "boolean", default: false },
} as const;

export const brokerConfig: Command = { help: HELP, run };

async function run(call: CommandCall): Promise<ExitCode> {
  const { values, words } = readArguments(call.args, OPTIONS, ["SITE"]);
  const listener = listenerOf(values);
  const site = await readSiteFile(words[0] ?? "");
  const clients = brokerClients(site);
  const dir = resolve(values.out);
  const { made } = await writeFiles(dir, site, clients, listener);
  const width = Math.max(...clients.map(({ user }) => user.length));
  await call.stdout.write(
    [
      ...clients.map(({ user, who }) => `${user.padEnd(width)}  ${plainText(who)}`),
      "",
      `${clients.length} users (${made.length} new); their passwords are in ${join(dir, CREDENTIALS_FILE)}`,
      `Let Mosquitto read the rest: chown -R mosquitto ${dir}`,
      `and start it with it: mosquitto -c ${join(dir, "mosquitto.conf")}`,
      "",
    ].join("\n"),
  );
  return 0;
}

async function writeFiles(
  dir: string,
  site: SiteDescription,
  clients: readonly BrokerClient[],
  listener: MosquittoListener,
) {
  const paths = { passwords: join(dir, "passwords"), acl: join(dir, "acl") };
  const users = clients.map(({ user }) => user);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const credentials = await brokerCredentials(join(dir, CREDENTIALS_FILE), users);
    const siteBytes = Buffer.byteLength(JSON.stringify(site));
    await writeSecretFile(paths.passwords, mosquittoPasswords(credentials.passwords));
    await writeSecretFile(paths.acl, mosquittoAcl(clients));
    await writeSecretFile(
      join(dir, "mosquitto.conf"),
      mosquittoConfig(site.id, listener, paths, siteBytes),
    );
    return credentials;
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new Misuse(`${shownWord(dir)} can't be written`, "name another folder by --out DIR");
  }
}

function listenerOf(values: {
  readonly listen?: string | undefined;
  readonly "tls-cert"?: string | undefined;
  readonly "tls-key"?: string | undefined;
  readonly plaintext: boolean;
}): MosquittoListener {
  const { "tls-cert": cert, "tls-key": key } = values;
  if ((cert === undefined) !== (key === undefined))
    throw new Misuse("--tls-cert and --tls-key go together", "give both, or neither");
  const tls =
    cert === undefined || key === undefined ? null : { cert: resolve(cert), key: resolve(key) };
  const { host, port } = hostAndPort(
    values.listen ?? (tls === null ? "127.0.0.1:1883" : "127.0.0.1:8883"),
  );
  if (tls === null && !isLoopback(host) && !values.plaintext)
    throw new Misuse(
      `${shownWord(host)} without a certificate lets anyone on the way open doors`,
      "give --tls-cert and --tls-key, or say --plaintext on a network where nobody else is",
    );
  return { host, port, tls };
}

function hostAndPort(text: string): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:]+\]|[\w.-]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535)
    throw new Misuse(`${shownWord(text)} is no place to listen`, "write it as HOST:PORT");
  return { host: match[1].replace(/^\[|\]$/g, ""), port };
}
