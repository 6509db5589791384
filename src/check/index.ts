/** The design rules: what is wrong with a site that is written without a mistake. */
export {
  type AcknowledgedFinding,
  checkDesign,
  type DesignReport,
  type Finding,
  IDLE_ACKNOWLEDGEMENT,
} from "./check-design.ts";
export { reportText } from "./report-text.ts";
export type { Rule, Severity } from "./rule.ts";
export { RULES } from "./rules/index.ts";
export { UNPROVEN_LEASE, withLeaseProofs } from "./unproven-leases.ts";
