/** Tells a person what went wrong: the whole first, then each problem with its place and mend. */
import { isEgressError, type Problem } from "../errors.ts";
import { plainText } from "../site-file/index.ts";
import { Misuse } from "./command.ts";
import type { Output } from "./output.ts";

export async function complain(stderr: Output, about: string, error: unknown): Promise<void> {
  await stderr.write(`${plainText(about)}: ${headline(error)}\n`);
  if (error instanceof Misuse) await stderr.write(`  ${plainText(error.hint)}\n`);
  if (!isEgressError(error) || error.code !== "site-invalid") return;
  for (const problem of error.problems) await stderr.write(problemText(problem));
}

function problemText({ path, message, mend }: Problem): string {
  const place = path === "" ? "" : `${plainText(path)}: `;
  return `  ${place}${plainText(message)}\n      ${plainText(mend)}\n`;
}

function headline(error: unknown): string {
  return plainText(error instanceof Error ? error.message : String(error));
}
