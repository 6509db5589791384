/** The files of one site's journal, all in one folder. */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";

export interface JournalFiles {
  readonly dataDir: string;
  readonly database: string;
  readonly epoch: string;
  /** Shared by the sites of one folder. */
  readonly key: string;
  /** Held locked by the authority as long as it lives. */
  readonly lock: string;
  /** Says who that is. */
  readonly holder: string;
}

export function journalFiles(dataDir: string, siteId: string): JournalFiles {
  const of = (ending: string) => join(dataDir, `${siteId}.${ending}`);
  return {
    dataDir,
    database: of("journal.sqlite"),
    epoch: of("journal.epoch"),
    key: join(dataDir, "journal.key"),
    lock: of("authority.lock"),
    holder: of("authority.json"),
  };
}

/** Writes a small file so that a power cut leaves either the old or the new one, whole. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w", mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** Makes a rename last. Windows can't open a folder, and needs no such thing. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
