/** Turns what the schema found into what a person can act on. */
import type { z } from "zod";
import { valueAt } from "./file-order.ts";
import { type Finding, type Path, shown } from "./finding.ts";
import { nearest } from "./nearest.ts";

type Issue = z.core.$ZodIssue;

/** Gives what is wrong according to one issue of the schema; `root` is the value it looked at. */
export function explainIssue(issue: Issue, root: unknown): readonly Finding[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  const value = valueAt(root, path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKey(path, key, issue.message.split(" ")));
  if (value === undefined) return [missing(path)];
  if (issue.code === "invalid_union") {
    const inner = likeliest(issue.errors).map((each) => ({
      ...each,
      path: [...issue.path, ...each.path],
    }));
    return inner.flatMap((each) => explainIssue(each, root));
  }
  if (value === null)
    return [{ path, message: "is empty", mend: "give it a value, or remove the line" }];
  return [{ path, ...explainValue(issue, value, path) }];
}

function missing(path: Path): Finding {
  const key = String(path.at(-1) ?? "");
  return { path, message: "is missing", mend: `add \`${key}\`` };
}

function unknownKey(parent: Path, key: string, known: readonly string[]): Finding {
  return {
    path: [...parent, key],
    message: `unknown key ${shown(key)}`,
    mend: () => suggestion(key, known),
  };
}

/** The alternative with the fewest mistakes was meant; of two, the one in which more was understood. */
function likeliest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map(({ path }) => path.length));
  return alternatives.reduce((best, each) => {
    const fewer = best.length - each.length || depth(each) - depth(best);
    return fewer > 0 ? each : best;
  });
}

function explainValue(issue: Issue, value: unknown, path: Path): Omit<Finding, "path"> {
  switch (issue.code) {
    case "custom":
      return { message: issue.message, mend: String(issue.params?.["mend"] ?? "remove it") };
    case "invalid_type": {
      const [noun, mend] = WANTED[issue.expected] ?? [`a ${issue.expected}`, "change it"];
      return { message: `must be ${noun}, not ${shown(value)}`, mend };
    }
    case "invalid_value": {
      const words = issue.values.map(String);
      const key = String(path.at(-1));
      return {
        message: `${shown(value)} is not a value of \`${key}\``,
        mend: () => suggestion(typeof value === "object" ? "" : String(value), words),
      };
    }
    case "too_small": {
      const bound = issue.inclusive === false ? "more than" : "at least";
      return {
        message: `must be ${bound} ${issue.minimum}, not ${shown(value)}`,
        mend: "raise it",
      };
    }
    case "too_big":
      return { message: `must be at most ${issue.maximum}, not ${shown(value)}`, mend: "lower it" };
    default:
      return { message: `${shown(value)} is not of the right form`, mend: "write it as `L28`" };
  }
}

const WANTED: Readonly<Record<string, readonly [noun: string, mend: string]>> = {
  string: ["a text", "put it in quotes"],
  boolean: ["true or false", "write `true` or `false`"],
  number: ["a number", "write it without quotes or unit"],
  array: ["a list", "put it in brackets, or a hyphen before each entry"],
  object: ["a mapping", "write it as `{ key: value }`"],
};

export function suggestion(word: string, known: Iterable<string>): string {
  const words = [...known];
  const near = nearest(word, words);
  if (near !== null) return `did you mean \`${near}\`?`;
  if (words.length === 0) return "remove it";
  const more = words.length > 12 ? ", …" : "";
  return `it can be ${words.slice(0, 12).join(", ")}${more}`;
}
