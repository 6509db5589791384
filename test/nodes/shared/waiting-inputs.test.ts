import { describe, expect, it } from "vitest";
import { MAX_WAITING, waitingInputs } from "../../../nodes/shared/waiting-inputs.ts";
import type { Reading, ReadingValue } from "../../../src/core/input.ts";

const says = (sensor: string, value: ReadingValue): Reading => ({ type: "reading", sensor, value });
const words = (inputs: readonly unknown[]) => inputs.map((input) => (input as Reading).value);

describe("what is said before the site is open", () => {
  it("is kept as it was said last", () => {
    const waiting = waitingInputs();
    waiting.add(says("hall", "unknown"));
    waiting.add(says("hall", "clear"));
    waiting.add({ type: "report", lock: "front-lock", bolt: "locked" });
    waiting.add({ type: "report", lock: "front-lock", bolt: "unlocked" });
    expect(waiting.drain()).toEqual([
      says("hall", "clear"),
      { type: "report", lock: "front-lock", bolt: "unlocked" },
    ]);
    expect(waiting.drain()).toEqual([]);
  });

  it("never loses an alarm to the clear that follows it", () => {
    const waiting = waitingInputs();
    waiting.add(says("hall", "alarm"));
    waiting.add(says("hall", "clear"));
    expect(words(waiting.drain())).toEqual(["alarm", "clear"]);
  });

  it("keeps a value and a battery beside each other, and one of each", () => {
    const waiting = waitingInputs();
    const battery = (percent: number): Reading => ({
      type: "reading",
      sensor: "hall",
      battery: { percent },
    });
    for (const input of [says("hall", "fault"), battery(41), battery(40)]) waiting.add(input);
    expect(waiting.drain()).toEqual([says("hall", "fault"), battery(40)]);
  });

  it("keeps one alarm of a sensor that repeats it", () => {
    const waiting = waitingInputs();
    for (let count = 0; count < 50; count += 1) waiting.add(says("hall", "alarm"));
    expect(waiting.drain()).toHaveLength(1);
  });

  it("is bounded, and gives up what is no alarm first", () => {
    const waiting = waitingInputs();
    waiting.add(says("hall", "alarm"));
    for (let count = 0; count < MAX_WAITING; count += 1) waiting.add(says(`s-${count}`, "clear"));
    const kept = waiting.drain();
    expect(kept).toHaveLength(MAX_WAITING);
    expect(kept[0]).toEqual(says("hall", "alarm"));
  });
});
