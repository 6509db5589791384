/** What the design rules say of a site, less what its owner has acknowledged. */
import { gathered } from "../core/indexing.ts";
import type { SiteDescription } from "../core/site.ts";
import { planOf } from "./plan.ts";
import type { Severity } from "./rule.ts";
import { RULES } from "./rules/index.ts";

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly message: string;
  readonly fix: string;
}

/** A finding that the owner knows of, and lets stand for a reason. */
export interface AcknowledgedFinding extends Finding {
  readonly why: string;
}

export interface DesignReport {
  /** Errors first, then warnings, then infos; each by rule, each rule in the order of the file. */
  readonly findings: readonly Finding[];
  readonly summary: {
    readonly errors: number;
    readonly warnings: number;
    readonly infos: number;
    readonly acknowledged: number;
  };
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/** The rule of an acknowledgement that acknowledges nothing. */
export const IDLE_ACKNOWLEDGEMENT = {
  id: "A01",
  severity: "warning",
  title: "An acknowledgement of nothing",
  why: "It was mended, renamed or never there; left standing it would hide the finding when it comes back.",
  source: "our own judgement",
  fix: "Remove it from `acknowledge`, or correct its `rule` and `subject`.",
} as const;

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Never throws; takes time in proportion to the site. */
export function checkDesign(site: SiteDescription): DesignReport {
  const reasons = new Map(site.acknowledge.map((one) => [key(one), one.why]));
  const plan = planOf(site);
  const findings: Finding[] = [];
  const acknowledged: AcknowledgedFinding[] = [];
  const matched = new Set<string>();
  for (const rule of RULES) {
    for (const { subject, message, severity } of rule.find(plan)) {
      const found = { rule: rule.id, severity: severity ?? rule.severity, subject, message };
      const why = reasons.get(key(found));
      if (why === undefined) findings.push({ ...found, fix: rule.fix });
      else {
        acknowledged.push({ ...found, fix: rule.fix, why });
        matched.add(key(found));
      }
    }
  }
  findings.push(...site.acknowledge.filter((one) => !matched.has(key(one))).map(idle));
  const by = gathered(findings, ({ severity }) => severity);
  const count = (severity: Severity) => by.get(severity)?.length ?? 0;
  return {
    findings: SEVERITIES.flatMap((severity) => by.get(severity) ?? []),
    summary: {
      errors: count("error"),
      warnings: count("warning"),
      infos: count("info"),
      acknowledged: acknowledged.length,
    },
    acknowledged,
  };
}

function key({ rule, subject }: { readonly rule: string; readonly subject: string }): string {
  return `${rule} ${subject}`;
}

function idle({ rule, subject }: SiteDescription["acknowledge"][number]): Finding {
  const { id, severity, fix } = IDLE_ACKNOWLEDGEMENT;
  const message = `${rule} is acknowledged for ${subject}, and there is no such finding.`;
  return { rule: id, severity, subject, message, fix };
}
