/** A site with its journal on disk, opened as shells open it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Action } from "../../src/core/index.ts";
import { entryText, pictureText } from "../../src/journal/body.ts";
import { journalFiles } from "../../src/journal/files.ts";
import { LIMITS } from "../../src/journal/pruning.ts";
import { JournalStore } from "../../src/journal/store.ts";
import { openAuthority } from "../../src/open-site.ts";
import type { CommandMessage } from "../../src/site-handle.ts";
import { handleDoor, maglockExit, site } from "../core/sites.ts";
import { entry, folder, picture } from "./entries.ts";

const office = site({ doors: [maglockExit(), handleDoor()] });
const ask = (action: Action) => ({ type: "request", by: "alice", via: "cli", ...action }) as const;

async function open(dataDir: string) {
  const sent: CommandMessage[] = [];
  const authority = await openAuthority({
    site: office,
    broker: null,
    authority: "a test",
    dataDir,
    wired: new Set(["front-maglock", "side-strike"]),
    listener: { commanded: (orders) => sent.push(...orders) },
  });
  onTestFinished(() => authority.close());
  return { authority, sent };
}

describe("a site with a folder for its data", () => {
  it("remembers over its end what stood", async () => {
    const dataDir = folder();
    const first = await open(dataDir);
    first.authority.tell({ type: "reading", sensor: "lobby-smoke", value: "alarm" });
    await first.authority.request(ask({ action: "isolate", sensor: "lobby-co", forMs: 60_000 }));
    await first.authority.close();
    const second = await open(dataDir);
    expect(second.sent).toEqual([]);
    expect(second.authority.area("lobby")?.fire).toBe("latched");
    expect(second.authority.sensor("lobby-co")?.isolated).toBe(true);
  });

  it("is had by one process; the second emits nothing, and the first does not notice", async () => {
    const dataDir = folder();
    const child = fork(join(import.meta.dirname, "busy-site.ts"), [dataDir], { silent: true });
    onTestFinished(() => void child.kill("SIGKILL"));
    const { stdout } = child;
    if (stdout === null) throw new Error("no output");
    await once(stdout, "data");
    const sent: unknown[] = [];
    const second = openAuthority({
      site: office,
      broker: { kind: "embedded", port: 0 },
      authority: "the second",
      dataDir,
      listener: { commanded: (orders) => sent.push(orders), happened: (news) => sent.push(news) },
    });
    await expect(second).rejects.toMatchObject({
      code: "site-locked",
      message: expect.stringContaining(`busy site (process ${child.pid}`),
    });
    expect(sent).toEqual([]);
    await once(stdout, "data");
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    // Killed, it holds nothing any more.
    expect((await open(dataDir)).authority.area("lobby")?.fire).toBe("normal");
  });

  it("is ready within five seconds with a hundred thousand rows", async () => {
    const dataDir = folder("memory");
    const { store } = JournalStore.open(journalFiles(dataDir, "test"), LIMITS);
    if (store === null) throw new Error("not opened");
    const whole = pictureText({ state: picture(), unanswered: [], doubt: null });
    for (let lot = 0; lot < 50; lot += 1) {
      const rows = Array.from({ length: 2_000 }, (_, number) => {
        const one = entry(lot * 2_000 + number);
        return { kind: "entry" as const, at: one.at, body: entryText(one) };
      });
      store.append([{ kind: "memory", at: entry(0).at, body: whole }, ...rows]);
    }
    store.close();
    const began = performance.now();
    const { authority } = await open(dataDir);
    expect(await authority.request(ask({ action: "lock", door: "side" }))).toEqual({ ok: true });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
