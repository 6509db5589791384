/** From a device's messages to the engine: what is told again is not a second fire. */
import { describe, expect, it } from "vitest";
import type { Reading } from "../../src/core/input.ts";
import { recognise } from "../../src/readings/index.ts";
import { type ReplayEvent, type ReplayLine, startReplay } from "../../src/replay/replay.ts";
import { readSiteFile } from "../../src/site-file/index.ts";

const description = await readSiteFile("examples/sites/first-door.yaml");

type Told = Readonly<Record<string, unknown>> | "reset";

/** Plays messages of the hall's smoke alarm, one a second, and gives what the engine made of each. */
function play(...messages: readonly Told[]): readonly ReplayLine[] {
  const replay = startReplay(description);
  return messages.map((message, index) => {
    const at = index * 1_000;
    if (message === "reset") {
      return replay.play({ at, type: "request", action: "reset", by: "alice", via: "cli" });
    }
    const read = recognise("smoke", message, "auto");
    if (read.value === null) return replay.play({ at, type: "tick" });
    const reading: Reading = { type: "reading", sensor: "hall-smoke", value: read.value };
    return replay.play({ at, ...reading, ...(read.battery && { battery: read.battery }) });
  });
}

const fires = (lines: readonly ReplayLine[]) =>
  lines.flatMap(({ events }) => events.filter(({ type }) => type === "fire-latched"));
const unlocks = (lines: readonly ReplayLine[]) =>
  lines.flatMap(({ commands }) => commands.filter(({ to }) => to === "unlocked"));

const SMOKE = { smoke: true, test: false, battery: 97, linkquality: 80 };
const CLEAR = { smoke: false, test: false, battery: 97, linkquality: 80 };

describe("a smoke alarm's messages", () => {
  it("a cached alarm in a battery report is no second fire", () => {
    const lines = play(CLEAR, SMOKE, { ...SMOKE, battery: 96 }, { ...SMOKE, battery: 95 });
    expect(fires(lines)).toHaveLength(1);
    expect(unlocks(lines)).toHaveLength(1);
  });

  it("a fire that never clears is one fire, and no reset ends it", () => {
    const lines = play(CLEAR, SMOKE, SMOKE, "reset", SMOKE, "reset");
    expect(fires(lines)).toHaveLength(1);
    expect(lines.at(-1)?.result).toMatchObject({ ok: false, code: "still-in-alarm" });
    expect(lines.at(-1)?.areas["hall"]?.fire).toBe("latched");
  });

  it("one that is over is another fire when it comes again", () => {
    const lines = play(CLEAR, SMOKE, CLEAR, "reset", SMOKE);
    expect(lines[3]?.result).toEqual({ ok: true });
    expect(fires(lines)).toHaveLength(2);
  });

  it("a battery alone changes nothing of the alarm", () => {
    const lines = play(CLEAR, SMOKE, { battery: 95, linkquality: 80 }, { battery_low: true });
    expect(lines.at(-1)?.areas["hall"]?.fire).toBe("latched");
    expect(fires(lines)).toHaveLength(1);
  });

  it("a test is no fire, and an alarm while it runs is one", () => {
    expect(fires(play(CLEAR, { ...CLEAR, test: true }, CLEAR))).toEqual([]);
    expect(fires(play(CLEAR, { ...SMOKE, test: true }))).toHaveLength(1);
  });

  it("one that can't be heard has not cleared: no reset while nothing better is known", () => {
    const lines = play(CLEAR, SMOKE, { state: "offline" }, "reset");
    expect(lines.at(-1)?.result).toMatchObject({ ok: false, code: "still-in-alarm" });
  });

  it("kept by the broker, it is the fire that was reset; with other content it is another", () => {
    const told = (at: number, message: object, kept: boolean): ReplayEvent => {
      const { value } = recognise("smoke", message, "auto");
      const stamp = JSON.stringify(message);
      const retained = kept ? { retained: true } : {};
      if (value === null) return { at, type: "tick" };
      return { at, type: "reading", sensor: "hall-smoke", value, stamp, ...retained };
    };
    const replay = startReplay(description);
    const fire = (event: ReplayEvent) => replay.play(event).areas["hall"]?.fire;
    expect(fire(told(0, SMOKE, false))).toBe("latched");
    expect(fire(told(1_000, CLEAR, false))).toBe("latched");
    const reset = { at: 2_000, type: "request", action: "reset", by: "alice", via: "cli" } as const;
    expect(fire(reset)).toBe("normal");
    expect(fire(told(3_000, SMOKE, true))).toBe("normal");
    expect(fire(told(4_000, { ...SMOKE, last_seen: "later" }, true))).toBe("latched");
  });

  it.each([
    ["gone", { state: "offline" }],
    ["null", { smoke: null, linkquality: 1 }],
    ["a word nobody knows", { smoke: "perhaps", linkquality: 1 }],
    ["unsure", { smoke: false, smoke_state: "unknown", linkquality: 1 }],
  ])("%s: the hall is not on fire, and its sensor is in trouble", (_, message) => {
    const lines = play(CLEAR, message);
    expect(fires(lines)).toEqual([]);
    expect(lines.at(-1)?.events.map(({ type }) => type)).toContain("sensor-unknown");
  });
});
