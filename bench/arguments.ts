/** What of the bench is asked for. */
import { parseArgs } from "node:util";

export const PARTS = ["engine", "idle", "wire", "home", "gateway", "lean", "scale"] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  readonly parts: ReadonlySet<Part>;
  /** Few rounds and small sizes: to see that it works, not to quote. */
  readonly quick: boolean;
  /** Where the figures go as JSON. */
  readonly out: string;
  /** Also writes the page and the plot in docs/. */
  readonly write: boolean;
}

export const HELP = `npm run bench -- [options]

  --only PART[,PART]   ${PARTS.join(", ")}; all of them unless named
  --quick              few rounds and small sizes
  --out FILE           where the figures go (bench/results.json)
  --write              also writes docs/performance.md and docs/performance.svg`;

/** @throws {Error} with what is wrong and what there is. */
export function readOptions(args: readonly string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      out: { type: "string", default: "bench/results.json" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const named = values.only?.split(",") ?? PARTS;
  const parts = named.map((name) => {
    const part = PARTS.find((each) => each === name);
    if (part === undefined) throw new Error(`There is no part ${name}: ${PARTS.join(", ")}.`);
    return part;
  });
  const { quick, out, write } = values;
  if (write && (quick || values.only !== undefined))
    throw new Error("--write wants the whole run: leave --only and --quick out.");
  return { parts: new Set(parts), quick, out, write };
}
