/** `egress run` and `egress request` together, over the real embedded broker, and as real processes. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { egress, FIRST_DOOR, type Started, startEgress } from "./cli-run.ts";

const BIN = new URL("../../src/cli/bin.ts", import.meta.url).pathname;
const WITHIN = { timeout: 30_000, interval: 20 };

const running: Started[] = [];
afterEach(async () => {
  for (const started of running.splice(0)) {
    started.stop();
    await started.ended;
  }
});

async function runFirstDoor(...options: readonly string[]) {
  const site = startEgress(["run", FIRST_DOOR, "--broker-port", "0", ...options]);
  running.push(site);
  const url = await vi.waitFor(() => urlIn(site.err()), WITHIN);
  return {
    site,
    ask: (...argv: string[]) => egress(["request", ...argv, "--site", "first-door", "--mqtt", url]),
  };
}

function urlIn(text: string): string {
  const url = /runs on (mqtt:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
  if (url === undefined || !text.includes("My first door runs"))
    throw new Error(`not yet: ${text}`);
  return url;
}

describe("a site that runs", () => {
  it("does what it is asked, refuses what it must, and tells one line an event", async () => {
    const { site, ask } = await runFirstDoor();
    expect(await ask("unlock", "--door", "front", "--by", "alice")).toEqual({
      code: 0,
      out: "Done: unlock front.\n",
      err: "",
    });
    expect(await ask("reset")).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Refused \(nothing-to-reset\): .+\n$/),
    });
    const { code, out } = await ask("unlock", "--door", "back", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, code: "unknown-door" });
    await vi.waitFor(
      () => expect(site.out()).toMatch(/^\d\d:\d\d:\d\d {2}front {2}Unlocked by alice/m),
      WITHIN,
    );
    expect(site.err()).toMatch(/No --data/);
  });

  it("ends with the leases that will run out, and no order to any lock", async () => {
    const { site, ask } = await runFirstDoor("--log", "json");
    await ask("unlock", "--door", "front");
    await ask("lock", "--door", "front");
    const told = () =>
      site
        .out()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    await vi.waitFor(
      () => expect(told()).toContainEqual(expect.objectContaining({ type: "lock-secured" })),
      WITHIN,
    );
    const before = told().length;
    site.stop();
    expect((await site.ended).code).toBe(0);
    expect(told().slice(before)).toEqual([
      { type: "lease-ends", lock: "front-magnet", at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) },
    ]);
  });

  it("shows its doors on a page, where one was asked for", async () => {
    const { site } = await runFirstDoor("--http", "127.0.0.1:0");
    const url = await vi.waitFor(() => {
      const found = /shown on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(site.err())?.[1];
      if (found === undefined) throw new Error(`not yet: ${site.err()}`);
      return found;
    }, WITHIN);
    const state = await (await fetch(new URL("state", url))).json();
    expect(state).toMatchObject({ doors: [{ id: "front", outside: "unknown" }] });
    site.stop();
    expect((await site.ended).code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it("shows nothing of what a stranger's name could do to a terminal", async () => {
    const { site, ask } = await runFirstDoor();
    await ask("unlock", "--door", "front", "--by", "ma\u202ella\u001b[2Jry");
    await vi.waitFor(() => expect(site.out()).toMatch(/Unlocked by mal/), WITHIN);
    expect(site.out()).not.toContain("\u202e");
    expect(site.out()).not.toContain("\u001b");
  });
});

describe("a site that can't run", () => {
  it("says that its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const { code, err } = await egress(["run", FIRST_DOOR, "--broker-port", port]);
    other.close();
    expect(err).toMatch(/taken/);
    expect(code).toBe(2);
  });
});

describe("a request that nobody answers", () => {
  it("ends with 2", async () => {
    const { code, err } = await egress([
      "request",
      "reset",
      "--site",
      "office",
      "--mqtt",
      "mqtt://127.0.0.1:1",
    ]);
    expect(err).toMatch(/office does not answer/);
    expect(code).toBe(2);
  });
});

describe("the program itself", () => {
  it("ends on SIGTERM with 0 and says goodbye", async () => {
    const child = spawn(process.execPath, [BIN, "run", FIRST_DOOR, "--broker-port", "0"]);
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    const exit = once(child, "exit");
    await vi.waitFor(() => urlIn(err), WITHIN);
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
    expect(out).toMatch(/lease|lets go/);
  });

  it("gives its exit code to the shell", async () => {
    const child = spawn(process.execPath, [BIN, "replay", "nowhere.yaml", "-"], {
      stdio: "ignore",
    });
    expect(await once(child, "exit")).toEqual([2, null]);
  });

  it("leaves quietly when its reader does", async () => {
    const ticks = Array.from({ length: 3_000 }, (_, at) => `{"at":${at},"type":"tick"}\n`).join("");
    const child = spawn("/bin/sh", [
      "-c",
      `"$0" "$1" replay "$2" - | head -n 1`,
      process.execPath,
      BIN,
      FIRST_DOOR,
    ]);
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.stdin.on("error", () => undefined);
    child.stdin.end(ticks);
    await once(child, "close");
    expect(out.trim().split("\n")).toHaveLength(1);
    expect(err).toBe("");
  });
});
