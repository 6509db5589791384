/**
 * Between the wire and the engine: a topic that says too much is told its latest state now and then,
 * and an alarm never waits. A topic that floods is not listened to here any more.
 */
import type { Reading, Report } from "../core/input.ts";
import type { Delivered } from "./connection.ts";
import type { Understood } from "./site-plan.ts";
import { createTokenBucket, type TokenBucket } from "./token-bucket.ts";

/** What one topic may say without waiting, and how fast it may go on. */
export const BURST_MESSAGES = 50;
export const MESSAGES_A_SECOND = 50;

/** No device says so much in so short a time: whoever does keeps others from being heard. */
export const FLOOD_MESSAGES = 500;
export const FLOOD_WINDOW_MS = 1_000;

type Input = Reading | Report;

export interface InputGateOptions {
  readonly understand: (message: Delivered) => readonly Understood[];
  /** Takes the inputs of one message, or of what was held back. */
  readonly tell: (inputs: readonly Input[]) => void;
  /** Takes what a message says besides inputs. */
  readonly note: (message: Delivered, understood: Understood) => void;
  /** A topic floods: it is dropped until `calm`. Its sensors and locks are unknown by now. */
  readonly flooded: (topic: string) => void;
  /** Milliseconds on a clock that never steps. */
  readonly now?: () => number;
}

export interface InputGate {
  take(message: Delivered): void;
  /** Takes a message of a topic that floods: nothing of it counts but an alarm. */
  takeAlarm(message: Delivered): void;
  isFlooded(topic: string): boolean;
  calm(topic: string): void;
  close(): void;
}

interface Topic {
  readonly bucket: TokenBucket;
  windowAt: number;
  inWindow: number;
  flooded: boolean;
  /** The last that was told of each sensor and lock. */
  readonly told: Map<string, Input>;
  /** What waits for a token, the latest of each. */
  readonly held: Map<string, Input>;
  timer: NodeJS.Timeout | null;
}

export function createInputGate(options: InputGateOptions): InputGate {
  const now = options.now ?? (() => performance.now());
  const topics = new Map<string, Topic>();

  const topicOf = (name: string): Topic => {
    const known = topics.get(name);
    if (known !== undefined) return known;
    const at = now();
    const topic: Topic = {
      bucket: createTokenBucket(BURST_MESSAGES, MESSAGES_A_SECOND, now),
      windowAt: at,
      inWindow: 0,
      flooded: false,
      told: new Map(),
      held: new Map(),
      timer: null,
    };
    topics.set(name, topic);
    return topic;
  };
  const tell = (topic: Topic, inputs: readonly Input[]) => {
    if (inputs.length === 0) return;
    for (const input of inputs) {
      topic.held.delete(targetOf(input));
      // A battery alone is not what a sensor said last: an alarm before it still stands told.
      if (!isValueless(input)) topic.told.set(targetOf(input), input);
    }
    options.tell(inputs);
  };
  const release = (topic: Topic) => {
    topic.timer = null;
    if (!topic.flooded) tell(topic, [...topic.held.values()]);
  };
  const hold = (topic: Topic, inputs: readonly Input[]) => {
    const urgent = inputs.filter((input) => isAlarm(input) && !isAlarm(lastTold(topic, input)));
    tell(topic, urgent);
    for (const input of inputs) if (!urgent.includes(input)) keep(topic.held, input);
    if (topic.held.size === 0 || topic.timer !== null) return;
    topic.timer = setTimeout(() => release(topic), 1_000 / MESSAGES_A_SECOND);
    topic.timer.unref();
  };
  const flood = (name: string, topic: Topic) => {
    topic.flooded = true;
    topic.held.clear();
    tell(topic, [...topic.told.values()].map(unknown));
    options.flooded(name);
  };

  return {
    take(message) {
      const topic = topicOf(message.topic);
      if (topic.flooded) return;
      if (floods(topic, now())) return flood(message.topic, topic);
      const heard = options.understand(message);
      for (const each of heard) options.note(message, each);
      const inputs = heard.flatMap((each) => each.inputs);
      if (topic.bucket.take()) tell(topic, inputs);
      else hold(topic, inputs);
    },
    takeAlarm(message) {
      const topic = topicOf(message.topic);
      const inputs = options.understand(message).flatMap((each) => each.inputs);
      tell(
        topic,
        inputs.filter((input) => isAlarm(input) && !isAlarm(lastTold(topic, input))),
      );
    },
    isFlooded: (name) => topics.get(name)?.flooded === true,
    calm(name) {
      topicOf(name).flooded = false;
    },
    close() {
      for (const { timer } of topics.values()) if (timer !== null) clearTimeout(timer);
      topics.clear();
    },
  };
}

function floods(topic: Topic, at: number): boolean {
  if (at - topic.windowAt > FLOOD_WINDOW_MS) {
    topic.windowAt = at;
    topic.inWindow = 0;
  }
  topic.inWindow += 1;
  return topic.inWindow > FLOOD_MESSAGES;
}

function targetOf(input: Input): string {
  return input.type === "reading" ? `sensor ${input.sensor}` : `lock ${input.lock}`;
}

/** The latest waits, and a battery alone waits beside the value that came before it. */
function keep(held: Map<string, Input>, input: Input): void {
  const before = held.get(targetOf(input));
  if (!isValueless(input) || before?.type !== "reading") {
    held.set(targetOf(input), input);
    return;
  }
  const { battery = before.battery, tamper = before.tamper } = input;
  held.set(targetOf(input), {
    ...(before.value === undefined ? input : before),
    ...(battery === undefined ? {} : { battery }),
    ...(tamper === undefined ? {} : { tamper }),
  });
}

function isValueless(input: Input): input is Reading {
  return input.type === "reading" && input.value === undefined;
}

function lastTold(topic: Topic, input: Input): Input | undefined {
  return topic.told.get(targetOf(input));
}

function isAlarm(input: Input | undefined): boolean {
  return input?.type === "reading" && input.value === "alarm";
}

/** What is drowned out can't be heard, and what can't be heard isn't known. */
function unknown(input: Input): Input {
  if (input.type === "report") return { type: "report", lock: input.lock, bolt: "unknown" };
  const value = typeof input.value === "object" ? ({ status: "unknown" } as const) : "unknown";
  return { type: "reading", sensor: input.sensor, value };
}
