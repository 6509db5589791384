/** An incident as a report: for a terminal, and for a browser or a printer. */
import type { Incident } from "./incident.ts";

export function incidentText(incident: Incident): string {
  const lines = incident.lines.map(({ at, kind, text }) => `${at}  ${kind.padEnd(12)}  ${text}`);
  return [
    title(incident),
    "",
    ...summary(incident).map(([name, value]) => `${name}: ${value}`),
    "",
    ...lines,
    ...rest(incident),
    "",
  ].join("\n");
}

export function incidentHtml(incident: Incident): string {
  const facts = summary(incident).map(
    ([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`,
  );
  const rows = incident.lines.map(
    ({ at, kind, text }) =>
      `<tr class="${kind}"><td><time>${escaped(at)}</time></td><td>${kind}</td><td>${escaped(text)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title(incident))}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-top: 1px solid #8884 }
  dt { font-weight: 600 } dd { margin: 0 0 .4rem 0 }
  .alarm, .trouble { color: #b00020 } .person { font-weight: 600 } .confirmation { color: #1b6b2f }
  .drill { border: 2px solid currentColor; padding: .3rem .6rem; display: inline-block }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } .alarm, .trouble { color: #ff8a80 } .confirmation { color: #8fd19e } }
</style>
<h1>${escaped(title(incident))}</h1>
${incident.drill ? '<p class="drill">Drill: the outputs were real, the fire was not.</p>' : ""}
<dl>${facts.join("")}</dl>
<table><thead><tr><th>Time</th><th>What</th><th>Happened</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>
${rest(incident)
  .map((line) => `<p>${escaped(line)}</p>`)
  .join("")}
</html>
`;
}

function title({ drill, began, areas }: Incident): string {
  return `${drill ? "DRILL" : "Alarm"}${areas.length === 0 ? "" : ` in ${areas.join(", ")}`}, ${began}`;
}

function summary(incident: Incident): readonly (readonly [string, string])[] {
  const { began, ended, detectors, doors, people, orders, confirmations } = incident;
  const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
  return [
    ["Began", began],
    ["Ended", ended === null ? "it still stands" : `${ended} (${lasted(began, ended)})`],
    ["Detectors", list(detectors)],
    ["Doors", list(doors)],
    ["People", list(people)],
    ["Orders", `${orders}, confirmed by ${confirmations} reports`],
  ];
}

function lasted(began: string, ended: string): string {
  const seconds = Math.round((Date.parse(ended) - Date.parse(began)) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function rest({ left }: Incident): readonly string[] {
  return left === 0 ? [] : [`${left} further lines are in the journal.`];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
