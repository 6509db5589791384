/** A real authority that is stopped and goes on, as by SIGSTOP, a debugger or a machine that sleeps. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { BEAT_MS, GAP_MS } from "../../src/controller/process-time.ts";
import { FIRST_DOOR } from "./cli-run.ts";

const BIN = new URL("../../src/cli/bin.ts", import.meta.url).pathname;
const WITHIN = { timeout: 30_000, interval: 20 };

it("knows that it was stopped, says for how long, and asks for its inputs anew", async () => {
  const child = spawn(process.execPath, [
    ...[BIN, "run", FIRST_DOOR, "--broker-port", "0", "--log", "json"],
  ]);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const exit = once(child, "exit");
  const told = (type: string) =>
    out
      .split("\n")
      .filter((line) => line.includes(`"${type}"`))
      .map((line) => JSON.parse(line));
  try {
    await vi.waitFor(() => expect(err).toContain("My first door runs"), WITHIN);
    await vi.waitFor(() => expect(told("inputs-read")).toHaveLength(1), WITHIN);
    child.kill("SIGSTOP");
    await delay(GAP_MS + 2 * BEAT_MS);
    child.kill("SIGCONT");
    await vi.waitFor(() => expect(told("clock-gap")).toHaveLength(1), WITHIN);
    expect(told("clock-gap")[0].seconds).toBeGreaterThan(GAP_MS / 1_000);
    await vi.waitFor(() => expect(told("inputs-read")).toHaveLength(2), WITHIN);
    expect(told("lock-released")).toEqual([]);
  } finally {
    child.kill("SIGCONT");
    child.kill("SIGTERM");
  }
  expect(await exit).toEqual([0, null]);
});
