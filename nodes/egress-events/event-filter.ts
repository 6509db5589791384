/** Which events a node passes on: of some types, of one door, or all. */
import type { PublishedEvent } from "../../src/site-handle.ts";
import { type FormFields, list, text } from "../shared/form-value.ts";

export type EventFilter = (event: PublishedEvent) => boolean;

/** Types are comma-separated; a type that ends in `*` stands for all that begin like it. */
export function eventFilter(form: FormFields): EventFilter {
  const types = list(text(form, "types"));
  const door = text(form, "door");
  return (event) =>
    (types.length === 0 || types.some((type) => matches(type, event.type))) &&
    (door === "" || event["door"] === door);
}

function matches(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
