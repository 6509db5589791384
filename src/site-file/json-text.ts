/** JSON with every key said once: `JSON.parse` would quietly keep the last of two. */
import { MAX_PROBLEMS } from "./bounds.ts";
import { type Path, repeatedKey } from "./finding.ts";
import type { TextRead } from "./site-text.ts";

/** Gives null for a text that is not JSON: YAML's parser tells better what is wrong, and where. */
export function readJson(text: string): TextRead | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return { ok: true, value, findings: repeatedKeys(text).map(repeatedKey) };
}

/** Strings and the marks around them; numbers and words can't be keys. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

interface Level {
  /** Null in a list. */
  readonly keys: Set<string> | null;
  key: string;
  index: number;
  atKey: boolean;
}

/** Expects valid JSON. Takes one pass and no recursion, whatever the depth. */
function repeatedKeys(text: string): readonly Path[] {
  const repeated: Path[] = [];
  const levels: Level[] = [];
  for (const [token] of text.matchAll(TOKENS)) {
    const level = levels.at(-1);
    if (token === "{") levels.push({ keys: new Set(), key: "", index: 0, atKey: true });
    else if (token === "[") levels.push({ keys: null, key: "", index: 0, atKey: false });
    else if (token === "}" || token === "]") levels.pop();
    else if (level === undefined) continue;
    else if (token === ",") {
      level.index += 1;
      level.atKey = level.keys !== null;
    } else if (level.atKey && level.keys !== null) {
      level.key = String(JSON.parse(token));
      level.atKey = false;
      if (level.keys.has(level.key) && repeated.length < MAX_PROBLEMS)
        repeated.push(levels.map(({ keys, key, index }) => (keys === null ? index : key)));
      level.keys.add(level.key);
    }
  }
  return repeated;
}
