/**
 * Leases that nobody has seen end. No site file can know it: it is read from the journal of the site, so it
 * is no design rule, and is asked only where a journal is named.
 */
import { type LeaseStanding, leaseDigest, leaseStanding, type Memory } from "../core/index.ts";
import type { SiteDescription } from "../core/site.ts";
import type { DesignReport, Finding } from "./check-design.ts";

export const UNPROVEN_LEASE = {
  id: "A02",
  severity: "warning",
  title: "A lease that nobody has seen end",
  why: "A relay without its timer set holds the door shut when this controller dies, and nothing shows it before.",
  source: "our own judgement",
  fix: "Run `egress prove-lease LOCK` at the door.",
} as const;

const STANDING: Readonly<Record<Exclude<LeaseStanding, "proven">, string>> = {
  untried: "nobody has tried whether it lets go by itself.",
  failed: "it did not let go by itself when that was tried.",
  outdated: "it was proven with another device or another lease.",
};

/** The report with what the site's memory says of its leases; null where there is no memory. */
export function withLeaseProofs(
  report: DesignReport,
  site: SiteDescription,
  memory: Memory | null,
): DesignReport {
  const unproven = site.doors.flatMap(({ locks }) =>
    locks.flatMap((lock): Finding[] => {
      if (lock.controllerLoss !== "release" || lock.failMode === "fail-as-is") return [];
      const known = memory?.locks ?? {};
      const proof = Object.hasOwn(known, lock.id) ? (known[lock.id]?.leaseProof ?? null) : null;
      const standing = leaseStanding(proof, leaseDigest(lock, site.lease));
      if (standing === "proven") return [];
      const { id: rule, severity, fix } = UNPROVEN_LEASE;
      const message = `${lock.name}: ${STANDING[standing]}`;
      return [{ rule, severity, subject: `lock:${lock.id}`, message, fix }];
    }),
  );
  if (unproven.length === 0) return report;
  const infos = report.findings.filter(({ severity }) => severity === "info");
  const graver = report.findings.filter(({ severity }) => severity !== "info");
  const { warnings } = report.summary;
  return {
    ...report,
    findings: [...graver, ...unproven, ...infos],
    summary: { ...report.summary, warnings: warnings + unproven.length },
  };
}
