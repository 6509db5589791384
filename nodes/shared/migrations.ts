/**
 * How a node's saved form becomes today's. The version stands in the form itself; a flow written by
 * hand has none and is taken to be of the first.
 */
import { asFields, type FormFields } from "./form-value.ts";

export interface Migration {
  /** The version that this step leads to. */
  readonly to: number;
  readonly change: (fields: FormFields) => FormFields;
}

export const NODE_TYPES = [
  "egress-site",
  "egress-door",
  "egress-alarm",
  "egress-power",
  "egress-control",
  "egress-events",
] as const;

export type NodeType = (typeof NODE_TYPES)[number];

/** The steps of each node type, oldest first. The newest version is 1, plus one for each step. */
export const MIGRATIONS: Readonly<Record<NodeType, readonly Migration[]>> = {
  "egress-site": [],
  "egress-door": [],
  "egress-alarm": [],
  "egress-power": [],
  "egress-control": [],
  "egress-events": [],
};

/** The form in today's shape. One of a newer Egress is left as it is: what is known of it is used. */
export function migrate(config: unknown, migrations: readonly Migration[]): FormFields {
  let fields = asFields(config);
  for (const { to, change } of migrations) {
    if (versionOf(fields) < to) fields = { ...change(fields), version: to };
  }
  return fields;
}

function versionOf(fields: FormFields): number {
  const version = fields["version"];
  return typeof version === "number" && Number.isInteger(version) && version > 0 ? version : 1;
}
