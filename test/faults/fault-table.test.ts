/** The table of faults in `docs/reliability.md` names tests that are there. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const AT_LEAST = 60;

interface Fault {
  readonly fault: string;
  readonly file: string;
  readonly test: string;
}

const faults: readonly Fault[] = readFileSync("docs/reliability.md", "utf8")
  .split("\n")
  .flatMap((line) => {
    const [, fault, file, test] = /^\| \d+ \| (.+?) \| `(test\/\S+)` \| (.+) \|$/.exec(line) ?? [];
    return fault === undefined || file === undefined || test === undefined
      ? []
      : [{ fault, file, test }];
  });

describe("the table of faults", () => {
  it("is long, and names each fault once", () => {
    expect(faults.length).toBeGreaterThanOrEqual(AT_LEAST);
    expect(new Set(faults.map(({ fault }) => fault)).size).toBe(faults.length);
  });

  it.each(faults.map(({ fault, file, test }) => [fault, file, test]))(
    "%s: %s holds it",
    (_, file, test) => {
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, "utf8")).toContain(test);
    },
  );
});
