/** The options by which a request proves who asks. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { RequestProof } from "../open-site.ts";
import { shownWord } from "./arguments.ts";
import { type CommandCall, Misuse } from "./command.ts";

export const PROOF_OPTIONS = {
  pin: { type: "string" },
  "key-file": { type: "string" },
} as const;

export const PROOF_HELP = `  --key-file FILE      sign it with a key of the site (also by EGRESS_KEY_FILE)
  --pin PIN            your PIN; EGRESS_PIN keeps it from other users of this machine`;

const keyFile = z.strictObject({ key: z.string().min(1), secret: z.string().min(32) });

/** What a key file holds: what `egress keys` writes and `--key-file` reads. */
export function keyFileText(key: string, secret: string): string {
  return `${JSON.stringify({ key, secret }, null, 2)}\n`;
}

/** Gives null where nothing proves anything. */
export async function proofOf(
  values: { readonly pin?: string | undefined; readonly "key-file"?: string | undefined },
  env: CommandCall["env"],
): Promise<RequestProof | null> {
  if (values.pin !== undefined && values["key-file"] !== undefined)
    throw new Misuse("--pin and --key-file are two proofs", "give one of them");
  if (values.pin !== undefined) return { kind: "pin", pin: values.pin };
  const path = values["key-file"] ?? env["EGRESS_KEY_FILE"];
  if (path !== undefined) return { kind: "key", ...(await keyIn(path)) };
  const pin = env["EGRESS_PIN"];
  return pin === undefined || pin === "" ? null : { kind: "pin", pin };
}

async function keyIn(path: string): Promise<{ key: string; secret: string }> {
  try {
    return keyFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // What would be said of its content could quote the secret.
    throw new Misuse(
      `${shownWord(path)} is no key file`,
      "make it by `egress keys SITE --data DIR`",
    );
  }
}
