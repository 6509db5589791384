/** A finding that stands for a good reason is moved aside, and never lost. */
import { describe, expect, it } from "vitest";
import { checkDesign } from "../../src/check/index.ts";
import { door, maglockExit, site, strike } from "../core/sites.ts";

const trap = door("back", { exit: true, locks: [strike("back-strike")] });
const acknowledge = (rule: string, subject: string, why = "The landlord mends it in May.") => ({
  rule,
  subject,
  why,
});

describe("acknowledging", () => {
  it("moves that finding aside with its reason, and counts it", () => {
    const before = checkDesign(site({ doors: [trap] }));
    const after = checkDesign(
      site({ doors: [trap], acknowledge: [acknowledge("L01", "door:back")] }),
    );
    const [moved] = before.findings;
    expect(moved).toMatchObject({ rule: "L01", subject: "door:back" });
    expect(after.acknowledged).toEqual([{ ...moved, why: "The landlord mends it in May." }]);
    expect(after.findings).toEqual(before.findings.slice(1));
    expect(after.summary).toEqual({
      ...before.summary,
      errors: before.summary.errors - 1,
      acknowledged: 1,
    });
  });

  it.each([
    ["another door", "L01", "door:front"],
    ["another rule", "L44", "door:back"],
    ["a rule that does not exist", "L99", "door:back"],
  ])("of %s hides nothing and is itself a finding", (_, rule, subject) => {
    const { findings, acknowledged } = checkDesign(
      site({ doors: [trap], acknowledge: [acknowledge(rule, subject)] }),
    );
    expect(acknowledged).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ rule: "L01", subject: "door:back" }));
    expect(findings).toContainEqual({
      rule: "A01",
      severity: "warning",
      subject,
      message: `${rule} is acknowledged for ${subject}, and there is no such finding.`,
      fix: "Remove it from `acknowledge`, or correct its `rule` and `subject`.",
    });
  });

  it("counts every finding once, by its weight", () => {
    const { findings, summary } = checkDesign(site({ doors: [trap, maglockExit()] }));
    const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
    expect(summary).toEqual({
      errors: count("error"),
      warnings: count("warning"),
      infos: count("info"),
      acknowledged: 0,
    });
    expect(findings.map(({ severity }) => severity)).toEqual([
      ...Array(summary.errors).fill("error"),
      ...Array(summary.warnings).fill("warning"),
      ...Array(summary.infos).fill("info"),
    ]);
  });
});
