/** `npm run bench`: everything in one run, on loopback, ended by itself. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { styleText } from "node:util";
import { startMosquitto } from "../test/broker/mosquitto.ts";
import { type BenchOptions, HELP, type Part, readOptions } from "./arguments.ts";
import { measureEngine } from "./engine.ts";
import { measureGateway } from "./gateway.ts";
import { HOME_SIZES, measureHome } from "./home/measure.ts";
import { measureIdle } from "./idle.ts";
import { measureLean } from "./lean.ts";
import { aimsTable } from "./report/aims.ts";
import { plot } from "./report/plot.ts";
import { asMarkdown, asText, tables } from "./report/table.ts";
import type { Results } from "./results.ts";
import { measureBigSite, measureScale } from "./scale.ts";
import { MOSQUITTO, measureWire } from "./wire/matrix.ts";

const PAGE = "docs/performance.md";
const PLOT = "docs/performance.svg";
const PICTURE =
  "![Milliseconds from the alarm to the last command, by number of doors](performance.svg)";
const MARK = "<!-- Made by `npm run bench -- --write`; not by hand below this line. -->";

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === "help") {
    console.log(HELP);
    return 0;
  }
  const { results, failed } = await take(options);
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(results, null, 1)}\n`);
  const all = [...tables(results), aimsTable(results)].filter(({ rows }) => rows.length > 0);
  console.log(all.map(asText).join("\n\n"));
  for (const [part, error] of failed) console.error(`${part} failed: ${messageOf(error)}`);
  if (options.write && failed.size === 0) {
    const above = readFileSync(PAGE, "utf8").split(MARK)[0]?.trimEnd() ?? "";
    const run = `Taken ${results.taken.slice(0, 10)} on ${results.machine}.`;
    const below = [
      MARK,
      "",
      run,
      "",
      PICTURE,
      "",
      ...all.map((table) => `${asMarkdown(table)}\n`),
    ].join("\n");
    writeFileSync(PAGE, `${above}\n\n${below}`);
    writeFileSync(PLOT, plot(results.wire, MOSQUITTO));
  }
  return failed.size === 0 ? 0 : 2;
}

interface Taken {
  readonly results: Results;
  /** A part that fails takes nothing from the others: a whole run is long. */
  readonly failed: ReadonlyMap<string, unknown>;
}

async function take({ parts, quick }: BenchOptions): Promise<Taken> {
  const tell = (what: string) => console.error(styleText("dim", what));
  const failed = new Map<string, unknown>();
  const take = async <T>(part: Part, otherwise: T, run: () => T | Promise<T>): Promise<T> => {
    if (!parts.has(part)) return otherwise;
    tell(`${part} ...`);
    try {
      return await run();
    } catch (error) {
      failed.set(part, error);
      return otherwise;
    }
  };
  const mosquitto = await startMosquitto();
  const { port } = mosquitto;
  try {
    const results: Results = {
      taken: new Date().toISOString(),
      machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "?"}, node ${process.version}`,
      quick,
      engine: await take("engine", [], () => measureEngine(quick)),
      idle: await take("idle", [], () => measureIdle(quick)),
      wire: await take("wire", [], () =>
        measureWire(quick, tell, (where, error) => failed.set(where, error)),
      ),
      home: await take("home", [], () =>
        measureHome(quick ? [10] : HOME_SIZES, quick ? 3 : 15, port),
      ),
      gateway: await take("gateway", null, () =>
        measureGateway(quick ? 200 : 2_000, quick ? 1 : 4, port),
      ),
      lean: await take("lean", [], () => (quick ? [] : measureLean(3))),
      scale: await take("scale", null, () => measureScale(quick ? 2 : 20, port)),
      bigSite: await take("scale", null, () => measureBigSite(quick ? 100 : 10_000, port)),
    };
    return { results, failed };
  } finally {
    await mosquitto.stop();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// Ended here, whatever a part that failed has left behind.
process.exit(
  await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(messageOf(error));
    return 2;
  }),
);
