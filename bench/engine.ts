/**
 * What one alarm costs the engine, for each door, beside the least that anybody could do: a bare loop
 * over the same locks that writes their new facts, their order and their event. Both in turns in the
 * same run; medians; the ratio is the result, the nanoseconds are this machine's.
 */
import { compileSite, type Site, type SiteState, start, step } from "../src/core/index.ts";
import { maglock, maglockExit, site } from "../test/core/sites.ts";
import type { EngineCell } from "./results.ts";

const SIZES = [100, 1_000, 10_000];
const ROUNDS = 40;

function house(doors: number): Site {
  return compileSite(
    site({
      doors: Array.from({ length: doors }, (_, index) =>
        maglockExit({ id: `door-${index}`, locks: [maglock(`lock-${index}`)] }),
      ),
    }),
  );
}

function bareLoop(compiled: Site, state: SiteState): number {
  const locks = state.locks.slice();
  const commands: object[] = [];
  const events: object[] = [];
  for (const door of compiled.doors) {
    for (const lock of door.locks) {
      const facts = locks[lock.index];
      if (facts === undefined || facts.link === "down") continue;
      locks[lock.index] = { ...facts, ordered: "unlocked", wish: "released", slot: 2 };
      commands.push({ lock: lock.id, to: "unlocked", energise: false });
      events.push({ type: "lock-released", door: door.id, lock: lock.id, slot: 2, name: "fire" });
    }
  }
  return commands.length + events.length;
}

function measure(doors: number): EngineCell {
  const compiled = house(doors);
  const rest = start(compiled, { at: 0, memory: "at-rest", shiftMs: 0, inputsRead: true }).state;
  const alarm = { type: "reading", sensor: "lobby-smoke", value: "alarm" } as const;
  const [engine, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const released = step(compiled, rest, alarm, round + 1).commands.length;
    const between = performance.now();
    const written = bareLoop(compiled, rest);
    const ended = performance.now();
    if (released !== doors || written !== 2 * doors) throw new Error("not every door was released");
    engine.push(((between - began) * 1e6) / doors);
    bare.push(((ended - between) * 1e6) / doors);
  }
  return { doors, engine: median(engine), bare: median(bare) };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

export function measureEngine(quick: boolean): readonly EngineCell[] {
  measure(1_000);
  return (quick ? SIZES.slice(0, 2) : SIZES).map(measure);
}
