/** Which role each verb needs, where the site names roles. */
import type { Action, Request } from "./input.ts";
import type { SiteDescription } from "./site.ts";

export type RoleAction =
  | "reset"
  | "lockdown"
  | "lockdown-release"
  | "isolate"
  | "drill"
  | "lock"
  | "unlock"
  | "access";

export const ROLE_OF: Readonly<Record<Action["action"], RoleAction>> = {
  lock: "lock",
  unlock: "unlock",
  access: "access",
  reset: "reset",
  lockdown: "lockdown",
  "lockdown-release": "lockdown-release",
  isolate: "isolate",
  restore: "isolate",
  "drill-start": "drill",
  "drill-end": "drill",
  "walk-test-start": "drill",
  "walk-test-end": "drill",
  "lease-test-start": "drill",
  "lease-test-end": "drill",
};

/** Whether the site lets this person ask for this at all. */
export function mayAsk({ roles }: SiteDescription, { action, by }: Request): boolean {
  const names = roles[ROLE_OF[action]];
  return names === undefined || names.includes(by);
}
