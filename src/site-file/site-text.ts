/** Text of a site file as plain data. JSON has a way of its own, since YAML's takes ten times as long. */
import { MAX_FILE_BYTES } from "./bounds.ts";
import type { Finding } from "./finding.ts";
import { readJson } from "./json-text.ts";
import { readYaml } from "./yaml-text.ts";

/** What a text says, with what is wrong in it that does not keep the rest from being read. */
export type TextRead =
  | { readonly ok: true; readonly value: unknown; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

export const TOO_LARGE: Finding = {
  path: [],
  message: `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`,
  mend: "divide it into several sites",
};

export function readSiteText(text: string): TextRead {
  if (text.length > MAX_FILE_BYTES || Buffer.byteLength(text) > MAX_FILE_BYTES)
    return { ok: false, findings: [TOO_LARGE] };
  const bare = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return (/^\s*\{/.test(bare) ? readJson(bare) : null) ?? readYaml(bare);
}
