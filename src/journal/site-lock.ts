/**
 * One authority for a site. The lock is the kernel's, on a file that nobody else opens: it ends with
 * the process, however that ends, and a process that happens to get the same number does not have it.
 */
import { readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { DatabaseSync } from "node:sqlite";
import { type JournalFiles, writeWhole } from "./files.ts";

/** Who holds a site, as told to whoever comes second. */
export interface Holder {
  readonly pid: number;
  /** When that process started, by the kernel's count where there is one: tells reused numbers apart. */
  readonly started: string;
  readonly host: string;
  /** `node-red`, `homebridge`, `egress run`. */
  readonly authority: string;
  /** ISO time. */
  readonly since: string;
}

export interface SiteLock {
  release(): void;
}

export type Locked = { readonly lock: SiteLock } | { readonly holder: Holder | null };

/** @throws when the folder can't be written: then nobody can hold the lock. */
export function lockSite(files: JournalFiles, authority: string): Locked {
  const database = new DatabaseSync(files.lock, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) return { holder: readHolder(files.holder) };
    throw error;
  }
  const since = new Date().toISOString();
  const { pid } = process;
  const holder: Holder = { pid, started: startOf(pid), host: hostname(), authority, since };
  writeWhole(files.holder, `${JSON.stringify(holder)}\n`, 0o644);
  return {
    lock: {
      release() {
        rmSync(files.holder, { force: true });
        database.close();
      },
    },
  };
}

/** Who says to hold the lock; whether it is held is for the kernel to say. */
export function readHolder(path: string): Holder | null {
  try {
    const read: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof read === "object" && read !== null && "pid" in read ? (read as Holder) : null;
  } catch {
    return null;
  }
}

/** Field 22 of `/proc/PID/stat`, counted after the name, which may hold anything. */
export function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "unknown";
  } catch {
    return "unknown";
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED. */
function isBusy(error: unknown): boolean {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return code === 5 || code === 6;
}
