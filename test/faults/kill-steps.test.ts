/** kill -9 at every labelled step of a decision: what a return finds, and that it orders nothing new. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder } from "../journal/entries.ts";

interface Line {
  readonly ordered?: readonly string[];
  readonly fire?: string;
  readonly demand?: string;
  readonly acknowledged?: string;
}

async function run(dataDir: string, step: string) {
  const script = join(import.meta.dirname, "step-site.ts");
  const child = spawn(process.execPath, [script, dataDir, step], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  const [code, signal] = await once(child, "close");
  const lines = out
    .split("\n")
    .filter((line) => line.endsWith("}"))
    .map((line) => JSON.parse(line) as Line);
  return { code, signal, lines };
}

/** Each step, whether fire must still stand at the return, and whose demand the side door must show. */
const STEPS: readonly (readonly [string, "latched" | "normal" | "either", string])[] = [
  ["lock: asked", "normal", "rest|operator"],
  ["lock: locked ordered", "normal", "rest|operator"],
  ["lock: acknowledged", "normal", "rest|operator"],
  ["unlock: asked", "normal", "rest|operator"],
  ["unlock: unlocked ordered", "normal", "operator"],
  ["unlock: lock-released told", "normal", "operator"],
  ["unlock: acknowledged", "normal", "operator"],
  ["alarm: unlocked ordered", "either", "operator"],
  ["alarm: fire-latched told", "either", "operator"],
  ["alarm: decided", "either", "operator"],
  ["alarm: written", "latched", "operator"],
  ["clear: decided", "latched", "operator"],
  ["reset: asked", "latched", "operator"],
  ["reset: locked ordered", "either", "operator|rest"],
  ["reset: fire-reset told", "either", "operator|rest"],
  ["reset: acknowledged", "either", "operator|rest"],
];

describe("a process killed at the step", () => {
  it.each(STEPS)(
    "%s: fire is %s, and nothing is ordered but a release that stands",
    async (step, fire, demand) => {
      const dataDir = folder();
      const { signal, lines } = await run(dataDir, step);
      expect(signal, `never came to ${step}: ${JSON.stringify(lines)}`).toBe("SIGKILL");
      const back = await run(dataDir, "started");
      const [first] = back.lines.filter((line) => line.fire !== undefined);
      if (fire !== "either") expect(first?.fire).toBe(fire);
      expect(first?.demand).toMatch(new RegExp(`^(${demand})$`));
      const ordered = back.lines.flatMap((line) => line.ordered ?? []);
      const allowed = first?.fire === "latched" ? ["front-maglock unlocked"] : [];
      expect(allowed).toEqual(expect.arrayContaining([...new Set(ordered)]));
    },
  );
});
