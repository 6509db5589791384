/** What a run of mutants comes to: a score by file, and whether it is enough. */

/** What became of one mutant; the words are Stryker's. */
export interface MutantOutcome {
  readonly status: string;
}

export interface FileScore {
  readonly file: string;
  readonly mutants: number;
  /** A test failed, or ran into the time limit. */
  readonly killed: number;
  /** No test failed, whether one came by or not. */
  readonly survived: number;
  /** Killed of all, in percent; 100 where there was nothing to change. */
  readonly score: number;
}

/** The least that the demand stack, the physics and the latches must reach, in percent. */
export const LEAST_SCORE = 90;

/** Who wins, where a bolt is, what latches and what ends a latch. These go first, and must be enough. */
export const MUST_REACH: readonly string[] = [
  "demands",
  "physics",
  "emergencies",
  "detectors",
  "reset",
  "supervision",
  "suspicion",
  "isolation",
  "walk-test",
  "tests-and-drills",
].map((name) => `src/core/${name}.ts`);

const KILLED: ReadonlySet<string> = new Set(["Killed", "Timeout"]);
const SURVIVED: ReadonlySet<string> = new Set(["Survived", "NoCoverage"]);

export function scoreOf(file: string, outcomes: readonly MutantOutcome[]): FileScore {
  const killed = outcomes.filter(({ status }) => KILLED.has(status)).length;
  const survived = outcomes.filter(({ status }) => SURVIVED.has(status)).length;
  const mutants = killed + survived;
  return { file, mutants, killed, survived, score: mutants === 0 ? 100 : (100 * killed) / mutants };
}

/** Files that had to reach the score and did not, or were not run; those that were not asked for aside. */
export function notEnough(
  scores: readonly FileScore[],
  asked: readonly string[],
): readonly { readonly file: string; readonly score: number | null }[] {
  return MUST_REACH.filter((file) => asked.includes(file)).flatMap((file) => {
    const score = scores.find((one) => one.file === file)?.score ?? null;
    return score === null || score < LEAST_SCORE ? [{ file, score }] : [];
  });
}

export function scoreLine({ file, mutants, killed, survived, score }: FileScore): string {
  const cells = [String(mutants), String(killed), String(survived), `${score.toFixed(1)} %`];
  return `${file.padEnd(34)}${cells.map((cell) => cell.padStart(10)).join("")}`;
}

export const SCORE_HEAD = `${"file".padEnd(34)}${["mutants", "killed", "survived", "score"].map((cell) => cell.padStart(10)).join("")}`;
