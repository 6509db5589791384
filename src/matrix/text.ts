/** The matrix for a terminal: a block for each door, a line for each state. Fits 120 columns. */
import type { Cell, Matrix, MatrixDoor } from "./matrix.ts";

export type Style = "red" | "yellow" | "green" | "dim" | "bold";

/** Paints a piece of text; the plain painter gives it back. */
export type Paint = (style: Style, text: string) => string;

const WIDTH = 120;
const COLUMNS = { state: 26, outside: 10, out: 14, remote: 14, holder: 10 } as const;

const OUT: Readonly<Record<Cell["egress"], string>> = {
  free: "just push",
  mechanical: "by hand",
  "by-device": "by button",
  blocked: "NO WAY OUT",
};

const REMOTE: Readonly<Record<Cell["remote"], string>> = {
  yes: "works",
  impossible: "can't",
  refused: "refused",
  "open-already": "open already",
};

export function matrixText(matrix: Matrix, paint: Paint): string {
  const blocks = matrix.doors.map((door) => doorText(matrix, door, paint));
  return `${blocks.join("\n\n")}\n`;
}

function doorText(matrix: Matrix, door: MatrixDoor, paint: Paint): string {
  const title = door.name === door.id ? door.id : `${door.name} (${door.id})`;
  const withHolder = door.cells.some(({ holder }) => holder !== null);
  const head = [
    "".padEnd(COLUMNS.state),
    "outside".padEnd(COLUMNS.outside),
    "way out".padEnd(COLUMNS.out),
    "remote".padEnd(COLUMNS.remote),
    withHolder ? "holder".padEnd(COLUMNS.holder) : "",
    "why",
  ].join("");
  const titles = new Map(matrix.rows.map(({ id, title: text }) => [id, text]));
  const lines = door.cells.map((cell) =>
    rowText(titles.get(cell.row) ?? cell.row, cell, withHolder, paint),
  );
  return [paint("bold", title), paint("dim", head), ...lines].join("\n");
}

function rowText(title: string, cell: Cell, withHolder: boolean, paint: Paint): string {
  const outside = cell.outside.padEnd(COLUMNS.outside);
  const out = OUT[cell.egress].padEnd(COLUMNS.out);
  const used = Object.values(COLUMNS).reduce((sum, width) => sum + width, 0);
  const room = WIDTH - used + (withHolder ? 0 : COLUMNS.holder);
  const why = cell.because.length <= room ? cell.because : `${cell.because.slice(0, room - 1)}…`;
  return [
    title.padEnd(COLUMNS.state),
    cell.outside === "locked" ? paint("green", outside) : paint("yellow", outside),
    cell.egress === "blocked" ? paint("red", out) : out,
    REMOTE[cell.remote].padEnd(COLUMNS.remote),
    withHolder ? (cell.holder === "held" ? "holds" : "closed").padEnd(COLUMNS.holder) : "",
    paint("dim", why),
  ].join("");
}
