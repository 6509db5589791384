import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pages } from "../../scripts/pages.ts";

it.each(Object.entries(pages()))(
  "%s says what the code does (mend: npm run docs)",
  (path, text) => {
    expect(readFileSync(path, "utf8")).toBe(text);
  },
);
