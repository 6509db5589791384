/**
 * The lines of `upsd`'s protocol, taken apart. Source: NUT developer guide, "Network protocol
 * information": words divided by blanks, quoted where they hold some, with `\"` and `\\` inside.
 */

/** The longest line that upsd sends is well below; a longer one is not upsd. */
export const MAX_LINE_BYTES = 2_048;

/** A UPS has some two hundred variables. */
export const MAX_VARIABLES = 1_000;

/** Words of one line; null for a line that is not well formed. */
export function wordsOf(line: string): readonly string[] | null {
  const words: string[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;
  while (pattern.lastIndex < line.length) {
    if (/^\s*$/.test(line.slice(pattern.lastIndex))) break;
    const match = pattern.exec(line);
    if (match === null) return null;
    words.push(match[1]?.replaceAll(/\\(.)/g, "$1") ?? match[2] ?? "");
  }
  return words;
}

/** Cuts what arrives into lines; null once a line is too long to be one. */
export function lineCutter(): (chunk: string) => readonly string[] | null {
  let rest = "";
  return (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if ([rest, ...lines].some((line) => line.length > MAX_LINE_BYTES)) return null;
    return lines.map((line) => line.replace(/\r$/, ""));
  };
}
