/** `egress run` as a real process whose wall clock is moved under it, by libfaketime. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Result } from "../../src/core/input.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { FIRST_DOOR } from "../cli/cli-run.ts";
import { folder } from "../journal/entries.ts";

const BIN = new URL("../../src/cli/bin.ts", import.meta.url).pathname;
const [LIBRARY] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
const TEN_YEARS_MS = 3_650 * 24 * 3_600_000;
const WITHIN = { timeout: 30_000, interval: 20 };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function runUnder(clock: string): Promise<Bystander> {
  const child = spawn(
    process.execPath,
    [BIN, "run", FIRST_DOOR, "--broker-port", "0", "--data", folder()],
    {
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        LD_PRELOAD: LIBRARY ?? "",
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: "1",
        FAKETIME_DONT_FAKE_MONOTONIC: "1",
      },
    },
  );
  cleanups.push(async () => {
    const gone = once(child, "exit");
    if (child.kill("SIGKILL")) await gone;
  });
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const url = await vi.waitFor(() => {
    const found = /runs: .* on (mqtt:\S+)/.exec(said)?.[1];
    if (found === undefined) throw new Error(`not yet: ${said}`);
    return found;
  }, WITHIN);
  const other = await bystander(url);
  cleanups.push(() => other.leave());
  await other.hears("egress/first-door/status");
  return other;
}

let asked = 0;
async function ask(other: Bystander, sign: object): Promise<Result> {
  asked += 1;
  const id = `asked-${asked}`;
  const replyTo = "egress/first-door/reply/test";
  const what = { id, action: "unlock", door: "front", by: "alice", replyTo };
  await other.say("egress/first-door/request", { ...what, ...sign });
  return (await other.hears(replyTo, (value) => (value as { id: string }).id === id)) as Result;
}

const released = (other: Bystander) =>
  other.heard.filter(({ text }) => text.includes('"on":false'));

describe("a real process", () => {
  it("has libfaketime to move its clock with, or says why not", () => {
    const there = LIBRARY !== undefined && existsSync(LIBRARY);
    if (!there) console.warn("the wall clock is not moved here: libfaketime is not installed");
    if (process.env["CI"] !== undefined) expect(there).toBe(true);
  });

  it.runIf(LIBRARY !== undefined).each([
    ["forward", "+3650d", TEN_YEARS_MS],
    ["back", "-3650d", -TEN_YEARS_MS],
  ])(
    "%s: a wall clock that jumps ten years moves no lock, and what is asked with the old time is stale",
    async (_, step, ms) => {
      const clock = join(folder(), "clock");
      writeFileSync(clock, "+0\n");
      const other = await runUnder(clock);
      expect(released(other)).toEqual([]);
      writeFileSync(clock, `${step}\n`);

      const old = { at: new Date().toISOString() };
      await vi.waitFor(async () => {
        expect(await ask(other, old)).toMatchObject({ ok: false, code: "stale" });
      }, WITHIN);
      expect(released(other)).toEqual([]);
      expect(await ask(other, { at: new Date(Date.now() + ms).toISOString() })).toEqual({
        id: `asked-${asked}`,
        ok: true,
      });
    },
  );
});
