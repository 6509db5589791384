import { describe, expect, it, vi } from "vitest";
import { MAX_REHEARSALS, rehearse } from "../../src/controller/rehearsal.ts";
import { type Command, compileSite, type SiteState, start } from "../../src/core/index.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";

const compiled = compileSite(site({ doors: [maglockExit({ locks: [maglock("front-maglock")] })] }));
const atRest = () =>
  start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
const still = { now: () => 0 };

describe("rehearsing an alarm", () => {
  it("walks the whole way to an unlocking order, ends by itself, and changes no fact", async () => {
    const state = atRest();
    const before = JSON.stringify(state);
    const ordered: Command[] = [];
    rehearse(compiled, still, () => state, {
      rehearse: (_, commands) => void ordered.push(...commands),
    });
    await vi.waitFor(() => expect(ordered).toHaveLength(MAX_REHEARSALS));
    expect(new Set(ordered.map((command) => command.to))).toEqual(new Set(["unlocked"]));
    expect(JSON.stringify(state)).toBe(before);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ordered).toHaveLength(MAX_REHEARSALS);
  });

  it("takes no more time than it may", async () => {
    let now = 0;
    let walks = 0;
    const slow = {
      now: () => {
        now += 20;
        return now;
      },
    };
    rehearse(compiled, slow, atRest, {
      rehearse: () => {
        walks += 1;
      },
    });
    await vi.waitFor(() => expect(walks).toBe(8));
    await new Promise((resolve) => setImmediate(resolve));
    expect(walks).toBe(8);
  });

  it("ends when the site does", async () => {
    const states: (SiteState | null)[] = [atRest(), atRest(), null];
    let walks = 0;
    rehearse(compiled, still, () => states.shift() ?? null, {
      rehearse: () => {
        walks += 1;
      },
    });
    await vi.waitFor(() => expect(states).toEqual([]));
    expect(walks).toBe(2);
  });
});
