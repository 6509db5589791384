/** The generated pages of the docs and the example flows, by path. */
import { readFileSync } from "node:fs";
import {
  DRAWS,
  EVENTS,
  REFUSALS,
  SLOT_NAMES,
  SLOT_SENTENCES,
  SLOTS,
  TROUBLE_SENTENCES,
} from "../src/core/index.ts";
import { LEGEND, letters, matrixOf } from "../src/matrix/index.ts";
import { flowFiles } from "./flow-files.ts";
import { rulesPage } from "./rules-page.ts";
import { truthTableSite } from "./truth-table-site.ts";
import { zigbeePage, zigbeeTotals } from "./zigbee-page.ts";
import { zwavePage, zwaveTotals } from "./zwave-page.ts";

const MADE = "<!-- Made from the code by `npm run docs`. Change the code, not this page. -->\n";

export function pages(): Readonly<Record<string, string>> {
  return {
    "docs/codes.md": codes(),
    "docs/policy.md": policy(),
    "docs/rules.md": `${MADE}\n${rulesPage()}`,
    "docs/truth-table.md": truthTable(),
    "docs/zigbee-devices.md": `${MADE}\n${zigbeePage()}`,
    "docs/zwave-notifications.md": `${MADE}\n${zwavePage()}`,
    "docs/devices.md": devicesPage(),
    ...flowFiles(),
  };
}

/** A page written by hand, but for the part between its marks. */
function devicesPage(): string {
  const totals = [
    "<!-- made by `npm run docs` -->",
    `- ${zigbeeTotals()}`,
    "  Each with its values and what is read: [Zigbee devices](zigbee-devices.md).",
    `- ${zwaveTotals()}`,
    "  Each with what is read: [Z-Wave notifications](zwave-notifications.md).",
    "<!-- end -->",
  ].join("\n");
  return readFileSync("docs/devices.md", "utf8").replace(
    /<!-- made by `npm run docs` -->[\s\S]*?<!-- end -->/,
    totals,
  );
}

function codes(): string {
  return [
    MADE,
    "# Codes\n",
    "Everything that Egress says to programs. The codes are stable; the sentences may get better.\n",
    "## Refusals\n",
    'A refused request answers `{"ok":false,"code":"...","reason":"..."}`.\n',
    table(["code", "meaning"], Object.entries(REFUSALS)),
    "## Troubles\n",
    "A door's `troubles`. Each stands as long as its reason does.\n",
    table(
      ["code", "meaning"],
      Object.entries(TROUBLE_SENTENCES).map(([code, text]) => [code, sentence(text)]),
    ),
    "## Events\n",
    "On `egress/<site>/event`, from the `egress-events` node, and in a replay's `events`.\n",
    table(["type", "meaning"], Object.entries(EVENTS)),
  ].join("\n");
}

function policy(): string {
  return [
    MADE,
    "# Policy\n",
    "## The demand stack\n",
    "One stack for each lock, after BACnet's priority array: the lowest occupied slot wins. Slots 1 to 4",
    "only release; nothing in them can lock. `%` stands for the cause.\n",
    table(
      ["slot", "name", "when it releases", "when it secures"],
      SLOTS.map((slot) => [
        String(slot),
        SLOT_NAMES[slot],
        SLOT_SENTENCES[slot].released || "never",
        SLOT_SENTENCES[slot].secured || "never",
      ]),
    ),
    "## What a hand on the inside opens\n",
    "With power or without. A device that is wired or linked to another lock says so by `draws`.\n",
    table(
      ["device", "draws"],
      Object.entries(DRAWS).map(([device, hardware]) => [device, hardware.join(", ") || "nothing"]),
    ),
    "## What fire releases (`onFire: auto`)\n",
    table(
      ["lock", "a hand inside opens it", "nothing inside opens it by hand"],
      [
        ["fail-safe", "released", "released"],
        [
          "fail-secure, fail-as-is",
          "stays: setting off a smoke alarm is no way in",
          "released: people first",
        ],
        [
          "a strike on a fire-rated door",
          "held: the keeper must hold the latch",
          "released: people first",
        ],
      ],
    ),
  ].join("\n");
}

function truthTable(): string {
  const matrix = matrixOf(truthTableSite(false));
  return [
    MADE,
    "# The truth table\n",
    "What each kind of door answers in each state, worked out by running the engine, not by a table.\n",
    LEGEND.map((line) => `- ${line}`).join("\n"),
    "",
    ...matrix.doors.map(({ id, name }) => `- \`${id}\`: ${name}`),
    "",
    table(
      ["state", ...matrix.doors.map(({ id }) => id)],
      matrix.rows.map(({ id, title }) => [
        title,
        ...matrix.doors.map(({ cells }) => {
          const cell = cells.find(({ row }) => row === id);
          return cell === undefined
            ? ""
            : letters(cell) + (cell.troubles.includes("trap") ? " **trap**" : "");
        }),
      ]),
    ),
    "Detectors offline means trouble here; where a detector is `critical`, its silence releases like fire after",
    "two minutes.",
    "",
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const code = (cells: readonly string[]) => [`\`${cells[0]}\``, ...cells.slice(1)];
  return [line(head), line(head.map(() => "---")), ...rows.map((row) => line(code(row))), ""].join(
    "\n",
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
