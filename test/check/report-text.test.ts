/** The report that people read. */
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { checkDesign, reportText } from "../../src/check/index.ts";
import { MAX_SHOWN } from "../../src/check/report-text.ts";
import { door, handleDoor, site, strike } from "../core/sites.ts";

const trap = door("back", { name: "Back door", exit: true, locks: [strike("back-strike")] });
const report = checkDesign(
  site({
    doors: [trap],
    acknowledge: [{ rule: "L02", subject: "door:back", why: "The room is never locked by day." }],
  }),
);

describe("the text of a report", () => {
  const lines = reportText(report, false);
  const text = lines.join("\n");

  it("tells the errors first, each with its mend and source, and ends in the summary", () => {
    expect(lines[0]).toMatch(/^Errors/);
    expect(text.indexOf("Errors")).toBeLessThan(text.indexOf("Warnings"));
    expect(text).toMatch(
      /L01 {2}An exit that keeps people in[\s\S]*Back door is an exit[\s\S]*Mend: Fit/,
    );
    expect(text).toMatch(/Source: IRC R311.2/);
    expect(lines.at(-1)).toBe(
      `${report.summary.errors} errors, ${report.summary.warnings} warnings, 1 info, 1 acknowledged. This site should not be used yet.`,
    );
  });

  it("tells what was acknowledged, and why", () => {
    expect(text).toMatch(/L02 door:back[\s\S]*Because: The room is never locked by day\./);
  });

  it("fits a hundred columns, also with names that don't", () => {
    const long = handleDoor({ name: "x".repeat(128), locks: [strike("y".repeat(64))] });
    const wide = reportText(checkDesign(site({ doors: [long, trap] })), false);
    expect(Math.max(...wide.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(wide.join("").replaceAll(/\s+/g, "")).toContain("x".repeat(128));
  });

  it("says the same in colour, and none without", () => {
    const coloured = reportText(report, true);
    expect(coloured.join("\n")).not.toBe(text);
    expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(lines);
  });

  it.each([
    [MAX_SHOWN, false],
    [MAX_SHOWN + 1, true],
  ])("shows %i findings of one rule, and more only as a number: %s", (count, shortened) => {
    const doors = Array.from({ length: count }, (_, index) =>
      handleDoor({ id: `door-${index}`, locks: [strike(`strike-${index}`)] }),
    );
    const many = reportText(checkDesign(site({ doors })), false).join("\n");
    expect(many.includes("and 1 more; --format json has them all")).toBe(shortened);
  });

  it("has only the summary where nothing is to be said", () => {
    expect(reportText(checkDesign(site({ sensors: [] })), false)).toEqual([
      "0 errors, 0 warnings, 0 infos, 0 acknowledged.",
    ]);
  });
});
