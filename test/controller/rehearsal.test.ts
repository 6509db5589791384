import { describe, expect, it, vi } from "vitest";
import { MAX_REHEARSALS, REHEARSAL_MS, rehearse } from "../../src/controller/rehearsal.ts";
import { type Command, compileSite, type SiteState, start } from "../../src/core/index.ts";
import { maglock, maglockExit, site } from "../core/sites.ts";

const compiled = compileSite(site({ doors: [maglockExit({ locks: [maglock("front-maglock")] })] }));
const atRest = () =>
  start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
const way = { site: compiled, clock: { now: () => 0 } };

describe("rehearsing an alarm", () => {
  it("walks the whole way to an unlocking order, ends by itself, and changes no fact", async () => {
    const state = atRest();
    const before = JSON.stringify(state);
    const ordered: Command[] = [];
    rehearse({
      ...way,
      present: () => state,
      desk: { rehearse: (_, commands) => void ordered.push(...commands) },
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
    const rehearsed = () => {
      walks += 1;
    };
    rehearse({ ...way, clock: slow, present: atRest, desk: { rehearse: rehearsed } });
    await vi.waitFor(() => expect(walks).toBe(REHEARSAL_MS / 20));
    await new Promise((resolve) => setImmediate(resolve));
    expect(walks).toBe(REHEARSAL_MS / 20);
  });

  it("ends when the site does", async () => {
    const states: (SiteState | null)[] = [atRest(), atRest(), null];
    let walks = 0;
    const rehearsed = () => {
      walks += 1;
    };
    rehearse({
      ...way,
      present: () => states.shift() ?? null,
      desk: { rehearse: rehearsed },
    });
    await vi.waitFor(() => expect(states).toEqual([]));
    expect(walks).toBe(2);
  });

  it("begins with what a device says, and goes on without where nobody understands that", async () => {
    const turns: number[] = [];
    let orders = 0;
    rehearse({
      ...way,
      present: atRest,
      desk: {
        rehearse: (_, commands) => {
          orders += commands.length;
        },
      },
      hear: (turn) => {
        turns.push(turn);
        const value = turn % 2 === 0 ? "alarm" : "unknown";
        return [{ type: "reading", sensor: "lobby-smoke", value }];
      },
    });
    await vi.waitFor(() => expect(orders).toBe(MAX_REHEARSALS));
    expect(turns).toEqual(Array.from({ length: MAX_REHEARSALS }, (_, turn) => turn));
  });
});
