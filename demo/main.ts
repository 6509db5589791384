/** `npm start`: the demo house. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments, USAGE, type Wanted } from "./arguments.ts";
import { PACKAGE_ROOT } from "./package-root.ts";
import { play } from "./play.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { lockAll } from "./scenarios/night.ts";
import { notHeard, type Scene, Stage } from "./stage.ts";
import { Timeline } from "./timeline.ts";
import { NOT_LISTED, welcome } from "./welcome.ts";

const DONE = 0;
const BAD = 1;
const MISUSED = 2;
const INTERRUPTED = 130;

/** Between the deeds of a story that is told to somebody who watches. */
const BREATH_MS = 2_000;

const BUILDING = "The demo house is being built: a broker, 14 devices, Node-RED and Homebridge …";

const styled = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
const print = (text: string) => void process.stdout.write(`${text}\n`);
const complain = (text: string) => void process.stderr.write(`${text}\n`);

function main(): void {
  const read = readArguments(process.argv.slice(2));
  if (!read.ok) {
    complain(`${read.reason}\n\n${USAGE}`);
    process.exitCode = MISUSED;
  } else if (read.wanted === "help") {
    print(USAGE);
  } else {
    run(read.wanted);
  }
}

/** From here on the process ends in one place, with nothing left behind. */
function run(wanted: Wanted): void {
  const stage = new Stage();
  const folder = wanted.once
    ? mkdtempSync(join(tmpdir(), "egress-demo-"))
    : join(PACKAGE_ROOT, ".egress-demo");
  mkdirSync(folder, { recursive: true });

  let ending = false;
  const end = (code: number) => {
    if (ending) return;
    ending = true;
    void stage.stop().then(() => {
      if (wanted.once) rmSync(folder, { recursive: true, force: true });
      process.exit(code);
    });
  };
  const fail = (error: unknown) => {
    if (!ending) complain(error instanceof Error ? error.message : String(error));
    end(BAD);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (!ending && !wanted.once) print("\nGood night: everything is being ended.");
      end(wanted.once ? INTERRUPTED : DONE);
    });
  }
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  process.on("exit", () => stage.kill());
  // Whoever reads our output may go away before us.
  process.stdout.on("error", () => end(BAD));

  const begin = wanted.once ? once : stay;
  begin(wanted, stage, folder).then(end, fail);
}

async function once({ scenario }: Wanted, stage: Stage, folder: string): Promise<number> {
  print(BUILDING);
  const scene = await stage.start({ folder, anyPorts: true, lan: false });
  return (await story(scenario, scene, stage, 0)) ? DONE : BAD;
}

async function stay({ scenario, lan }: Wanted, stage: Stage, folder: string): Promise<number> {
  print(BUILDING);
  const scene = await stage.start({ folder, anyPorts: false, lan });
  print(`\n${await welcome({ scene, folder, lan, styled })}`);
  if (scenario === null) await lockTheHouse(scene);
  else await story(scenario, scene, stage, BREATH_MS);
  const lost = await stage.lost;
  if (!stage.stopping) complain(`${lost.name} ended by itself; its log is in ${folder}.`);
  return BAD;
}

async function story(
  scenario: Wanted["scenario"],
  scene: Scene,
  stage: Stage,
  breathMs: number,
): Promise<boolean> {
  if (scenario === null) return true;
  const timeline = new Timeline(print, styled);
  const seen = await play(SCENARIOS[scenario], scene, stage, { timeline, breathMs });
  timeline.note(NOT_LISTED);
  return seen;
}

async function lockTheHouse({ site, egress }: Scene): Promise<void> {
  for (const action of lockAll(site)) {
    const result = await egress.request({ type: "request", by: "demo", via: "cli", ...action });
    if (!result.ok) complain(`Not locked: ${result.reason}`);
  }
  print(
    "The house is locked for the night. A new site orders nothing by itself, so the demo asked.",
  );
  const silent = notHeard(egress);
  if (silent.length > 0) print(`Not heard yet, and so unknown: ${silent.join(", ")}.`);
}

main();
