/** Wrong PINs are counted over restarts, also over those that an attacker brings about. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { openPinTries, pinTriesPath } from "../../src/mqtt/pin-tries.ts";
import { createPinDesk, hashPin, LOCKED_OUT_MS, MAX_WRONG_PINS } from "../../src/mqtt/pins.ts";

const PIN = "24680";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

let hashes = new Map<string, string>();
beforeAll(async () => {
  const hash = await hashPin(PIN);
  hashes = new Map([
    ["alice", hash],
    ["bob", hash],
  ]);
});

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), "egress-tries-"));
  folders.push(folder);
  return pinTriesPath(folder, "office");
}

/** A desk as a process opens it at its start. */
async function started(path: string, warnings: string[] = []) {
  const clock = { now: 1_000 };
  const log = (_: string, line: string) => warnings.push(line);
  const desk = createPinDesk(hashes, () => clock.now, await openPinTries(path, hashes.keys(), log));
  return { desk, clock };
}

async function guess(path: string, times: number): Promise<readonly string[]> {
  const answers: string[] = [];
  for (let at = 0; at < times; at += 1)
    answers.push(await (await started(path)).desk.check("alice", `${at}1111`));
  return answers;
}

describe("wrong PINs", () => {
  it("are counted although the process is started anew after each", async () => {
    const path = place();
    expect(await guess(path, MAX_WRONG_PINS + 2)).toEqual([
      ...Array(MAX_WRONG_PINS).fill("wrong"),
      "locked-out",
      "locked-out",
    ]);
    const { desk, clock } = await started(path);
    expect(await desk.check("alice", PIN)).toBe("locked-out");
    // The twins: who never guessed wrong gets in, and she does when the time is up.
    expect(await desk.check("bob", PIN)).toBe("right");
    clock.now += LOCKED_OUT_MS;
    expect(await desk.check("alice", PIN)).toBe("right");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("are forgiven by a right one, over a restart too", async () => {
    const path = place();
    expect(await guess(path, MAX_WRONG_PINS - 1)).toEqual(Array(MAX_WRONG_PINS - 1).fill("wrong"));
    expect(await (await started(path)).desk.check("alice", PIN)).toBe("right");
    await expect.poll(() => JSON.parse(readFileSync(path, "utf8"))).toEqual({});
    expect(await guess(path, MAX_WRONG_PINS)).toEqual(Array(MAX_WRONG_PINS).fill("wrong"));
  });

  it("are kept before they are looked at, so that a kill in the middle forgives none", async () => {
    const path = place();
    const { desk } = await started(path);
    const answer = desk.check("alice", "00000");
    await expect
      .poll(() => JSON.parse(readFileSync(path, "utf8")), { interval: 1 })
      .toEqual({ alice: 1 });
    expect(await answer).toBe("wrong");
  });

  it.each(["not json", '{"alice":-1}', '{"alice":"no"}', "[1]"])(
    "that can't be read any more lock everybody out for a while, and it is said: %s",
    async (text) => {
      const path = place();
      writeFileSync(path, text);
      const warnings: string[] = [];
      const { desk, clock } = await started(path, warnings);
      expect(await desk.check("alice", PIN)).toBe("locked-out");
      expect(warnings).toEqual([expect.stringContaining(path)]);
      clock.now += LOCKED_OUT_MS;
      expect(await desk.check("alice", PIN)).toBe("right");
    },
  );

  it("that can't be kept let nobody in by a PIN, until they can", async () => {
    const path = place();
    const { desk } = await started(path);
    mkdirSync(path);
    expect(await desk.check("alice", PIN)).toBe("not-kept");
    rmSync(path, { recursive: true });
    expect(await desk.check("alice", PIN)).toBe("right");
  });

  it("of names without a PIN take no room", async () => {
    const path = place();
    const { desk } = await started(path);
    expect(await desk.check("mallory", "1")).toBe("no-pin");
    expect(await desk.check("alice", "1")).toBe("wrong");
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ alice: 1 });
  });
});
