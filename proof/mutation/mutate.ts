/**
 * Asks whether a test notices when the engine is changed: `npm run mutate -- [minutes] [file ...]`. One
 * file after the other, what must reach its score first; no file is begun once the minutes are over.
 * Prints each survivor and a score by file, and exits 1 where a file that must reach it does not.
 */
import { globSync } from "node:fs";
import { Stryker } from "@stryker-mutator/core";
import {
  type FileScore,
  LEAST_SCORE,
  MUST_REACH,
  notEnough,
  SCORE_HEAD,
  scoreLine,
  scoreOf,
} from "./score.ts";

/** Types and tables of words: nothing in them can be wrong without a compiler or a drift test saying so. */
const NOTHING_TO_MUTATE = /\/(site|input|view|state|compiled|index|events|refusal-codes)\.ts$/;

const words = process.argv.slice(2);
const minutes = Number(words.find((word) => /^\d+$/.test(word)) ?? 90);
const named = words.filter((word) => word.endsWith(".ts"));
const core = globSync("src/core/*.ts").filter((file) => !NOTHING_TO_MUTATE.test(file));
const asked = named.length > 0 ? named : [...new Set([...MUST_REACH, ...core.toSorted()])];

const deadline = performance.now() + minutes * 60_000;
const scores: FileScore[] = [];
for (const file of asked) {
  if (performance.now() > deadline) {
    console.log(`${file}: not run, ${minutes} minutes are over`);
    continue;
  }
  const outcomes = await new Stryker({
    configFile: "stryker.config.json",
    mutate: [file],
    reporters: [],
    logLevel: "warn",
  } as ConstructorParameters<typeof Stryker>[0]).runMutationTest();
  for (const { status, location, mutatorName, replacement } of outcomes)
    if (status === "Survived" || status === "NoCoverage")
      console.log(
        `${file}:${location.start.line}:${location.start.column} ${status} ${mutatorName}: ${replacement}`,
      );
  const score = scoreOf(file, outcomes);
  scores.push(score);
  console.log(scoreLine(score));
}

console.log(["", SCORE_HEAD, ...scores.map(scoreLine)].join("\n"));
for (const { file, score } of notEnough(scores, asked)) {
  console.log(`${file} must reach ${LEAST_SCORE} %: ${score === null ? "not run" : "it does not"}`);
  process.exitCode = 1;
}
