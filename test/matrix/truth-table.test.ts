/**
 * Every cell of the truth table, as decided. Outside / way out / remote: L locked, U unlocked; F push,
 * M hand, D device, X trap; y works, n can't, r refused, - open already; O held open, C closed.
 */
import { describe, expect, it } from "vitest";
import { truthTableSite } from "../../scripts/truth-table-site.ts";
import { letters, matrixOf } from "../../src/matrix/index.ts";

const COLUMNS = [
  "mag",
  "mag-hold",
  "fs-handle",
  "fs-rated",
  "fs-bare",
  "hybrid",
  "composite",
  "bolt",
  "holder",
];

const TABLE: Readonly<Record<string, string>> = {
  normal: "L/D/y L/D/y L/M/y L/M/y L/D/y L/M/y L/D/y L/M/y U/F/-+O",
  "grid-lost": "L/D/y L/D/y L/M/y L/M/y L/D/y L/M/y L/D/y L/M/y U/F/-+C",
  "power-lost": "U/F/n U/F/n L/M/n L/M/n L/X/n L/M/n L/M/n L/M/n U/F/-+C",
  fire: "U/F/- U/F/- L/M/y L/M/r U/F/- U/F/- L/M/y L/M/y U/F/-+C",
  "fire-elsewhere": "U/F/- L/D/y L/M/y L/M/r U/F/- U/F/- L/M/y L/M/y U/F/-+C",
  lockdown: "L/D/r L/D/r L/M/r L/M/r L/D/r L/M/r L/D/r L/M/r U/F/-+C",
  "fire-and-lockdown": "U/F/- U/F/- L/M/r L/M/r U/F/- U/F/- L/M/r L/M/r U/F/-+C",
  "fire-and-power-lost": "U/F/n U/F/n L/M/n L/M/n L/X/n L/M/n L/M/n L/M/n U/F/-+C",
  "controller-dead": "U/F/n L/D/n L/M/n L/M/n L/D/n L/M/n L/M/n L/M/n U/F/n+O",
  "link-lost": "U/F/n L/D/n L/M/n L/M/n L/D/n L/M/n L/M/n L/M/n U/F/-+O",
  "fire-controller-dead": "U/F/n L/D/n L/M/n L/M/n L/D/n L/M/n L/M/n L/M/n U/F/n+O",
  "fire-source-offline": "L/D/y L/D/y L/M/y L/M/y L/D/y L/M/y L/D/y L/M/y U/F/-+O",
  "contact-offline": "L/D/y L/D/y L/M/y L/M/y L/D/y L/M/y L/D/y L/M/y U/F/-+O",
  "power-restored": "L/D/y L/D/y L/M/y L/M/y L/D/y L/M/y L/D/y L/M/y U/F/-+O",
  "alarm-cleared": "U/F/- U/F/- L/M/y L/M/r U/F/- U/F/- L/M/y L/M/y U/F/-+C",
  reset: "L/D/y L/D/y L/M/y L/M/y L/D/y L/M/y L/D/y L/M/y U/F/-+O",
};

/** Where the detectors of the zone are critical, their silence is a fire. */
const CRITICAL = "U/F/- U/F/- L/M/y L/M/r U/F/- U/F/- L/M/y L/M/y U/F/-+C";

const matrix = matrixOf(truthTableSite(false));

describe.each(COLUMNS)("%s", (column) => {
  const cells = matrix.doors.find(({ id }) => id === column)?.cells ?? [];

  it.each(matrix.rows.map(({ id, title }) => [title, id]))("%s", (_, row) => {
    const cell = cells.find((one) => one.row === row);
    const expected = TABLE[row]?.split(" ")[COLUMNS.indexOf(column)]?.replace("+", " ");
    expect(cell && letters(cell)).toBe(expected);
  });
});

describe("what the letters do not say", () => {
  const cell = (door: string, row: string, from = matrix) =>
    from.doors.find(({ id }) => id === door)?.cells.find((one) => one.row === row);

  it("has a row for every state and a column for every lock", () => {
    expect(matrix.rows.map(({ id }) => id).toSorted()).toEqual(Object.keys(TABLE).toSorted());
    expect(matrix.doors.map(({ id }) => id)).toEqual(COLUMNS);
  });

  it("calls a trap a trap, loudly", () => {
    expect(cell("fs-bare", "power-lost")?.troubles).toContain("trap");
    expect(cell("fs-bare", "fire-and-power-lost")?.troubles).toContain("trap");
    expect(cell("fs-bare", "normal")?.troubles).toEqual([]);
  });

  it("tells of detectors that can't be heard, and releases where they are critical", () => {
    expect(cell("mag", "fire-source-offline")?.troubles).toEqual(["fire-source-silent"]);
    const critical = matrixOf(truthTableSite(true));
    const row = COLUMNS.map((door) => {
      const one = cell(door, "fire-source-offline", critical);
      return one === undefined ? "" : letters(one).replace(" ", "+");
    });
    expect(row.join(" ")).toBe(CRITICAL);
  });

  it("says what a lost door contact makes of the leaf", () => {
    expect(cell("mag", "normal")?.position).toBe("closed");
    expect(cell("mag", "contact-offline")).toMatchObject({
      position: "unknown",
      troubles: ["contact-silent"],
    });
  });

  it("says why, in a sentence", () => {
    expect(cell("mag", "fire")?.because).toMatch(/^Released for fire/);
    expect(cell("mag", "lockdown")?.because).toMatch(/^Secured by lockdown/);
  });
});
