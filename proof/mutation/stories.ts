/**
 * Vitest's `describe` and `it` for stories that are told in this process, again for each mutant. The
 * expectations are vitest's own.
 */
export { expect } from "vitest";

export interface Story {
  /** The names of its chapters and its own, with its number, since two may be called the same. */
  readonly id: string;
  readonly tell: () => unknown;
}

type Tell = (...row: readonly unknown[]) => unknown;

export const stories: Story[] = [];
const chapters: string[] = [];

function add(name: string, tell: Tell, row: readonly unknown[] = []): void {
  const id = [...chapters, `${name} (${stories.length + 1})`].join(" > ");
  stories.push({ id, tell: () => tell(...row) });
}

/** The options of a story stand before it, and mean nothing here. */
function telling(rest: readonly unknown[]): Tell {
  const tell = rest.find((one): one is Tell => typeof one === "function");
  if (tell === undefined) throw new Error("A story without anything to tell.");
  return tell;
}

function eachOf(begin: (name: string, tell: Tell, row: readonly unknown[]) => void) {
  return (table: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]) => {
      for (const row of table) begin(name, telling(rest), Array.isArray(row) ? row : [row]);
    };
}

function chapter(name: string, tell: Tell, row: readonly unknown[] = []): void {
  chapters.push(name);
  tell(...row);
  chapters.pop();
}

export const describe = Object.assign(chapter, { each: eachOf(chapter) });

export const it = Object.assign(
  (name: string, ...rest: readonly unknown[]) => {
    add(name, telling(rest));
  },
  { each: eachOf(add) },
);
