/** How many detectors make a fire, as a site file writes it: `any`, or `2 of 3 within 60s`. */
import type { AlarmRule } from "../core/site.ts";
import { parseDuration } from "./duration.ts";
import { field, type Understood } from "./fields.ts";
import { shown } from "./finding.ts";

export function parseVote(raw: unknown): Understood<AlarmRule["vote"]> {
  if (raw === "any") return { value: "any" };
  const [, need, of, within] =
    /^(\d{1,4}) of (\d{1,4}) within (\w{2,16})$/.exec(typeof raw === "string" ? raw : "") ?? [];
  const withinMs = within === undefined ? null : parseDuration(within);
  if (need === undefined || of === undefined || withinMs === null || withinMs === 0)
    return {
      message: `${shown(raw)} is no vote`,
      mend: "write `any`, or as `2 of 3 within 60s`",
    };
  if (Number(need) < 1)
    return { message: "needs no detector at all to raise the alarm", mend: "write `any`" };
  if (Number(need) > Number(of))
    return {
      message: `needs ${Number(need)} of only ${Number(of)} detectors: it could never be reached`,
      mend: `write \`${Number(of)} of ${Number(need)} within ${within}\`, or \`any\``,
    };
  return { value: { need: Number(need), of: Number(of), withinMs } };
}

export const vote = field(parseVote);
