/** Which role each verb needs, where the site names roles. */
import type { Action } from "./input.ts";

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
