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
  const results = await take(options);
  mkdirSync(dirname(options.out), { recursive: true });
  writeFileSync(options.out, `${JSON.stringify(results, null, 1)}\n`);
  const all = [...tables(results), aimsTable(results)].filter(({ rows }) => rows.length > 0);
  console.log(all.map(asText).join("\n\n"));
  if (options.write) {
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
  return 0;
}

async function take({ parts, quick }: BenchOptions): Promise<Results> {
  const tell = (what: string) => console.error(styleText("dim", what));
  const wants = (part: Part) => {
    if (parts.has(part)) tell(`${part} ...`);
    return parts.has(part);
  };
  const mosquitto = await startMosquitto();
  const { port } = mosquitto;
  try {
    return {
      taken: new Date().toISOString(),
      machine: `${cpus().length} x ${cpus()[0]?.model.trim() ?? "?"}, node ${process.version}`,
      quick,
      engine: wants("engine") ? measureEngine(quick) : [],
      wire: wants("wire") ? await measureWire(quick, tell) : [],
      home: wants("home") ? await measureHome(quick ? [10] : HOME_SIZES, quick ? 3 : 15, port) : [],
      gateway: wants("gateway")
        ? await measureGateway(quick ? 200 : 2_000, quick ? 1 : 4, port)
        : null,
      lean: wants("lean") && !quick ? await measureLean(3) : [],
      scale: wants("scale") ? await measureScale(quick ? 2 : 20, port) : null,
      bigSite: parts.has("scale") ? await measureBigSite(quick ? 100 : 10_000, port) : null,
    };
  } finally {
    await mosquitto.stop();
  }
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
