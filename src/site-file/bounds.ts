/** How big a site may be. Past these it is refused with a reason, before anything costly is done. */
import type { Finding } from "./finding.ts";

/** Twenty thousand richly described doors take about ten. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** A site is seven levels deep; the rest is room for a device's own keys. */
export const MAX_DEPTH = 32;

/** Values in all, with every YAML alias followed: a bomb of aliases is counted as what it expands to. */
export const MAX_VALUES = 2_000_000;

/** A file that is wrong in more places is wrong in one that the first ones show. */
export const MAX_PROBLEMS = 1_000;

export const TOO_DEEP: Finding = {
  path: [],
  message: `is nested more than ${MAX_DEPTH} levels deep`,
  mend: "a site needs seven; look for brackets or aliases that contain themselves",
};

export const TOO_MANY: Finding = {
  path: [],
  message: `has more than ${MAX_VALUES} values`,
  mend: "divide it into several sites; an alias counts as all that it stands for",
};

/** Gives what makes a value too big to be looked at, or null. */
export function outOfBounds(value: unknown): Finding | null {
  let values = 0;
  const walk = (part: unknown, depth: number): Finding | null => {
    if (++values > MAX_VALUES) return TOO_MANY;
    if (typeof part !== "object" || part === null) return null;
    if (depth >= MAX_DEPTH) return TOO_DEEP;
    for (const inner of Object.values(part)) {
      const found = walk(inner, depth + 1);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(value, 0);
}
