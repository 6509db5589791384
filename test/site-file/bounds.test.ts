/** Big sites are read in seconds, and what is too big is refused before it costs anything. */
import { describe, expect, it } from "vitest";
import { MAX_DEPTH, MAX_FILE_BYTES, MAX_PROBLEMS } from "../../src/site-file/bounds.ts";
import { parseSite, parseSiteObject } from "../../src/site-file/index.ts";
import { officeObject } from "./site-texts.ts";

const DOORS = 20_000;

function bigSite() {
  const doors = Array.from({ length: DOORS }, (_, i) => ({
    id: `door-${i}`,
    from: "lobby",
    to: "outside",
    egressDevices: [{ kind: "handle" }],
    locks: [
      { id: `lock-${i}`, hardware: "electric-strike", failMode: "fail-secure", supply: "grid" },
    ],
  }));
  return { ...officeObject(), doors };
}

function bigYaml(): string {
  const doors = Array.from(
    { length: DOORS },
    (_, i) => `  - { id: door-${i}, from: lobby, to: outside, timing: *slow }`,
  );
  return `version: 1\nid: big\nareas: [{ id: lobby }]\ndoors:\n  - { id: first, from: lobby, to: outside, timing: &slow { access: 9s } }\n${doors.join("\n")}\n`;
}

describe("a site of twenty thousand doors", () => {
  it("is read from JSON in a few seconds", () => {
    const text = JSON.stringify(bigSite());
    const began = performance.now();
    const parsed = parseSite(text);
    expect(parsed.ok && parsed.site.doors.length).toBe(DOORS);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("is read from YAML, with one alias a door", () => {
    const parsed = parseSite(bigYaml());
    expect(parsed.ok && parsed.site.doors.length).toBe(DOORS + 1);
    expect(parsed.ok && parsed.site.doors[DOORS]?.timing.accessMs).toBe(9_000);
  });

  it("whose locks all name a supply that is not there is refused in a few seconds, at a readable length", () => {
    const site = bigSite();
    const text = JSON.stringify({ ...site, supplies: [] });
    const began = performance.now();
    const parsed = parseSite(text);
    expect(performance.now() - began).toBeLessThan(10_000);
    if (parsed.ok) expect.fail("the site was taken");
    expect(parsed.problems).toHaveLength(MAX_PROBLEMS + 1);
    expect(parsed.problems.at(-1)?.message).toBe(`has ${DOORS - MAX_PROBLEMS} more problems`);
  });
});

describe("what is too big", () => {
  const bomb = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]"];
  for (const [before, here] of ["ab", "bc", "cd", "de", "ef", "fg", "gh"])
    bomb.push(`${here}: &${here} [${Array(9).fill(`*${before}`).join(", ")}]`);

  it.each([
    ["a file past its bound", " ".repeat(MAX_FILE_BYTES + 1), /larger than 16 MiB/],
    ["a bomb of aliases", bomb.join("\n"), /more than 2000000 values/],
    ["an alias of itself", "&a { id: *a }", /levels deep/],
    ["brackets without end", "[".repeat(50_000), /levels deep/],
    ["JSON without bottom", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`, /levels deep/],
    ["keys within keys", "? ".repeat(3_000), /levels deep|no word/],
  ])("%s is refused", (_, text, says) => {
    const parsed = parseSite(text);
    expect(parsed.ok ? "" : parsed.problems[0]?.message).toMatch(says);
  });

  it("nests as deep as it may, and not deeper", () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    const problem = (value: unknown) => {
      const parsed = parseSiteObject(value);
      return parsed.ok ? "" : parsed.problems.map(({ message }) => message).join();
    };
    expect(problem({ a: nested(MAX_DEPTH - 1) })).not.toMatch(/levels deep/);
    expect(problem({ a: nested(MAX_DEPTH) })).toMatch(/levels deep/);
  });

  it("refuses data that contains itself", () => {
    const site: Record<string, unknown> = { ...officeObject() };
    site["doors"] = [site];
    expect(parseSiteObject(site)).toMatchObject({ ok: false });
  });
});
