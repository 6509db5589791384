/** Every design rule: a site that breaks it, at exactly that place, and one that just does not. */
import { describe, expect, it } from "vitest";
import { RULE_EXAMPLES } from "../../scripts/rule-examples.ts";
import { checkDesign, RULES } from "../../src/check/index.ts";
import { exampleSite } from "./example-site.ts";

const NUMBERS = Array.from({ length: 44 }, (_, index) => `L${String(index + 1).padStart(2, "0")}`);

/** As standards.md section 5 weighs them. */
const WARNINGS = "L25 L26 L27 L28 L29 L30 L33 L34 L36 L38 L39 L40 L42".split(" ");
const INFOS = ["L37"];

function subjectsOf(rule: string, added: string): readonly string[] {
  return checkDesign(exampleSite(added))
    .findings.filter((finding) => finding.rule === rule)
    .map(({ subject }) => subject);
}

describe("the table of rules", () => {
  it("has all 44, each once and in order", () => {
    expect(RULES.map(({ id }) => id)).toEqual(NUMBERS);
  });

  it("has for each rule a site that breaks it and one that does not", () => {
    expect(Object.keys(RULE_EXAMPLES).toSorted()).toEqual(NUMBERS);
    for (const { wrong, right } of Object.values(RULE_EXAMPLES)) expect(wrong).not.toBe(right);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))("weighs and explains %s", (id, rule) => {
    const weight = WARNINGS.includes(id) ? "warning" : INFOS.includes(id) ? "info" : "error";
    expect(rule.severity).toBe(weight);
    for (const text of [rule.title, rule.why, rule.fix, rule.source]) expect(text).not.toBe("");
    expect(rule.reads).not.toEqual([]);
  });
});

describe("the quiet example site", () => {
  it("has nothing to say to any rule", () => {
    expect(checkDesign(exampleSite()).findings).toEqual([]);
  });
});

describe.each(Object.entries(RULE_EXAMPLES))("%s", (rule, { subject, wrong, right }) => {
  it(`is found at ${subject} and nowhere else`, () => {
    expect(subjectsOf(rule, wrong)).toEqual([subject]);
  });

  it("is not found in its near miss", () => {
    expect(subjectsOf(rule, right)).toEqual([]);
  });

  it("names the part and says how to mend it", () => {
    const found = checkDesign(exampleSite(wrong)).findings.find((each) => each.rule === rule);
    const [noun, id] = subject.split(":");
    if (id !== undefined)
      expect(found?.message).toMatch(noun === "door" && rule === "L39" ? /jumper/ : new RegExp(id));
    expect(found?.fix).toBe(RULES.find((each) => each.id === rule)?.fix);
  });
});
