/** `egress check` as a person and a program meet it. */
import { describe, expect, it } from "vitest";
import { egress, fileWith, OFFICE } from "./cli-run.ts";

const trap = (more = "") => `version: 1
id: trap
areas: [{ id: room }]
supplies: [{ id: grid, kind: mains }]
doors:
  - id: back
    name: Back door
    from: room
    to: outside
    exit: true
    locks: [{ id: strike, hardware: electric-strike, failMode: fail-secure, supply: grid }]
${more}`;

describe("egress check", () => {
  it("passes a good site, and says so last", async () => {
    const { code, out, err } = await egress(["check", OFFICE]);
    expect([code, err]).toEqual([0, ""]);
    expect(out.trimEnd().split("\n").at(-1)).toBe("0 errors, 0 warnings, 1 info, 0 acknowledged.");
  });

  it("ends with 1 where there are errors, and names the door", async () => {
    const { code, out } = await egress(["check", fileWith("trap.yaml", trap())]);
    expect(code).toBe(1);
    expect(out).toMatch(/L01 .*\n +door:back\n +Back door is an exit/);
  });

  it("gives programs exactly the findings, the summary and what was acknowledged", async () => {
    const why = "The door is off its hinges.";
    const path = fileWith(
      "known.yaml",
      trap(`acknowledge: [{ rule: L01, subject: "door:back", why: ${why} }]`),
    );
    const { code, out } = await egress(["check", path, "--format", "json"]);
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(["findings", "summary", "acknowledged"]);
    expect(Object.keys(report.summary)).toEqual(["errors", "warnings", "infos", "acknowledged"]);
    for (const finding of report.findings)
      expect(Object.keys(finding)).toEqual(["rule", "severity", "subject", "message", "fix"]);
    expect(report.acknowledged).toMatchObject([{ rule: "L01", subject: "door:back", why }]);
    expect([code, report.summary.acknowledged]).toEqual([1, 1]);
  });

  it("ends with 0 once every error is acknowledged", async () => {
    const rules = ["L01", "L02", "L03", "L17"].map(
      (rule) => `  - { rule: ${rule}, subject: "door:back", why: Being rebuilt }`,
    );
    const path = fileWith(
      "all-known.yaml",
      trap(
        ["acknowledge:", ...rules, '  - { rule: L43, subject: "area:room", why: Empty }'].join(
          "\n",
        ),
      ),
    );
    const { code, out } = await egress(["check", path, "--format", "json"]);
    expect(JSON.parse(out).summary).toMatchObject({ errors: 0, acknowledged: 5 });
    expect(code).toBe(0);
  });

  it("ends with 2 and every problem where the file is no site", async () => {
    const path = fileWith("broken.yaml", trap().replace("exit: true", "exit: 3\n    lach: true"));
    const { code, out, err } = await egress(["check", path]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/doors\[0\]\.exit: must be true or false/);
    expect(err).toMatch(/doors\[0\]\.lach: unknown key[\s\S]*did you mean `latch`\?/);
  });

  it.each([
    ["a file that is not there", ["check", "/nowhere.yaml"], /no such file/],
    ["no file", ["check"], /SITE is missing/],
    ["another format", ["check", OFFICE, "--format", "xml"], /there is no format `xml`/],
  ])("ends with 2 for %s", async (_, argv, says) => {
    const { code, out, err } = await egress(argv);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });
});
