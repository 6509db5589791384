import { describe, expect, it } from "vitest";
import { truthTableSite } from "../../scripts/truth-table-site.ts";
import { matrixHtml, matrixOf, matrixText } from "../../src/matrix/index.ts";
import { door, maglock, maglockExit, site, strike } from "../core/sites.ts";

const plain = (_: string, text: string) => text;
const matrix = matrixOf(truthTableSite(false));

describe("the matrix in a terminal", () => {
  const text = matrixText(matrix, plain);

  it("fits 120 columns", () => {
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it("has a block for each door with a line for each state", () => {
    const blocks = text.trimEnd().split("\n\n");
    expect(blocks).toHaveLength(matrix.doors.length);
    expect(blocks[0]?.split("\n")).toHaveLength(2 + matrix.rows.length);
  });

  it("shouts where nobody gets out, in red", () => {
    const painted = matrixText(matrix, (style, part) => `<${style}>${part}</${style}>`);
    expect(painted).toContain("<red>NO WAY OUT");
    expect(matrixText(matrixOf(site({ doors: [maglockExit()] })), plain)).not.toContain(
      "NO WAY OUT",
    );
  });

  it("shows a holder only on doors that have one", () => {
    const [first = "", last = ""] = [text.split("\n\n").at(0), text.split("\n\n").at(-1)];
    expect(first).not.toContain("holder");
    expect(last).toContain("holds");
  });

  it("says of a door that is open against its wish that it is", () => {
    expect(text).toMatch(
      /All power lost +unlocked +just push +can't +Unlocked, though wanted shut/,
    );
  });
});

describe("the matrix as a page", () => {
  it("needs nothing from elsewhere", () => {
    const html = matrixHtml(matrix);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).not.toMatch(/<script|<link|src=|https?:\/\//);
    expect(html.match(/<tr>/g)).toHaveLength(1 + matrix.doors.length);
  });

  it("takes names for names and not for markup", () => {
    const evil = door("evil", {
      name: `<img src=x onerror="x">'&`,
      locks: [strike("evil-strike")],
    });
    const html = matrixHtml(matrixOf(site({ name: "</title><b>", doors: [evil] })));
    expect(html).not.toContain("<img");
    expect(html).not.toContain("</title><b>");
    expect(html).toContain("&lt;img src=x onerror=&quot;x&quot;&gt;&#39;&amp;");
  });
});

describe("a large site", () => {
  it("costs what its doors cost, since each is played on a stage of its own", () => {
    const many = (count: number) =>
      site({
        doors: Array.from({ length: count }, (_, index) =>
          maglockExit({ id: `door-${index}`, locks: [maglock(`lock-${index}`)] }),
        ),
      });
    const took = (count: number) => {
      const began = performance.now();
      expect(matrixOf(many(count)).doors).toHaveLength(count);
      return performance.now() - began;
    };
    took(100);
    expect(took(1_000) / took(250)).toBeLessThan(4 * 4);
  });
});
