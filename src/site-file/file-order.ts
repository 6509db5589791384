/** Puts findings in the order in which a person meets them, reading the file from its top. */
import type { Finding, Path } from "./finding.ts";

export function inFileOrder(findings: readonly Finding[], root: unknown): Finding[] {
  const positions = new WeakMap<object, ReadonlyMap<string, number>>();
  const positionOf = (parent: unknown, step: string | number): number => {
    if (typeof step === "number" || typeof parent !== "object" || parent === null)
      return Number(step);
    let keys = positions.get(parent);
    if (keys === undefined) {
      keys = new Map(Object.keys(parent).map((key, index) => [key, index]));
      positions.set(parent, keys);
    }
    // A key that is missing is told where its mapping begins.
    return keys.get(step) ?? -1;
  };
  const place = (path: Path): number[] => {
    let parent = root;
    return path.map((step) => {
      const position = positionOf(parent, step);
      parent = stepInto(parent, step);
      return position;
    });
  };
  return findings
    .map((finding) => ({ finding, place: place(finding.path) }))
    .sort((a, b) => compare(a.place, b.place))
    .map(({ finding }) => finding);
}

/** The value that a path leads to; undefined when it leads nowhere. Never follows a prototype. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce(stepInto, root);
}

function stepInto(parent: unknown, step: string | number): unknown {
  if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, step))
    return undefined;
  return (parent as Readonly<Record<string | number, unknown>>)[step];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let level = 0; level < Math.min(a.length, b.length); level++) {
    const difference = (a[level] ?? 0) - (b[level] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return a.length - b.length;
}
