/** A problem while it is still being looked for: its path is not yet text, its mend not yet searched. */
import type { Problem } from "../errors.ts";
import { plainText } from "./plain-text.ts";

export type Path = readonly (string | number)[];

export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** A function where finding the mend means searching, which only the problems shown are worth. */
  readonly mend: string | (() => string);
}

export function toProblem({ path, message, mend }: Finding): Problem {
  return { path: formatPath(path), message, mend: typeof mend === "string" ? mend : mend() };
}

/** `["doors", 0, "locks"]` as `doors[0].locks`; a key that is no plain word stands in quotes. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]{1,64}$/.test(step)) return `[${quoted(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}

/** Any value as a person would recognise it, short and safe to print. */
export function shown(value: unknown): string {
  if (typeof value === "string") return `\`${plainText(value, 64)}\``;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a mapping";
  return `\`${String(value)}\``;
}

export function repeatedKey(path: Path): Finding {
  return { path, message: "is said twice in one mapping", mend: "keep one of them" };
}

function quoted(step: string): string {
  return JSON.stringify(plainText(step, 64));
}
