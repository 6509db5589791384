/** The example that a newcomer imports, and ways to change it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FlowNode, PACKAGE_ROOT } from "./node-red-runtime.ts";

export const SITE = "egress-ex-site";
export const DOOR = "egress-ex-door";
export const ALARM = "egress-ex-alarm";
export const POWER = "egress-ex-power";
export const RESET = "egress-ex-reset";
export const EXPLAIN = "egress-ex-explain";
export const EVENTS = "egress-ex-events";
export const CATCH = "egress-ex-catch";

export function exampleFlow(): readonly FlowNode[] {
  const path = join(PACKAGE_ROOT, "examples/flows/smoke-opens-the-door.json");
  return JSON.parse(readFileSync(path, "utf8")) as readonly FlowNode[];
}

/** The example with some fields of one node changed. */
export function changed(
  flow: readonly FlowNode[],
  id: string,
  fields: Readonly<Record<string, unknown>>,
): readonly FlowNode[] {
  return flow.map((node) => (node.id === id ? { ...node, ...fields } : node));
}

export function without(flow: readonly FlowNode[], id: string): readonly FlowNode[] {
  return flow.filter((node) => node.id !== id);
}
