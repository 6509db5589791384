/** The matrix as one page that needs nothing else and prints well: to hang beside the panel. */
import type { Cell, Matrix } from "./matrix.ts";
import { LEGEND, letters } from "./words.ts";

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }
body { margin: 2rem; max-width: 90rem; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; }
p, ul { margin: .25rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid #8886; padding: .3rem .45rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; }
td { font-family: ui-monospace, monospace; white-space: nowrap; }
td small { display: block; font-family: system-ui, sans-serif; white-space: normal; opacity: .75; }
.unlocked { background: #e6a80030; }
.unknown { background: #8883; }
.blocked { background: #d0202040; font-weight: 600; }
@media print {
  @page { size: A3 landscape; margin: 1cm; }
  body { margin: 0; font-size: 11px; }
  thead th { position: static; }
  tr { break-inside: avoid; }
}`;

export function matrixHtml(matrix: Matrix): string {
  const name = markup(matrix.name);
  const head = matrix.rows.map(({ title }) => `<th scope="col">${markup(title)}</th>`).join("");
  const rows = matrix.doors.map(
    (door) =>
      `<tr><th scope="row">${markup(door.name)}<br><small>${markup(door.id)}</small></th>${door.cells.map(cellHtml).join("")}</tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: cause and effect</title>
<style>${STYLE}
</style>
<h1>${name}: cause and effect</h1>
<p>What each door answers in each state, worked out by running the engine. Egress is no listed fire or
access-control system: the primary release of a door is a hard-wired power break.</p>
<ul>${LEGEND.map((line) => `<li>${markup(line)}</li>`).join("")}</ul>
<table>
<thead><tr><th scope="col">Door</th>${head}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</html>
`;
}

function cellHtml(cell: Cell): string {
  const kind =
    cell.egress === "blocked" ? "blocked" : cell.outside === "locked" ? "" : cell.outside;
  const trap = cell.egress === "blocked" ? "<small>no way out</small>" : "";
  return `<td class="${kind}" title="${markup(cell.because)}">${markup(letters(cell))}${trap}</td>`;
}

/** Names come from people, so nothing of them may become markup. */
function markup(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
