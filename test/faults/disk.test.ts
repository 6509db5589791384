/** A disk that waits, fails or is full, beneath a real process: releases go out, other things are refused. */
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { folder } from "../journal/entries.ts";
import { type Answer, TracedProcess, whyNoInjection } from "./traced.ts";

const SITE = join(import.meta.dirname, "release-site.ts");
const ALARMS = 15;

const running: TracedProcess[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.end();
});

async function started(): Promise<TracedProcess> {
  const site = new TracedProcess(SITE, folder());
  running.push(site);
  expect(await site.next()).toEqual({ ready: true });
  return site;
}

/** Raises alarms in rooms of their own, and gives the median time to their release. */
async function releases(site: TracedProcess, from: number): Promise<number> {
  const took: number[] = [];
  for (let number = from; number < from + ALARMS; number += 1) {
    const answer = await site.ask(`alarm ${number}`);
    expect(answer).toMatchObject({ alarm: number, released: 1 });
    took.push(Number(answer["ms"]));
  }
  return took.toSorted((one, other) => one - other)[ALARMS >> 1] ?? Number.NaN;
}

const refused = (answer: Answer) =>
  expect(answer).toMatchObject({ asked: { ok: false, code: "not-recorded" } });

describe("beneath a running site", () => {
  it("has strace to make its disk fail with, or says why not", () => {
    const why = whyNoInjection();
    if (why !== null) console.warn(`disk faults are not tried here: ${why}`);
    if (process.env["CI"] !== undefined) expect(why).toBeNull();
  });

  it.runIf(whyNoInjection() === null)(
    "an fsync that takes five seconds delays no release, and what it does delay is the request",
    async () => {
      const site = await started();
      // Traced as well, so that only the stall is different.
      await site.inject("fsync:delay_enter=1");
      const without = await releases(site, 0);
      await site.mend();
      await site.inject("fsync,fdatasync:delay_enter=5000000");
      const stalled = await releases(site, ALARMS);
      const asked = await site.ask("ask");
      expect(Number(asked["ms"])).toBeGreaterThan(4_000);
      console.info(
        `a release: ${without.toFixed(2)} ms, with fsync stalled ${stalled.toFixed(2)} ms`,
      );
      expect(stalled).toBeLessThan(10 * Math.max(without, 0.5));
    },
  );

  it.runIf(whyNoInjection() === null).each([
    ["an fsync that fails", "fsync,fdatasync:error=EIO"],
    ["a disk that is full", "pwrite64:error=ENOSPC"],
  ])("%s delays no release, and a request is refused until it works again", async (_, what) => {
    const site = await started();
    await site.inject(what);
    await releases(site, 0);
    refused(await site.ask("ask"));
    await site.mend();
    // The journal tries again by itself, and with the next thing that it is given.
    for (let tries = 0; ; tries += 1) {
      const { asked } = await site.ask("ask");
      if ((asked as { readonly ok: boolean }).ok) break;
      expect(tries).toBeLessThan(20);
    }
  });
});
