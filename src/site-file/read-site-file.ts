import { open } from "node:fs/promises";
import type { SiteDescription } from "../core/site.ts";
import { EgressError } from "../errors.ts";
import { MAX_FILE_BYTES } from "./bounds.ts";
import { toProblem } from "./finding.ts";
import { parseSite } from "./parse-site.ts";
import { TOO_LARGE } from "./site-text.ts";

/**
 * Gives the site that a file describes.
 *
 * @throws {EgressError} `site-unreadable` when there is no text to read, `site-invalid` with every
 * problem when the text is no site.
 */
export async function readSiteFile(path: string): Promise<SiteDescription> {
  const parsed = parseSite(await readText(path));
  if (parsed.ok) return parsed.site;
  const count = parsed.problems.length === 1 ? "1 problem" : `${parsed.problems.length} problems`;
  throw new EgressError("site-invalid", `${path} is no site yet: ${count}`, {
    problems: parsed.problems,
  });
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await readAtMost(path, MAX_FILE_BYTES + 1);
    if (bytes.length > MAX_FILE_BYTES) {
      const problems = [toProblem(TOO_LARGE)];
      throw new EgressError("site-invalid", `${path} ${TOO_LARGE.message}`, { problems });
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof EgressError) throw cause;
    throw new EgressError("site-unreadable", `${path} can't be read: ${reason(cause)}`, { cause });
  }
}

/** Stops at the bound, also for a device or a pipe that has no size and no end. */
async function readAtMost(path: string, limit: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const chunks: Buffer[] = [];
    let total = 0;
    while (total < limit) {
      const chunk = Buffer.allocUnsafe(Math.min(limit - total, 64 * 1024));
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) break;
      chunks.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const known: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "reading it is not permitted",
    EISDIR: "it is a folder",
    ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8 text",
  };
  return known[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
