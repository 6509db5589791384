/** The options by which a command names somebody else's broker. */
import { readFile } from "node:fs/promises";
import type { ExternalBroker } from "../open-site.ts";
import { shownWord } from "./arguments.ts";
import { type CommandCall, Misuse } from "./command.ts";

export const BROKER_OPTIONS = {
  mqtt: { type: "string" },
  "mqtt-user": { type: "string" },
  "mqtt-password": { type: "string" },
  "mqtt-ca": { type: "string" },
  "mqtt-plaintext": { type: "boolean" },
} as const;

export const BROKER_HELP = `  --mqtt URL           mqtts://HOST:PORT (or mqtt://, ws://, wss://)
  --mqtt-user NAME     and the password by EGRESS_MQTT_PASSWORD, or by --mqtt-password,
                       which other users of this machine can see
  --mqtt-ca FILE       PEM of the authority that signed the broker's certificate
  --mqtt-plaintext     allow mqtt:// to another host: anyone on the way can then open doors`;

export interface BrokerValues {
  readonly mqtt?: string | undefined;
  readonly "mqtt-user"?: string | undefined;
  readonly "mqtt-password"?: string | undefined;
  readonly "mqtt-ca"?: string | undefined;
  readonly "mqtt-plaintext"?: boolean | undefined;
}

/** Gives null when no broker is named. */
export async function namedBroker(
  values: BrokerValues,
  env: CommandCall["env"],
): Promise<ExternalBroker | null> {
  const url = values.mqtt;
  const username = values["mqtt-user"];
  const caFile = values["mqtt-ca"];
  if (url === undefined) {
    const stray = Object.keys(BROKER_OPTIONS).find((key) => Object.hasOwn(values, key));
    if (stray === undefined) return null;
    throw new Misuse(`--${stray} means nothing without --mqtt`, "name the broker by --mqtt URL");
  }
  const password = values["mqtt-password"] ?? env["EGRESS_MQTT_PASSWORD"];
  return {
    kind: "external",
    url,
    ...(username === undefined ? {} : { username }),
    ...(username === undefined || password === undefined ? {} : { password }),
    ...(caFile === undefined ? {} : { ca: await readCertificate(caFile) }),
    ...(values["mqtt-plaintext"] === true ? { allowPlaintext: true } : {}),
  };
}

async function readCertificate(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new Misuse(`${shownWord(path)} can't be read`, "name a PEM file for --mqtt-ca");
  }
}
