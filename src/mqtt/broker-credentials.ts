/** The password of each client of a broker: made once, kept in a file that only its owner can read. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { EgressError } from "../errors.ts";
import { readSecretFile, writeSecretFile } from "./secret-file.ts";

export const CREDENTIALS_FILE = "broker-credentials.json";

const SECRET_BYTES = 16;

const shape = z.strictObject({
  users: z.record(z.string().min(1).max(300), z.string().min(16).max(200)),
});

/** Passwords by user. */
export type BrokerCredentials = ReadonlyMap<string, string>;

/**
 * Reads the file, makes the passwords that are missing, and forgets users that are no more.
 *
 * @returns the passwords, and the users whose password was made now. Never log the former.
 * @throws {EgressError} `options-invalid` for a file that isn't ours to use.
 */
export async function brokerCredentials(
  path: string,
  users: readonly string[],
): Promise<{ readonly passwords: BrokerCredentials; readonly made: readonly string[] }> {
  const kept = await keptPasswords(path);
  const made = users.filter((user) => !kept.has(user));
  const passwords = new Map(
    users.map((user) => [user, kept.get(user) ?? randomBytes(SECRET_BYTES).toString("hex")]),
  );
  if (made.length > 0 || kept.size !== passwords.size) {
    const text = JSON.stringify({ users: Object.fromEntries(passwords) }, null, 2);
    await writeSecretFile(path, `${text}\n`);
  }
  return { passwords, made };
}

async function keptPasswords(path: string): Promise<BrokerCredentials> {
  const text = await readSecretFile(path).catch((cause: unknown) => {
    throw unusable(path, cause);
  });
  if (text === null) return new Map();
  try {
    return new Map(Object.entries(shape.parse(JSON.parse(text)).users));
  } catch (cause) {
    // What zod and JSON say may quote the file, and the file is secrets.
    throw unusable(path, cause instanceof Error ? new Error(cause.name) : undefined);
  }
}

function unusable(path: string, cause: unknown): EgressError {
  const mend = "Delete the file to have new ones made, and give those to your devices.";
  return new EgressError(
    "options-invalid",
    `The broker's credentials in ${path} can't be read. ${mend}`,
    {
      cause,
      problems: [{ path: "dataDir", message: `has an unusable ${CREDENTIALS_FILE}`, mend }],
    },
  );
}
