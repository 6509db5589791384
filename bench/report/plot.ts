/** The time to the last command over the number of doors, as an SVG with logarithmic axes. */
import type { Cell } from "../wire/measure.ts";

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 64;
const RIGHT = 200;
const TOP = 32;
const BOTTOM = 48;
/** Told apart by people who see no red or no green too (Okabe and Ito). */
const COLOURS = ["#000000", "#0072b2", "#56b4e9", "#009e73", "#d55e00"];

export function plot(cells: readonly Cell[], broker: string): string {
  const shown = cells.filter((cell) => cell.broker === broker && !cell.busy);
  const sizes = [...new Set(shown.map(({ doors }) => doors))].toSorted((a, b) => a - b);
  const subjects = [...new Set(shown.map(({ subject }) => subject))];
  const times = shown.map(({ figures }) => figures.last.p50);
  const low = Math.floor(Math.log10(Math.min(...times)));
  const high = Math.ceil(Math.log10(Math.max(...times)));
  const most = Math.log10(Math.max(...sizes));
  const x = (doors: number) => LEFT + (Math.log10(doors) / most) * (WIDTH - LEFT - RIGHT);
  const y = (time: number) =>
    HEIGHT - BOTTOM - ((Math.log10(time) - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const decades = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>Milliseconds from the alarm to the last command, by number of doors</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="20">ms from the alarm to the last command (p50, ${broker}, from idle)</text>`,
    ...decades.map((time) => grid(LEFT, WIDTH - RIGHT, y(time), String(time))),
    ...sizes.map(
      (doors) =>
        `<text x="${x(doors).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${doors}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">doors</text>`,
    ...subjects.map((subject, index) => {
      const points = shown
        .filter((cell) => cell.subject === subject)
        .toSorted((one, other) => one.doors - other.doors)
        .map(({ doors, figures }) => [x(doors).toFixed(1), y(figures.last.p50).toFixed(1)]);
      return curve(subject, points, COLOURS[index % COLOURS.length] ?? "#000000", index);
    }),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

function grid(from: number, to: number, at: number, label: string): string {
  return (
    `<line x1="${from}" x2="${to}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}" stroke="#dddddd"/>` +
    `<text x="${from - 8}" y="${(at + 4).toFixed(1)}" text-anchor="end">${label}</text>`
  );
}

function curve(name: string, points: readonly string[][], colour: string, row: number): string {
  const dots = points.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`);
  const key = TOP + 16 + row * 20;
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points.map((point) => point.join(",")).join(" ")}"/>`,
    ...dots,
    `<line x1="${WIDTH - RIGHT + 12}" x2="${WIDTH - RIGHT + 32}" y1="${key}" y2="${key}" stroke="${colour}" stroke-width="2"/>`,
    `<text x="${WIDTH - RIGHT + 38}" y="${key + 4}">${name}</text>`,
  ].join("\n");
}
