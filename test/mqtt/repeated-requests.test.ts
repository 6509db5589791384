/** The same request told twice with a crash in between: answered twice, done once. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MAX_ANSWERS_REMEMBERED } from "../../src/controller/answered.ts";
import type { Request } from "../../src/core/input.ts";
import { MemoryJournal } from "../../src/journal/memory-journal.ts";
import { openAuthority } from "../../src/open-site.ts";
import { type Bystander, bystander } from "../broker/bystander.ts";
import { FIRST_DOOR } from "../cli/cli-run.ts";
import { freePort } from "../free-port.ts";
import { SMALL_OFFICE } from "./small-office.ts";

const BIN = new URL("../../src/cli/bin.ts", import.meta.url).pathname;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Asked {
  readonly id: string;
  readonly action: string;
  readonly door?: string;
}

async function running(
  port: number,
  data: string,
): Promise<{ child: ChildProcess; out: () => string }> {
  const argv = [BIN, "run", FIRST_DOOR, "--broker-port", String(port), "--data", data];
  const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  cleanups.push(() => child.kill("SIGKILL"));
  await vi.waitFor(() => expect(err).toContain("My first door runs"), { timeout: 30_000 });
  return { child, out: () => out };
}

async function asker(port: number, base: string): Promise<Bystander> {
  const topics = [`${base}/status`, `${base}/reply/me`, `${base}/door/+/state`];
  const other = await bystander(`mqtt://127.0.0.1:${port}`, topics, { reconnectPeriod: 0 });
  cleanups.push(() => other.leave());
  await other.hears(`${base}/status`, (said) => Reflect.get(Object(said), "state") === "online");
  return other;
}

async function ask(other: Bystander, base: string, fields: Asked): Promise<unknown> {
  other.forget();
  const fresh = { at: new Date().toISOString(), replyTo: `${base}/reply/me`, by: "alice" };
  await other.say(`${base}/request`, { ...fresh, ...fields });
  return other.hears(`${base}/reply/me`, (said) => Reflect.get(Object(said), "id") === fields.id);
}

describe("a request that is told again after a kill -9", () => {
  it("gets the same answer and opens nothing, also after a second kill", async () => {
    const data = mkdtempSync(join(tmpdir(), "egress-again-"));
    cleanups.push(() => rmSync(data, { recursive: true, force: true }));
    const [port, base] = [await freePort(), "egress/first-door"];
    const first = await running(port, data);
    let other = await asker(port, base);
    const unlock = { id: "unlock-1", action: "unlock", door: "front" };
    expect(await ask(other, base, unlock)).toEqual({ id: "unlock-1", ok: true });
    expect(await ask(other, base, { id: "lock-1", action: "lock", door: "front" })).toEqual({
      id: "lock-1",
      ok: true,
    });
    const refused = await ask(other, base, { id: "reset-1", action: "reset" });
    expect(refused).toMatchObject({ code: "nothing-to-reset" });

    let last = first;
    for (let crash = 0; crash < 2; crash++) {
      const gone = once(last.child, "exit");
      last.child.kill("SIGKILL");
      await gone;
      last = await running(port, data);
      other = await asker(port, base);
      expect(await ask(other, base, unlock)).toEqual({ id: "unlock-1", ok: true });
      expect(await ask(other, base, { id: "reset-1", action: "reset" })).toEqual(refused);
      // A request of its own comes after it in the queue: whatever the repeated one did is told by then.
      expect(
        await ask(other, base, { id: `lock-again-${crash}`, action: "lock", door: "front" }),
      ).toMatchObject({ ok: true });
      expect(last.out()).not.toMatch(/Unlocked/);
    }
    // The twin: a new request is done.
    expect(await ask(other, base, { ...unlock, id: "unlock-2" })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(last.out()).toMatch(/Unlocked by alice/), { timeout: 10_000 });
  });
});

describe("a request that was begun and whose outcome nobody knows", () => {
  it("is neither done again nor called done", async () => {
    const journal = new MemoryJournal();
    const begun: Request = {
      type: "request",
      id: "begun",
      action: "unlock",
      door: "plain-door",
      by: "alice",
      via: "cli",
    };
    const nothing = { result: null, events: [], commands: [], changes: null };
    await journal.record({ at: new Date().toISOString(), input: begun, ask: "a-1", ...nothing });
    const site = await openAuthority({
      site: SMALL_OFFICE,
      broker: { kind: "embedded", port: 0 },
      authority: "egress run",
      journal,
    });
    cleanups.push(() => site.close());
    const port = Number(new URL(site.brokerUrl ?? "").port);
    const other = await asker(port, "egress/office");
    expect(
      await ask(other, "egress/office", { id: "begun", action: "unlock", door: "plain-door" }),
    ).toMatchObject({
      ok: false,
      code: "not-recorded",
    });
    expect(site.door("plain-door")?.because).not.toMatch(/alice/);
  });
});

describe("the journal's memory of answers", () => {
  it("is bounded, and keeps the latest", async () => {
    const journal = new MemoryJournal();
    const nothing = { events: [], commands: [], changes: null };
    for (let at = 0; at <= MAX_ANSWERS_REMEMBERED; at++) {
      const input = { type: "request", id: `r-${at}`, action: "reset", by: "alice", via: "cli" };
      await journal.record({ at: "", input, ask: `a-${at}`, result: { ok: true }, ...nothing });
    }
    const { answered } = await journal.restore();
    expect(answered).toHaveLength(MAX_ANSWERS_REMEMBERED);
    expect(answered?.at(0)?.id).toBe("r-1");
    expect(answered?.at(-1)?.id).toBe(`r-${MAX_ANSWERS_REMEMBERED}`);
  });
});
