/** Payloads with holes: `{"state":"{{to}}","ref":"{{id}}"}`. */
import { z } from "zod";
import type { CommandMessage } from "../site-handle.ts";

export const MAX_TEMPLATE_LENGTH = 1_000;

const HOLE = /\{\{\s*([a-z]+)\s*\}\}/g;

const FILLINGS: Readonly<Record<string, (command: CommandMessage) => string>> = {
  to: (command) => command.to,
  energise: (command) => String(command.energise),
  id: (command) => command.id,
  because: (command) => command.because,
  expires: (command) => command.expires,
  lease: (command) => String(command.leaseSeconds),
};

export const template = z
  .string()
  .max(MAX_TEMPLATE_LENGTH)
  .refine((text) => holes(text).every((name) => Object.hasOwn(FILLINGS, name)), {
    error: `has a hole that nothing fills; there are ${Object.keys(FILLINGS)
      .map((name) => `{{${name}}}`)
      .join(", ")}`,
  });

/** A payload to be: a command to its text. */
export type Filling = (command: CommandMessage) => string;

/**
 * Takes the template apart once, so that a release of a thousand doors looks for no holes. Each hole is
 * filled as the inside of a JSON string, so that no sentence can break the object.
 */
export function filling(text: string): Filling {
  const literals = text.split(HOLE).filter((_, index) => index % 2 === 0);
  const names = holes(text);
  const fillings = names.map((name) => FILLINGS[name]);
  const fill = (command: CommandMessage) => {
    let filled = literals[0] ?? "";
    for (let index = 0; index < fillings.length; index += 1) {
      const value = fillings[index]?.(command) ?? "";
      filled += JSON.stringify(value).slice(1, -1) + (literals[index + 1] ?? "");
    }
    return filled;
  };
  return names.every((name) => name === "to") ? byWord(fill) : fill;
}

/** What names nothing but the word is one of few texts, each made once. */
function byWord(fill: Filling): Filling {
  const made = new Map<CommandMessage["to"], string>();
  return (command) => {
    let known = made.get(command.to);
    if (known === undefined) {
      known = fill(command);
      made.set(command.to, known);
    }
    return known;
  };
}

/** Fills the holes of a URL; one without a lease is asked for 0 seconds, which devices take for none. */
export function fillUrl(text: string, command: CommandMessage): string {
  return text.replaceAll(HOLE, (_, name: string) => {
    if (name === "lease" && command.leaseSeconds === null) return "0";
    return encodeURIComponent(FILLINGS[name]?.(command) ?? "");
  });
}

export function hasHole(text: string, name: string): boolean {
  return holes(text).includes(name);
}

function holes(text: string): string[] {
  return [...text.matchAll(HOLE)].map((match) => match[1] ?? "");
}
