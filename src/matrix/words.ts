/** One letter for each answer, as the truth table has them, and what the letters stand for. */
import type { Cell } from "./matrix.ts";

export const OUTSIDE_LETTER: Readonly<Record<Cell["outside"], string>> = {
  locked: "L",
  unlocked: "U",
  unknown: "?",
};

export const EGRESS_LETTER: Readonly<Record<Cell["egress"], string>> = {
  free: "F",
  mechanical: "M",
  "by-device": "D",
  blocked: "X",
};

export const REMOTE_LETTER: Readonly<Record<Cell["remote"], string>> = {
  yes: "y",
  impossible: "n",
  refused: "r",
  "open-already": "-",
};

export const LEGEND = [
  "outside: L locked, U unlocked, ? unknown",
  "way out: F just push, M handle or bar, D button or sensor, X none (a trap)",
  "remote unlock: y works, n can't, r refused, - open already",
  "holder: O holds open, C closed",
] as const;

export function letters(cell: Cell): string {
  const holder = cell.holder === null ? "" : cell.holder === "held" ? " O" : " C";
  return `${OUTSIDE_LETTER[cell.outside]}/${EGRESS_LETTER[cell.egress]}/${REMOTE_LETTER[cell.remote]}${holder}`;
}
