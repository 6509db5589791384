/** kill -9 at any moment: nothing that was acknowledged is lost, and a return orders nothing. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { journalFiles } from "../../src/journal/files.ts";
import { folder } from "./entries.ts";

/** `EGRESS_KILLS=2000` is the long form. */
const KILLS = Number(process.env["EGRESS_KILLS"] ?? 50);
const MOST_KILLS_A_SITE = 100;
/** One starts while the other waits for its disk. */
const SITES_AT_ONCE = 2;
const SITES = Math.max(SITES_AT_ONCE, Math.ceil(KILLS / MOST_KILLS_A_SITE));
const KILLS_A_SITE = Math.ceil(KILLS / SITES);

const SCRIPT = join(import.meta.dirname, "busy-site.ts");
/** Most of a start is reading the code, which one that ended in good order leaves for the others. */
const ENV = { ...process.env, NODE_COMPILE_CACHE: folder() };

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

interface Line {
  readonly ready?: true;
  readonly fire?: string;
  readonly isolated?: boolean;
  readonly spurious?: unknown;
  readonly suspect?: true;
  readonly acknowledged?: string;
}

/** Lets a site run until it is killed, some time after its first acknowledgement. */
async function runAndKill(
  dataDir: string,
  mode: string,
  afterMs: number,
): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [SCRIPT, dataDir, mode], {
    stdio: ["ignore", "pipe", "inherit"],
    env: ENV,
  });
  children.push(child);
  const lines: Line[] = [];
  const busy = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (text) => {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      if (line.acknowledged !== undefined) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the site ended by itself: ${code}`)));
  });
  await busy;
  await delay(afterMs);
  const gone = once(child, "close");
  child.kill("SIGKILL");
  await gone;
  return lines;
}

/** Kills one site again and again, and looks at what each start finds and does. */
async function killed(site: number): Promise<void> {
  const dataDir = folder();
  const acknowledged: string[] = [];
  for (let kill = 0; kill < KILLS_A_SITE; kill += 1) {
    const moment = Math.floor(((kill + site * 7) * 37) % 90);
    const lines = await runAndKill(dataDir, kill === 0 ? "fire" : "", moment);
    acknowledged.push(...lines.flatMap((line) => line.acknowledged ?? []));
    expect(lines.filter(({ spurious, suspect }) => spurious !== undefined || suspect)).toEqual([]);
    if (kill > 0) expect(lines[0]).toEqual({ ready: true, fire: "latched", isolated: true });
  }
  const database = new DatabaseSync(journalFiles(dataDir, "test").database, { readOnly: true });
  const asked = database
    .prepare(
      "SELECT DISTINCT body ->> '$.input.by' AS by FROM rows WHERE body ->> '$.input.type' = 'request'",
    )
    .all()
    .map(({ by }) => by);
  database.close();
  expect(acknowledged.length).toBeGreaterThan(KILLS_A_SITE);
  const kept = new Set(asked);
  expect(acknowledged.filter((by) => !kept.has(by))).toEqual([]);
}

it(
  `${KILLS} kills lose no acknowledged request, no latch and no isolation, and cause no order`,
  async () => {
    const once = spawnSync(process.execPath, [SCRIPT, folder(), "once"], { env: ENV });
    expect(once.status).toBe(0);
    const sites = Array.from({ length: SITES }, (_, site) => site).values();
    // Each takes the next site that nobody has.
    const hands = Array.from({ length: SITES_AT_ONCE }, async () => {
      for (const site of sites) await killed(site);
    });
    await Promise.all(hands);
  },
  120_000 + KILLS * 4_000,
);
