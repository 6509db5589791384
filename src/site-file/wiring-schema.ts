/** What an owner can say of a door beyond what Egress drives: other wires, other systems, other rules. */
import { z } from "zod";
import type { DelayedEgress } from "../core/site.ts";
import { duration, id, mapping, name } from "./fields.ts";

export const fireRelease = mapping({ latched: z.boolean().default(true) });

export const delayedEgress = mapping({
  delay: duration(1),
  nuisance: duration(),
  rearm: z.enum(["manual", "auto"]).default("manual"),
  sign: z.boolean().default(false),
  sounder: z.boolean().default(false),
  authorityApproved: z.boolean().default(false),
}).transform(
  ({ delay, nuisance, ...rest }): DelayedEgress => ({
    ...rest,
    delayMs: delay,
    nuisanceMs: nuisance,
  }),
);

export const interlock = mapping({
  with: z.array(id).min(1),
  override: z.boolean().default(false),
});

export const alsoDrivenBy = mapping({
  name,
  lockdownCutsExit: z.boolean().default(false),
  lockdownOverFire: z.boolean().default(false),
  relocksByItself: z.boolean().default(false),
  relocksOnPower: z.boolean().default(false),
});
