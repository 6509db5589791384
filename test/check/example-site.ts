/** A site made of the quiet example site and what is added to it: lists grow, the rest is overridden. */
import { parse } from "yaml";
import { EXAMPLE_BASE } from "../../scripts/rule-examples.ts";
import type { SiteDescription } from "../../src/core/index.ts";
import { parseSiteObject } from "../../src/site-file/index.ts";

export function exampleSite(added = ""): SiteDescription {
  const base: Record<string, unknown> = parse(EXAMPLE_BASE);
  const more: Record<string, unknown> = parse(added) ?? {};
  for (const [key, value] of Object.entries(more)) {
    const before = base[key];
    base[key] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
  }
  const parsed = parseSiteObject(base);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.site;
}
