/**
 * A small file beside the database that says how far the journal has come. It is written after each
 * commit and before anybody is told of it, so a database that is behind it has lost its tail.
 */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Link } from "./chain.ts";
import { writeWhole } from "./files.ts";

export interface Epoch extends Link {
  /** Counts the starts of the controller. */
  readonly epoch: number;
  /** The last moment at which the controller was alive, on its own clock and on the wall; null for none. */
  readonly alive: { readonly at: number; readonly wallMs: number } | null;
  /** Why the present journal was begun in doubt, until that is written in the journal itself. */
  readonly doubt: string | null;
}

export type EpochReading = Epoch | "missing" | "damaged";

export function writeEpoch(path: string, key: Buffer, epoch: Epoch): void {
  const content = canonical(epoch);
  writeWhole(path, `${JSON.stringify({ content, seal: seal(key, content) })}\n`);
}

export function readEpoch(path: string, key: Buffer | null): EpochReading {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "missing" : "damaged";
  }
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file !== "object" || file === null || !("content" in file) || !("seal" in file))
      return "damaged";
    const { content } = file;
    if (key === null || typeof content !== "string" || file.seal !== seal(key, content))
      return "damaged";
    return JSON.parse(content) as Epoch;
  } catch {
    return "damaged";
  }
}

function canonical({ epoch, seq, hash, alive, doubt }: Epoch): string {
  return JSON.stringify({ epoch, seq, hash, alive, doubt });
}

function seal(key: Buffer, content: string): string {
  return createHmac("sha256", key).update("epoch ").update(content).digest("hex");
}
