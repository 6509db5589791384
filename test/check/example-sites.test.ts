/** The sites that people start from must pass what they are told to run. */
import { globSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { checkDesign } from "../../src/check/index.ts";
import { readSiteFile } from "../../src/site-file/index.ts";

const files = globSync("examples/sites/*.yaml");

describe("the example sites", () => {
  it("are there: a flat, a house, an office, a shop and a stairwell among them", () => {
    expect(files.map((file) => basename(file, ".yaml"))).toEqual(
      expect.arrayContaining(["flat", "house-with-garage", "small-office", "shop", "stairwell"]),
    );
  });

  it.each(files)("%s has no error, and no idle acknowledgement", async (file) => {
    const { findings } = checkDesign(await readSiteFile(file));
    expect(findings.filter(({ severity, rule }) => severity === "error" || rule === "A01")).toEqual(
      [],
    );
  });
});
