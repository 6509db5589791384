/** Foreign text in a log: nothing that drives a terminal, forges a line or turns what a person reads. */
import type { Log } from "../open-site.ts";

/** Control characters, line and paragraph ends, marks of direction, and tags that nobody sees. */
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u{E0000}-\u{E007F}]/gu;

export const MAX_LOGGED_LENGTH = 2_000;

export function plainLine(text: string, maxLength = MAX_LOGGED_LENGTH): string {
  const plain = text.replaceAll(UNSAFE, "");
  return plain.length <= maxLength ? plain : `${plain.slice(0, maxLength)}…`;
}

/** The same log, whose lines are lines. */
export function plainLog(log: Log | undefined): Log {
  return (level, message) => log?.(level, plainLine(message));
}
