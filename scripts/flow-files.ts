/** The example flows as files, in the layout that the formatter of this repository keeps. */
import { flowOf } from "./flows/build.ts";
import { SOURCES } from "./flows/sources.ts";

export function flowFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    SOURCES.map((source) => [
      `examples/flows/${source.file}.json`,
      `${laid(flowOf(source), "")}\n`,
    ]),
  );
}

/** Objects over several lines; lists of plain values on one. */
function laid(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (!value.some(isFields)) return `[${value.map((each) => laid(each, inner)).join(", ")}]`;
    return `[\n${value.map((each) => inner + laid(each, inner)).join(",\n")}\n${indent}]`;
  }
  if (!isFields(value)) return JSON.stringify(value);
  const lines = Object.entries(value).map(
    ([key, each]) => `${inner}${JSON.stringify(key)}: ${laid(each, inner)}`,
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
