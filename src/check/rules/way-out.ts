/** Whether there is a way out of every room, whatever befalls the site. */

import type { Rule } from "../rule.ts";
import { trappedAreas } from "../trapped-areas.ts";
import { listed, verb } from "../words.ts";

export const WAY_OUT_RULES: readonly Rule[] = [
  {
    id: "L43",
    severity: "error",
    title: "A room without a way out",
    why: "From every occupied area some way must lead out, in each row of the truth table. The engine plays the doors; no table is trusted.",
    source: "our own judgement, after trade guidance on fail-secure locks",
    fix: "Give one door on the way a handle, a bar or a hard-wired release, so that it opens in that state too.",
    reads: ["areas.occupied", "doors.from", "doors.to", "doors.egressDevices", "locks"],
    find: ({ compiled, areaName }) =>
      trappedAreas(compiled).map(({ area, rows, doors }) => {
        const states = `${verb(rows, "state", "states")} ${rows.map((row) => `"${row}"`).join(", ")}`;
        const blocked =
          doors.length === 0
            ? "The way on is blocked."
            : `${listed(doors)} ${verb(doors, "is", "are")} blocked then.`;
        const message = `No way leads out of ${areaName(area)} in the ${states}. ${blocked}`;
        return { subject: `area:${area}`, message };
      }),
  },
];
