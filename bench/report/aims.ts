/** What was promised, beside what was measured. A part that was not run has no line. */
import { ratio as between, type Results } from "../results.ts";
import { EMBEDDED, MOSQUITTO } from "../wire/matrix.ts";
import type { Cell } from "../wire/measure.ts";
import type { Table } from "./table.ts";

interface Aim {
  readonly what: string;
  readonly atMost: number;
  readonly measured: (results: Results) => number;
}

const LIMIT = "limit (one buffer)";
const RUN = "egress run";
const UNWRITTEN = "egress run, no journal";
const NODE_RED = "Egress in Node-RED";
const FLOW = "a user's Node-RED flow";
const HOMEBRIDGE = "Homebridge with Egress";

const on = (doors: number, busy = false): Pick<Cell, "doors" | "broker" | "busy"> => ({
  doors,
  broker: MOSQUITTO,
  busy,
});
const toLimit = (subject: string, doors: number, atMost: number, busy = false): Aim => ({
  what: `${subject} to the limit, ${doors} doors${busy ? ", busy" : ""}`,
  atMost,
  measured: ({ wire }) => between(wire, subject, LIMIT, on(doors, busy)),
});
const cellOf = (wire: readonly Cell[], subject: string, doors: number) =>
  wire.find(
    (cell) =>
      cell.subject === subject && cell.doors === doors && cell.broker === MOSQUITTO && !cell.busy,
  );
const home = ({ home: cells }: Results, subject: string, locks: number) =>
  cells.find((cell) => cell.subject === subject && cell.locks === locks)?.figures.last.p50 ??
  Number.NaN;
const lean = ({ lean: cells }: Results, program: string) =>
  cells.find((cell) => cell.program === program) ?? { startMs: Number.NaN, megabytes: Number.NaN };

export const AIMS: readonly Aim[] = [
  ...(
    [
      [10, 1.5],
      [100, 1.4],
      [1_000, 1.3],
      [10_000, 1.1],
    ] as const
  ).map(([doors, atMost]) => toLimit(RUN, doors, atMost)),
  ...[1, 10, 100, 1_000].map((doors) => toLimit(RUN, doors, 2, true)),
  {
    what: "egress run, first command at 10000 doors to the first at 1",
    atMost: 4,
    measured: ({ wire }) =>
      (cellOf(wire, RUN, 10_000)?.figures.first.p50 ?? Number.NaN) /
      (cellOf(wire, RUN, 1)?.figures.first.p50 ?? Number.NaN),
  },
  ...[1, 10, 100, 1_000].map((doors) => ({
    what: `egress run, p99 to p50, ${doors} doors`,
    atMost: 3,
    measured: ({ wire }: Results) => {
      const last = cellOf(wire, RUN, doors)?.figures.last;
      return (last?.p99 ?? Number.NaN) / (last?.p50 ?? Number.NaN);
    },
  })),
  ...(
    [
      [10, 1.8],
      [100, 1.8],
      [1_000, 1.6],
      [10_000, 1.2],
    ] as const
  ).map(([doors, atMost]) => toLimit(NODE_RED, doors, atMost)),
  ...[1, 10, 100, 1_000, 10_000].map((doors) => ({
    what: `Egress in Node-RED to a user's flow, ${doors} doors`,
    atMost: 0.8,
    measured: ({ wire }: Results) => between(wire, NODE_RED, FLOW, on(doors)),
  })),
  ...[100, 1_000, 10_000].map((doors) => ({
    what: `journal on to off, ${doors} doors`,
    atMost: 1.05,
    measured: ({ wire }: Results) => between(wire, RUN, UNWRITTEN, on(doors)),
  })),
  {
    what: "doors behind one gateway without a report, of 2000",
    atMost: 0,
    // A quick run has fewer doors, and says nothing of so many.
    measured: ({ gateway }) => (gateway?.doors === 2_000 ? gateway.unreported : Number.NaN),
  },
  {
    what: "last of 100 tiles to the flushed bridge",
    atMost: 2,
    measured: (results) =>
      home(results, HOMEBRIDGE, 100) / home(results, "hap-nodejs, flushed", 100),
  },
  {
    what: "last of 100 tiles to HAP as it comes",
    atMost: 1 / 40,
    measured: (results) =>
      home(results, HOMEBRIDGE, 100) / home(results, "hap-nodejs as it comes", 100),
  },
  {
    what: "the Homebridge plugin with a site of one door, MB",
    atMost: 10,
    measured: (results) =>
      lean(results, "Homebridge, Egress with 1 door").megabytes -
      lean(results, "Homebridge, no plugin").megabytes,
  },
  {
    what: "the Homebridge plugin without a site, MB",
    atMost: 10,
    measured: (results) =>
      lean(results, "Homebridge, Egress with 0 doors").megabytes -
      lean(results, "Homebridge, no plugin").megabytes,
  },
  {
    what: "the Homebridge plugin, s to start",
    atMost: 0.2,
    measured: (results) =>
      (lean(results, "Homebridge, Egress with 1 door").startMs -
        lean(results, "Homebridge, no plugin").startMs) /
      1_000,
  },
  {
    what: "a lock in Homebridge, KB",
    atMost: 60,
    measured: (results) =>
      ((lean(results, "Homebridge, Egress with 101 doors").megabytes -
        lean(results, "Homebridge, Egress with 1 door").megabytes) *
        1_024) /
      100,
  },
  {
    what: "the Node-RED package, MB",
    atMost: 10,
    measured: (results) =>
      lean(results, "Node-RED, package loaded").megabytes -
      lean(results, "Node-RED, empty").megabytes,
  },
  {
    what: "a door in Node-RED, KB",
    atMost: 10,
    measured: (results) =>
      // Of a hundred doors V8's young generation, which grows in steps of megabytes, hides them.
      ((lean(results, "Node-RED, site with 1,001 doors").megabytes -
        lean(results, "Node-RED, site with 1 door").megabytes) *
        1_024) /
      1_000,
  },
];

/** Those that say something of this run. `EMBEDDED` is measured and promised nothing. */
export function aimsTable(results: Results): Table {
  const rows = AIMS.flatMap(({ what, atMost, measured }) => {
    const value = measured(results);
    if (!Number.isFinite(value)) return [];
    const verdict = value <= atMost ? "met" : "missed";
    return [[what, String(Number(atMost.toFixed(3))), value.toFixed(3), verdict]];
  });
  return {
    title: `What is aimed at (${MOSQUITTO}; ${EMBEDDED} has no aim of its own)`,
    head: ["what", "at most", "measured", ""],
    rows,
  };
}
