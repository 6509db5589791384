import { describe, expect, it } from "vitest";
import { LEAST_SCORE, MUST_REACH, notEnough, scoreOf } from "../../proof/mutation/score.ts";

const outcomes = (killed: number, survived: number) => [
  ...Array.from({ length: killed }, () => ({ status: "Killed" })),
  ...Array.from({ length: survived }, () => ({ status: "Survived" })),
];

describe("the score of a file", () => {
  it("counts what ran into the time limit as killed, and what no test came by as survived", () => {
    const each = ["Killed", "Timeout", "Survived", "NoCoverage", "RuntimeError", "Ignored"];
    const file = "src/core/demands.ts";
    const made = scoreOf(
      file,
      each.map((status) => ({ status })),
    );
    expect(made).toEqual({ file, mutants: 4, killed: 2, survived: 2, score: 50 });
  });

  it("is full where there was nothing to change", () => {
    expect(scoreOf("src/core/site.ts", []).score).toBe(100);
  });
});

describe("the verdict", () => {
  const [first, second, ...rest] = MUST_REACH.map((file) => scoreOf(file, outcomes(9, 1)));
  const all = [first, second, ...rest].filter((one) => one !== undefined);

  it("is good at the least score, and bad just under it", () => {
    expect(LEAST_SCORE).toBe(90);
    expect(notEnough(all, MUST_REACH)).toEqual([]);
    const under = all.map((one) => (one === second ? scoreOf(one.file, outcomes(899, 101)) : one));
    expect(notEnough(under, MUST_REACH)).toMatchObject([{ file: second?.file, score: 89.9 }]);
  });

  it("is bad for a file that was asked for and not run, and silent on one that was not asked for", () => {
    expect(notEnough([], ["src/core/demands.ts"])).toEqual([
      { file: "src/core/demands.ts", score: null },
    ]);
    expect(notEnough([], ["src/core/drive.ts"])).toEqual([]);
  });
});
