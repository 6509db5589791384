/** The pulse of a real process, with its clocks moved by hand and its timers by the test's. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BEAT_MS, GAP_MS, ProcessTime } from "../../src/controller/process-time.ts";

/** Three clocks of one machine, a few days after it started. */
function machine() {
  const at = { monotonic: 5_000, wall: 1_800_000_000_000, uptime: 300_000_000 };
  const time = new ProcessTime({
    monotonic: () => at.monotonic,
    wall: () => at.wall,
    uptime: () => at.uptime,
  });
  const pass = (ms: number) => {
    at.monotonic += ms;
    at.wall += ms;
    at.uptime += ms;
  };
  return {
    at,
    time,
    /** The process runs: its timers are fired when they are due. */
    run: (ms: number) => {
      for (let left = ms; left > 0; left -= 100) {
        pass(Math.min(100, left));
        vi.advanceTimersByTime(Math.min(100, left));
      }
    },
    stop: pass,
    suspend: (ms: number) => {
      at.wall += ms;
      at.uptime += ms;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a process", () => {
  it("that runs loses nothing", () => {
    const { time, run } = machine();
    const fired = vi.fn();
    time.watch(fired);
    run(60_000);
    expect(time.lost()).toBe(0);
    expect(time.lag()).toBeLessThan(200);
    expect(fired).toHaveBeenCalled();
  });

  it("that is stopped knows it in the first callback after, before any timer", () => {
    const { time, run, stop } = machine();
    time.watch(() => undefined);
    run(3_000);
    stop(60_000);
    expect(time.lost()).toBeGreaterThanOrEqual(60_000);
    expect(time.lost()).toBeLessThan(60_000 + 2 * BEAT_MS);
  });

  it("that is late for less than a gap is late, and has lost nothing", () => {
    const { time, run, stop } = machine();
    time.watch(() => undefined);
    run(3_000);
    stop(GAP_MS - 1_000);
    expect(time.lost()).toBe(0);
    expect(time.lag()).toBeGreaterThan(GAP_MS - 3_000);
    run(3_000);
    expect(time.lag()).toBeLessThan(200);
  });

  it("that is suspended knows it although its monotonic clock stood still, and its clock goes on by it", () => {
    const { time, run, suspend } = machine();
    time.watch(() => undefined);
    run(3_000);
    const before = time.now();
    suspend(3_600_000);
    expect(time.lost()).toBe(3_600_000);
    expect(time.now() - before).toBe(3_600_000);
  });

  it.each([
    ["on", 10 * 365 * 24 * 3_600_000],
    ["back", -10 * 365 * 24 * 3_600_000],
  ])("whose wall clock steps ten years %s has lost nothing", (_, step) => {
    const { at, time, run } = machine();
    time.watch(() => undefined);
    run(3_000);
    const before = time.now();
    at.wall += step;
    expect(time.lost()).toBe(0);
    run(3_000);
    expect(time.lost()).toBe(0);
    expect(time.now() - before).toBe(3_000);
  });

  it("that was suspended while its wall clock was set knows it with the next beat", () => {
    const { at, time, run, suspend } = machine();
    time.watch(() => undefined);
    run(3_000);
    suspend(60_000);
    at.wall -= 60_000;
    run(BEAT_MS);
    expect(time.lost()).toBe(60_000);
  });

  it("that nobody watches has no pulse to miss", () => {
    const { time, stop } = machine();
    const end = time.watch(() => undefined);
    end();
    stop(60_000);
    expect(time.lost()).toBe(0);
    expect(time.lag()).toBe(0);
  });

  it("counts a wait through suspend as waited", () => {
    const { time, run, suspend } = machine();
    const fired = vi.fn();
    time.watch(() => undefined);
    time.after(10_000, fired);
    run(2_000);
    suspend(60_000);
    time.lost();
    run(9_000);
    expect(fired).toHaveBeenCalledOnce();
  });
});
