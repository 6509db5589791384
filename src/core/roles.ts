/** Which role each verb needs, where the site names roles. */
import type { Action } from "./input.ts";
import type { RoleAction } from "./site.ts";

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
