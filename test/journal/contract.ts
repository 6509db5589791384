/** What every journal does, wherever it keeps things. */
import { describe, expect, it } from "vitest";
import type { Journal } from "../../src/controller/ports.ts";
import { entry, fireAt, lockOrdered, picture, START_MS, unlock } from "./entries.ts";

export interface Bench {
  journal: Journal;
  /** Ends the journal without a word, and opens what it left. */
  again(): Promise<Journal>;
}

export function journalContract(name: string, bench: () => Promise<Bench>): void {
  describe(`${name}, as any journal,`, () => {
    it("is new at first, which is no reason for doubt", async () => {
      const { journal } = await bench();
      expect(await journal.restore()).toEqual({
        state: null,
        doubt: null,
        unanswered: [],
        answered: [],
      });
    });

    it("gives back the whole picture", async () => {
      const { journal, again } = await bench();
      const state = picture({ lockdown: { kind: "request", by: "bob", via: "cli", at: -5 } });
      await journal.keep(state);
      expect(await (await again()).restore()).toEqual({
        state,
        doubt: null,
        unanswered: [],
        answered: [],
      });
    });

    it("adds to it what entries changed, and dates it by the last of them", async () => {
      const { journal, again } = await bench();
      await journal.keep(picture());
      await journal.record(lockOrdered(10, "front-lock", "unlocked"));
      await journal.record(lockOrdered(20, "side-lock", "locked"));
      await journal.record(fireAt(30));
      const { state } = await (await again()).restore();
      expect(state?.wallMs).toBe(START_MS + 30);
      expect(state?.memory.at).toBe(30);
      expect(Object.keys(state?.memory.locks ?? {})).toEqual(["front-lock", "side-lock"]);
      expect(state?.memory.areas["lobby"]?.fire?.sensors).toEqual(["lobby-smoke"]);
    });

    it("is not altered by an entry that changed nothing", async () => {
      const { journal, again } = await bench();
      await journal.keep(picture());
      await journal.record(entry(5_000));
      expect((await (await again()).restore()).state).toEqual(picture());
    });

    it("knows requests whose outcome was not written down, and only those", async () => {
      const { journal, again } = await bench();
      await journal.keep(picture());
      await journal.record(entry(1, { input: unlock, ask: "one" }));
      await journal.record(entry(2, { input: unlock, ask: "one", result: { ok: true } }));
      await journal.record(entry(3, { input: { ...unlock, door: "side" }, ask: "two" }));
      const { unanswered } = await (await again()).restore();
      expect(unanswered).toEqual([{ ...unlock, door: "side" }]);
    });

    it("takes a new whole picture for all that was before it", async () => {
      const { journal, again } = await bench();
      await journal.keep(picture());
      await journal.record(fireAt(10));
      await journal.record(entry(11, { input: unlock, ask: "one" }));
      await journal.keep(picture({ at: 20 }));
      const recalled = await (await again()).restore();
      expect(recalled).toEqual({
        state: picture({ at: 20 }),
        doubt: null,
        unanswered: [],
        answered: [],
      });
    });

    it("knows until when its controller lived", async () => {
      const { journal, again } = await bench();
      await journal.keep(picture());
      await journal.record(fireAt(10));
      journal.alive({ at: 60_000, wallMs: START_MS + 60_000 });
      await journal.record(entry(60_001));
      const { state } = await (await again()).restore();
      expect(state).toMatchObject({ memory: { at: 60_000 }, wallMs: START_MS + 60_000 });
    });
  });
}
