/** The page itself: what the four answers are at every door now, for a browser on the same machine. */
import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
body { margin: 1.5rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { margin: 0; font-size: 1.4rem; }
h2 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
p { margin: .25rem 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #8884; padding: .4rem .6rem .4rem 0; text-align: left; vertical-align: top; }
th[scope=row] { font-weight: 600; }
td.because { min-width: 16rem; }
.bad { color: #c01c28; font-weight: 600; }
.open { color: #9a6700; font-weight: 600; }
.unknown { opacity: .7; font-style: italic; }
@media (prefers-color-scheme: dark) { .bad { color: #ff7b72; } .open { color: #e3b341; } }
.stale table { opacity: .35; }
#word { min-height: 1.5em; }`;

const SCRIPT = `
"use strict";
const WAY_OUT = { free: "just push", mechanical: "by hand", "by-device": "by button", blocked: "NO WAY OUT" };
const REMOTE = { yes: "works", impossible: "can't", refused: "refused", "open-already": "open already" };
const ODD = { locked: "", closed: "", unlocked: "open", open: "open", unknown: "unknown", blocked: "bad", lost: "bad", alarm: "bad", latched: "bad" };
const known = { doors: new Map(), areas: new Map(), supplies: new Map(), sensors: new Map() };
const word = document.getElementById("word");

function cell(text, odd, head) {
  const made = document.createElement(head ? "th" : "td");
  if (head) made.scope = "row";
  made.textContent = text;
  if (odd) made.className = odd;
  return made;
}
function told(value) { return typeof value === "string" ? value : value.status; }
const ROWS = {
  doors: (door) => [
    cell(door.name, "", true),
    cell(door.outside, ODD[door.outside]),
    cell(WAY_OUT[door.egress], ODD[door.egress]),
    cell(door.position, ODD[door.position]),
    cell(REMOTE[door.remote]),
    cell([door.because, door.alarm === "normal" ? "" : door.alarm, ...door.troubles].filter(Boolean).join(" · "), "because"),
  ],
  areas: (area) => [
    cell(area.name, "", true),
    cell(area.fire, ODD[area.fire]),
    cell(area.gas, ODD[area.gas]),
    cell([area.lockdown ? "lockdown" : "", area.drill ? "drill" : "", area.suspect ? "suspect" : ""].filter(Boolean).join(" · ")),
  ],
  supplies: (supply) => [
    cell(supply.name, "", true),
    cell(supply.status, ODD[supply.status]),
    cell(supply.on === null ? "" : "on " + supply.on),
    cell(supply.releaseInSeconds === null ? "" : "lets go in " + Math.round(supply.releaseInSeconds / 60) + " min"),
  ],
  sensors: (sensor) => [
    cell(sensor.name, "", true),
    cell(sensor.kind),
    cell(told(sensor.value), sensor.inAlarm ? "bad" : ODD[told(sensor.value)]),
    cell([sensor.silent ? "silent" : "", sensor.lowBattery ? "battery low" : "", sensor.tamper ? "tamper" : "", sensor.isolated ? "isolated" : ""].filter(Boolean).join(" · ")),
  ],
};
function show(change) {
  for (const kind of Object.keys(ROWS)) {
    const body = document.getElementById(kind);
    for (const one of change[kind]) {
      const row = document.createElement("tr");
      row.append(...ROWS[kind](one));
      const old = known[kind].get(one.id);
      if (old) old.replaceWith(row);
      else body.append(row);
      known[kind].set(one.id, row);
    }
    body.closest("section").hidden = known[kind].size === 0;
  }
}
const stream = new EventSource("events");
stream.addEventListener("state", (message) => {
  for (const rows of Object.values(known)) { for (const row of rows.values()) row.remove(); rows.clear(); }
  show(JSON.parse(message.data));
  document.body.classList.remove("stale");
  word.textContent = "Live.";
  word.className = "";
});
stream.addEventListener("change", (message) => show(JSON.parse(message.data)));
stream.onerror = () => {
  document.body.classList.add("stale");
  word.textContent = "Egress can't be reached: nothing below is known to be so any more.";
  word.className = "bad";
};`;

/** What a browser may do with the page: run just this script, and speak with just this server. */
export const POLICY = [
  "default-src 'none'",
  "connect-src 'self'",
  `style-src '${digest(STYLE)}'`,
  `script-src '${digest(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function statusPage(siteName: string): string {
  const name = markup(siteName);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name}: doors</title>
<style>${STYLE}</style>
<body class="stale">
<h1>${name}</h1>
<p id="word" role="status">Asking Egress …</p>
${section("doors", "Doors", ["Door", "From outside", "Way out", "Leaf", "Remote unlock", "Because"])}
${section("areas", "Areas", ["Area", "Fire", "Gas", ""])}
${section("supplies", "Power", ["Supply", "Power", "", ""])}
${section("sensors", "Sensors", ["Sensor", "Kind", "Says", ""])}
<p>This page only shows. Egress is no listed fire or access-control system: the primary release of a
door is a hard-wired power break.</p>
<script>${SCRIPT}</script>
</html>
`;
}

function section(id: string, title: string, heads: readonly string[]): string {
  const cells = heads.map((head) => `<th scope="col">${head}</th>`).join("");
  return `<section hidden><h2>${title}</h2><table><thead><tr>${cells}</tr></thead><tbody id="${id}"></tbody></table></section>`;
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** Names come from people, so nothing of them may become markup. */
function markup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
