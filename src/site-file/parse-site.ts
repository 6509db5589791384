/** A site file read, checked and completed, or everything that is wrong with it at once. */
import type { SiteDescription } from "../core/site.ts";
import type { Problem } from "../errors.ts";
import { MAX_PROBLEMS, outOfBounds } from "./bounds.ts";
import { checkSite } from "./checks/index.ts";
import { explainIssue } from "./explain-issue.ts";
import { inFileOrder } from "./file-order.ts";
import { type Finding, formatPath, shown, toProblem } from "./finding.ts";
import { siteSchema } from "./site-schema.ts";
import { readSiteText } from "./site-text.ts";

export type ParsedSite =
  | { readonly ok: true; readonly site: SiteDescription }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the text of a site file, YAML or JSON. Never throws. */
export function parseSite(text: string): ParsedSite {
  const read = readSiteText(text);
  return read.ok ? parse(read.value, read.findings) : refuse(read.findings);
}

/** Reads a site that is data already, as in a Homebridge config. Never throws. */
export function parseSiteObject(value: unknown): ParsedSite {
  return parse(value, []);
}

function parse(value: unknown, earlier: readonly Finding[]): ParsedSite {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse([noMapping(value)]);
  const tooBig = outOfBounds(value);
  if (tooBig !== null) return refuse([tooBig]);
  const parsed = siteSchema.safeParse(value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const findings = [
    ...earlier,
    ...issues.flatMap((issue) => explainIssue(issue, value)),
    ...checkSite(value),
  ];
  if (parsed.success && findings.length === 0) return { ok: true, site: parsed.data };
  return refuse(inFileOrder(onePerPlace(findings), value));
}

/** The schema and a check may stumble over the same thing; the first says enough. */
function onePerPlace(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ path, message }) => {
    const place = `${formatPath(path)}\n${message}`;
    return !seen.has(place) && seen.add(place);
  });
}

function refuse(findings: readonly Finding[]): ParsedSite {
  const problems = findings.slice(0, MAX_PROBLEMS).map(toProblem);
  const left = findings.length - problems.length;
  if (left > 0)
    problems.push({ path: "", message: `has ${left} more problems`, mend: "mend these first" });
  return { ok: false, problems };
}

function noMapping(value: unknown): Finding {
  const mend = "start it with `version: 1` and `id: my-house`";
  if (value === null || value === undefined || value === "")
    return { path: [], message: "is empty: there is no site in it", mend };
  return {
    path: [],
    message: `must be a mapping with the keys of a site, not ${shown(value)}`,
    mend,
  };
}
