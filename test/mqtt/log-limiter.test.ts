import { expect, it } from "vitest";
import { limitedLog } from "../../src/mqtt/log-limiter.ts";

it("says one line a second for each subject, and how many it swallowed", () => {
  const lines: string[] = [];
  let now = 0;
  const warn = limitedLog(
    (_, line) => lines.push(line),
    () => now,
  );
  for (let at = 0; at < 5_000; at++) warn("topic", "is nonsense");
  warn("other", "is nonsense");
  now = 1_000;
  warn("topic", "is nonsense");
  expect(lines).toEqual([
    "topic: is nonsense",
    "other: is nonsense",
    "topic: is nonsense (and 4999 more like it)",
  ]);
});
