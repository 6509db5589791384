/** What a site remembers, read by somebody who does not run it. */
import { existsSync } from "node:fs";
import type { Memory } from "../core/index.ts";
import { readEpoch } from "./epoch-file.ts";
import { examine } from "./examination.ts";
import { journalFiles } from "./files.ts";
import { readKey } from "./install-key.ts";

/**
 * The last memory of a site in that folder. Null where it has no journal there; `doubt` says in a sentence
 * why what was found can't be trusted wholly.
 */
export function lastMemory(
  dataDir: string,
  siteId: string,
): { readonly memory: Memory | null; readonly doubt: string | null } {
  const files = journalFiles(dataDir, siteId);
  if (!existsSync(files.database)) return { memory: null, doubt: null };
  const key = readKey(files.key);
  const { state, doubt } = examine(files.database, key, readEpoch(files.epoch, key));
  return { memory: doubt === null ? (state?.memory ?? null) : null, doubt };
}
