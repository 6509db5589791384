/** The built demo, as `npm start` runs it: build first. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const COLUMNS = 100;
const LEFT_WITHIN_MS = 10_000;

let folder: string;
let started: ChildProcess | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "egress-demo-test-"));
});

afterEach(() => {
  if (started?.exitCode === null) started.kill("SIGKILL");
  started = null;
  rmSync(folder, { recursive: true, force: true });
});

interface Demo {
  readonly process: ChildProcess;
  readonly printed: () => string;
  /** Resolves once it has printed this. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

/** Its temporary files, and so the working folders of all its children, lie in a folder of our own. */
function demo(...given: readonly string[]): Demo {
  const child = spawn(process.execPath, [join(ROOT, "dist/demo/main.js"), ...given], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started = child;
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  return {
    process: child,
    printed: () => printed,
    says: async (pattern) => {
      while (!pattern.test(printed)) await once(child.stdout, "data");
    },
    ended: once(child, "close").then(([code, signal]) => ({ code, signal })),
  };
}

/** What still runs in the demo's folder: Node-RED and Homebridge do, whatever they call themselves. */
function stillRunning(): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => workingFolder(pid).startsWith(folder));
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

async function nothingIsLeft(): Promise<readonly string[]> {
  const until = performance.now() + LEFT_WITHIN_MS;
  while (stillRunning().length > 0 && performance.now() < until) {
    await new Promise((done) => setTimeout(done, 100));
  }
  return stillRunning();
}

describe("a scenario, played once", () => {
  it.each([
    [
      "fire",
      [/Refused \(HAP -70412\)/, /Refused \(still-in-alarm\)/, /Granted: the alarm is reset/],
    ],
    ["power", [/Announced: the front door lets go/, /Refused \(HAP -70402\)/, /Mains: Closed/]],
    ["breach", [/Refused \(HAP -70412\): a lockdown/, /exit button/, /the lockdown is over/]],
  ] as const)("%s: every step is seen, and nothing is left behind", async (name, moments) => {
    const run = demo("--scenario", name, "--once");
    const { code } = await run.ended;
    expect(run.printed()).toContain("Every step was seen");
    expect(run.printed()).not.toContain("✘");
    for (const moment of moments) expect(run.printed()).toMatch(moment);
    expect(run.printed()).toContain("no listed fire");
    expect(
      run
        .printed()
        .split("\n")
        .filter((line) => [...line].length > COLUMNS),
    ).toEqual([]);
    expect(code).toBe(0);
    expect(stillRunning()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a demo that ends early", () => {
  it("takes its children with it on Ctrl-C", async () => {
    const run = demo("--scenario", "fire", "--once");
    await run.says(/Smoke in the hall/);
    expect(stillRunning().length).toBeGreaterThan(1);
    run.process.kill("SIGINT");
    expect(await run.ended).toMatchObject({ code: 130 });
    expect(stillRunning()).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves none behind even when it is killed and can't end them", async () => {
    const run = demo("--scenario", "fire", "--once");
    await run.says(/Smoke in the hall/);
    run.process.kill("SIGKILL");
    await once(run.process, "exit");
    expect(await nothingIsLeft()).toEqual([]);
  });
});

describe("a demo that is misused", () => {
  it.each([
    [["--scenario", "flood"], /no scenario "flood": fire, power, breach/],
    [["--once"], /--once needs a scenario/],
    [["--loud"], /--loud/],
  ])("%j is answered with what there is, and exit code 2", async (given, says) => {
    const run = demo(...given);
    expect(await run.ended).toMatchObject({ code: 2 });
    expect(run.printed()).toMatch(says);
    expect(run.printed()).toContain("npm start");
  });
});
