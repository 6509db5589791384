/** What a device says, read for nothing: the way from the wire to the engine, walked before an alarm comes by it. */
import type { Reading, Report } from "../core/input.ts";
import { createInputGate } from "./input-gate.ts";
import type { SitePlan } from "./site-plan.ts";

/** How detectors of most products say it. What none of a site's understands is read all the same. */
const SAID = ['{"smoke":true}', '{"alarm":true}', "ON", '{"state":"alarm"}'].map((text) =>
  Buffer.from(text),
);

/** Topics that are looked at; those of alarms come first. */
const TOPICS_READ = 8;

/** Through a gate of its own, whose clock runs so fast that nothing is too much. */
export function inputRehearsal(plan: SitePlan): (turn: number) => readonly (Reading | Report)[] {
  const topics = plan.topics.slice(0, TOPICS_READ);
  let heard: readonly (Reading | Report)[] = [];
  let now = 0;
  const gate = createInputGate({
    understand: plan.understand,
    tell: (inputs) => {
      heard = inputs;
    },
    note: () => undefined,
    flooded: () => undefined,
    now: () => {
      now += 1_000;
      return now;
    },
  });
  return (turn) => {
    heard = [];
    const topic = topics[turn % topics.length];
    const payload = SAID[Math.floor(turn / topics.length) % SAID.length];
    if (topic !== undefined && payload !== undefined)
      gate.take({ topic, payload, retained: false });
    return heard;
  };
}
