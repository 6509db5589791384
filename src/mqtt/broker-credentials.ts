/** The user and password that devices on the LAN need for the embedded broker. */
import { randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { EgressError } from "../errors.ts";
import type { Log } from "../open-site.ts";

const FILE = "broker-credentials.json";
const SECRET_BYTES = 16;

const shape = z.strictObject({ username: z.string().min(1), password: z.string().min(16) });

export type BrokerCredentials = z.output<typeof shape>;

/**
 * Reads the credentials of a data directory, or makes them once. The log gets their path, never the
 * secret.
 *
 * @throws {EgressError} `options-invalid` for a file that isn't ours to use.
 */
export async function brokerCredentials(dataDir: string, log: Log): Promise<BrokerCredentials> {
  const path = join(dataDir, FILE);
  const kept = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw unusable(path, error);
  });
  if (kept !== null) return parse(path, kept);

  const made = { username: "egress-device", password: randomBytes(SECRET_BYTES).toString("hex") };
  await mkdir(dataDir, { recursive: true });
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(made, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  log("info", `Made the user and password for devices on the LAN; they are in ${path}`);
  return made;
}

function parse(path: string, text: string): BrokerCredentials {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): EgressError {
  const mend = "Delete the file to have new ones made, and give those to your devices.";
  return new EgressError(
    "options-invalid",
    `The broker's credentials in ${path} can't be read. ${mend}`,
    {
      cause,
      problems: [{ path: "dataDir", message: `has an unusable ${FILE}`, mend }],
    },
  );
}
