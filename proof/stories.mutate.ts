/**
 * Every story of the core in one file: a mutant then costs one worker instead of one for each file.
 * The properties are left out, since each takes seconds and would take them for every mutant.
 */
import { globSync } from "node:fs";
import { resolve } from "node:path";

const TOO_LONG = /properties\.test\.ts$/;

for (const file of globSync("test/core/*.test.ts").toSorted())
  if (!TOO_LONG.test(file)) await import(resolve(file));
