/** How often a wrong PIN was given for each name, kept so that a restart forgives nobody. */
import { join } from "node:path";
import { z } from "zod";
import type { Log } from "../open-site.ts";
import { readSecretFile, writeSecretFile } from "./secret-file.ts";

export interface PinTries {
  /** Wrong ones in a row, by name, as an earlier run left them. */
  readonly earlier: ReadonlyMap<string, number>;
  /** Resolves when they are kept; rejects where they can't be. */
  keep(wrong: ReadonlyMap<string, number>): Promise<void>;
}

/** Counted in this process only: a restart forgives. */
export const FORGETFUL: PinTries = { earlier: new Map(), keep: () => Promise.resolve() };

/** More than any desk lets anybody try. */
const TOO_MANY = 1_000;

const shape = z.record(z.string().max(128), z.int().min(0).max(TOO_MANY));

export function pinTriesPath(dataDir: string, siteId: string): string {
  return join(dataDir, `${siteId}.pin-tries.json`);
}

/** @param names the people with a PIN. Where the file can't be read, each has tried too often. */
export async function openPinTries(
  path: string,
  names: Iterable<string>,
  log: Log,
): Promise<PinTries> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    earlier: await earlierTries(path, names, log),
    keep(wrong) {
      const text = `${JSON.stringify(Object.fromEntries(wrong))}\n`;
      // One after the other, so that no older count replaces a newer one.
      const kept = last.then(() => writeSecretFile(path, text));
      last = kept.catch(() => undefined);
      return kept;
    },
  };
}

async function earlierTries(
  path: string,
  names: Iterable<string>,
  log: Log,
): Promise<ReadonlyMap<string, number>> {
  try {
    const text = await readSecretFile(path);
    return new Map(text === null ? [] : Object.entries(shape.parse(JSON.parse(text))));
  } catch {
    log("warn", `${path} can't be read: every PIN is locked out for a while, as after wrong ones`);
    return new Map([...names].map((name) => [name, TOO_MANY]));
  }
}
