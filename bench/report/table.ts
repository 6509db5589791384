/** The figures as text: in columns for a terminal, and with bars for a page. */
import type { Results } from "../results.ts";

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const LIMIT = "limit (one buffer)";
const FLUSHED = "hap-nodejs, flushed";
const ms = (value: number) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const times = (value: number) => (Number.isFinite(value) ? `${value.toFixed(2)}` : "");

export function tables(results: Results): readonly Table[] {
  const all = [
    wire(results),
    home(results),
    gateway(results),
    lean(results),
    scale(results),
    engine(results),
    idle(results),
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

function wire({ wire: cells }: Results): Table {
  return {
    title:
      "From the alarm to the commands, ms (ratio: last command, p50, to the limit of the same cell)",
    head: ["broker", "before", "doors", "who", "first p50", "last p50", "last p99", "ratio"],
    rows: cells.map((cell) => {
      const limit = cells.find(
        (other) =>
          other.subject === LIMIT &&
          other.doors === cell.doors &&
          other.broker === cell.broker &&
          other.busy === cell.busy,
      );
      const { first, last } = cell.figures;
      return [
        cell.broker,
        cell.busy ? "busy" : "idle",
        String(cell.doors),
        cell.subject,
        ms(first.p50),
        ms(last.p50),
        ms(last.p99),
        times(last.p50 / (limit?.figures.last.p50 ?? Number.NaN)),
      ];
    }),
  };
}

function home({ home: cells }: Results): Table {
  return {
    title:
      "From the alarm to the tiles of a paired phone, ms (ratio: last tile, p50, to the flushed bridge)",
    head: ["locks", "who", "first p50", "last p50", "last p99", "ratio"],
    rows: cells.map(({ locks, subject, figures: { first, last } }) => {
      const flushed = cells.find((other) => other.subject === FLUSHED && other.locks === locks);
      const ratio = last.p50 / (flushed?.figures.last.p50 ?? Number.NaN);
      return [String(locks), subject, ms(first.p50), ms(last.p50), ms(last.p99), times(ratio)];
    }),
  };
}

function gateway({ gateway: result }: Results): Table {
  const head = ["doors", "alarms", "told again", "shown as not released", "unreported"];
  const title = "Behind one gateway, on mosquitto as it is installed";
  if (result === null) return { title, head, rows: [] };
  const { doors, rounds, repeated, flagged, unreported } = result;
  return { title, head, rows: [[doors, rounds, repeated, flagged, unreported].map(String)] };
}

function lean({ lean: cells }: Results): Table {
  return {
    title: "Start-up and memory",
    head: ["program", "up after ms", "RSS MB"],
    rows: cells.map(({ program, startMs, megabytes }) => [
      program,
      startMs.toFixed(0),
      megabytes.toFixed(1),
    ]),
  };
}

function scale({ scale: many, bigSite }: Results): Table {
  const rows: string[][] = [];
  if (many !== null) {
    rows.push([
      `${many.processes} sites of ${many.doorsEach} doors, a process each`,
      many.startMs.toFixed(0),
      `${many.megabytesEach.toFixed(1)} each`,
      `${many.brokerIdlePercent.toFixed(1)} %`,
    ]);
  }
  if (bigSite !== null) {
    rows.push([
      `one site of ${bigSite.doors} doors and ${bigSite.sensors} sensors`,
      bigSite.onlineMs.toFixed(0),
      bigSite.megabytes.toFixed(0),
      "",
    ]);
  }
  return {
    title: "Scale",
    head: ["what", "all online after ms", "RSS MB", "broker at rest"],
    rows,
  };
}

function engine({ engine: cells }: Results): Table {
  return {
    title: "The decision alone, ns a door",
    head: ["doors", "engine", "bare loop", "ratio"],
    rows: cells.map(({ doors, engine: own, bare }) => [
      String(doors),
      own.toFixed(0),
      bare.toFixed(0),
      times(own / bare),
    ]),
  };
}

function idle({ idle: cells }: Results): Table {
  return {
    title: "The way of an alarm over ten doors without the wire, after some idleness, microseconds",
    head: ["idle before, ms", "egress", "limit", "difference"],
    rows: cells.map(({ idleMs, egress, limit }) => [
      String(idleMs),
      egress.toFixed(0),
      limit.toFixed(0),
      (egress - limit).toFixed(0),
    ]),
  };
}

export function asText({ title, head, rows }: Table): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return [title, line(head), ...rows.map(line)].join("\n");
}

export function asMarkdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [`### ${title}`, "", line(head), line(head.map(() => "---")), ...rows.map(line)].join(
    "\n",
  );
}
