/** kill -9 at any moment: nothing that was acknowledged is lost, and a return orders nothing. */
import { type ChildProcess, spawn } from "node:child_process";
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
  const script = join(import.meta.dirname, "busy-site.ts");
  const child = spawn(process.execPath, [script, dataDir, mode], {
    stdio: ["ignore", "pipe", "inherit"],
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

it(
  `${KILLS} kills lose no acknowledged request, no latch and no isolation, and cause no order`,
  async () => {
    const dataDir = folder();
    const acknowledged: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const lines = await runAndKill(
        dataDir,
        kill === 0 ? "fire" : "",
        Math.floor((kill * 37) % 90),
      );
      acknowledged.push(...lines.flatMap((line) => line.acknowledged ?? []));
      expect(lines.filter(({ spurious, suspect }) => spurious !== undefined || suspect)).toEqual(
        [],
      );
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
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    expect(asked).toEqual(expect.arrayContaining(acknowledged));
  },
  120_000 + KILLS * 4_000,
);
