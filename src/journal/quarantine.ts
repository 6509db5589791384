/** A journal that can't be trusted is put aside, whole, for a person to look at. It is never deleted. */
import { copyFileSync, existsSync, renameSync } from "node:fs";
import { type JournalFiles, syncFolder } from "./files.ts";

/**
 * Gives the path under which the database lies now.
 *
 * @param say writes the new epoch file, which says that there is doubt; between the copy of the old
 * one and the database's leaving, so that at no moment a damaged journal looks like a new one.
 */
export function putAside(files: JournalFiles, say: () => void): string | null {
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  const suffix = freeSuffix(files.database, `suspect-${stamp}`);
  if (existsSync(files.epoch)) copyFileSync(files.epoch, `${files.epoch}.${suffix}`);
  say();
  let aside: string | null = null;
  for (const ending of ["-shm", "-wal", ""]) {
    const from = `${files.database}${ending}`;
    if (!existsSync(from)) continue;
    aside = `${files.database}.${suffix}${ending}`;
    renameSync(from, aside);
  }
  syncFolder(files.dataDir);
  return aside;
}

function freeSuffix(path: string, wanted: string): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? wanted : `${wanted}-${number}`;
    if (!existsSync(`${path}.${suffix}`)) return suffix;
  }
}
