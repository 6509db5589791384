/** Every design rule, in the order of its number. */
import type { Rule } from "../rule.ts";
import { EGRESS_RULES } from "./egress.ts";
import { FIRE_RULES } from "./fire.ts";
import { LOCKDOWN_RULES } from "./lockdown.ts";
import { OPENING_RULES } from "./openings.ts";
import { POWER_RULES } from "./power.ts";
import { SENSOR_RULES } from "./sensors.ts";
import { WAY_OUT_RULES } from "./way-out.ts";

export const RULES: readonly Rule[] = [
  ...EGRESS_RULES,
  ...FIRE_RULES,
  ...POWER_RULES,
  ...OPENING_RULES,
  ...LOCKDOWN_RULES,
  ...SENSOR_RULES,
  ...WAY_OUT_RULES,
].toSorted((one, other) => (one.id < other.id ? -1 : 1));
