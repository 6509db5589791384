/** What a loud topic may do: be late about itself, and never with an alarm. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Reading, Report } from "../../src/core/input.ts";
import {
  BURST_MESSAGES,
  createInputGate,
  FLOOD_MESSAGES,
  FLOOD_WINDOW_MS,
  type InputGate,
  MESSAGES_A_SECOND,
} from "../../src/mqtt/input-gate.ts";
import {
  createRequestGate,
  DEAF_MS,
  REQUESTS_A_SECOND,
  REQUESTS_AT_ONCE,
} from "../../src/mqtt/request-gate.ts";
import { createTokenBucket } from "../../src/mqtt/token-bucket.ts";

type Input = Reading | Report;
const inputs = (text: string): readonly Input[] =>
  text.split(" ").map((word): Input => {
    const [id = "", value = ""] = word.split("=");
    return id.endsWith("lock")
      ? { type: "report", lock: id, bolt: value as Report["bolt"] }
      : { type: "reading", sensor: id, value: value as "alarm" };
  });
const words = (list: readonly Input[]) =>
  list.map((each) =>
    each.type === "report" ? `${each.lock}=${each.bolt}` : `${each.sensor}=${each.value}`,
  );

let now = 0;
let told: string[] = [];
let flooded: string[] = [];
let gate: InputGate;

beforeEach(() => {
  vi.useFakeTimers();
  now = 0;
  told = [];
  flooded = [];
  gate = createInputGate({
    understand: ({ payload }) => [{ inputs: inputs(Buffer.from(payload).toString()) }],
    tell: (heard) => told.push(...words(heard)),
    note: () => undefined,
    flooded: (topic) => flooded.push(topic),
    now: () => now,
  });
});
afterEach(() => {
  gate.close();
  vi.useRealTimers();
});

const message = (text: string, topic = "t") => ({
  topic,
  payload: Buffer.from(text),
  retained: false,
});
const say = (text: string, times = 1, topic = "t") => {
  for (let at = 0; at < times; at++) gate.take(message(text, topic));
};
const forget = () => told.splice(0);
const pass = (ms: number) => {
  now += ms;
  vi.advanceTimersByTime(ms);
};

describe("a topic", () => {
  it("is told all it says, as long as it doesn't say too much", () => {
    say("smoke=clear", BURST_MESSAGES);
    expect(told).toHaveLength(BURST_MESSAGES);
  });

  it("that says more is told its latest state when its turn comes", () => {
    say("smoke=clear", BURST_MESSAGES);
    forget();
    say("smoke=fault");
    say("smoke=test");
    say("front-lock=locked");
    expect(told).toEqual([]);
    pass(1_000 / MESSAGES_A_SECOND);
    expect(told).toEqual(["smoke=test", "front-lock=locked"]);
    pass(10_000);
    expect(told).toHaveLength(2);
  });

  it("loses nothing of one part to news of another", () => {
    say("a=clear b=clear", BURST_MESSAGES);
    forget();
    say("a=test");
    say("b=fault");
    pass(1_000);
    expect(told).toEqual(["a=test", "b=fault"]);
  });

  it("never waits with an alarm, however much it said before", () => {
    say("smoke=clear", BURST_MESSAGES + 100);
    forget();
    say("smoke=alarm");
    expect(told).toEqual(["smoke=alarm"]);
    say("smoke=alarm", 100);
    say("smoke=clear");
    say("smoke=alarm");
    expect(told).toEqual(["smoke=alarm"]);
    pass(1_000);
    expect(told.every((each) => each === "smoke=alarm")).toBe(true);
    say("smoke=clear", BURST_MESSAGES + 1);
    pass(1_000);
    expect(told.at(-1)).toBe("smoke=clear");
    forget();
    say("smoke=clear", BURST_MESSAGES + 1);
    say("smoke=alarm");
    expect(told.at(-1)).toBe("smoke=alarm");
  });

  it("leaves the others alone", () => {
    say("smoke=clear", FLOOD_MESSAGES + 1);
    forget();
    say("other=clear", 1, "quiet");
    expect(told).toEqual(["other=clear"]);
  });
});

describe("a battery that is told without a value", () => {
  const said: Input[] = [];
  const loud = () => {
    said.length = 0;
    const own = createInputGate({
      understand: ({ payload }) => [{ inputs: [JSON.parse(Buffer.from(payload).toString())] }],
      tell: (heard) => said.push(...heard),
      note: () => undefined,
      flooded: () => undefined,
      now: () => now,
    });
    const take = (fields: object) =>
      own.take(message(JSON.stringify({ type: "reading", sensor: "hall", ...fields })));
    for (let count = 0; count < BURST_MESSAGES; count += 1) take({ value: "alarm" });
    said.length = 0;
    return { own, take };
  };

  it("waits beside the value that waits, and takes nothing of it away", () => {
    const { own, take } = loud();
    take({ value: "clear", stamp: "a" });
    take({ battery: { percent: 40 }, stamp: "b", retained: true });
    vi.advanceTimersByTime(1_000);
    own.close();
    expect(said).toEqual([
      { type: "reading", sensor: "hall", value: "clear", stamp: "a", battery: { percent: 40 } },
    ]);
  });

  it("makes no news of an alarm that was told before it", () => {
    const { own, take } = loud();
    take({ battery: { percent: 40 } });
    vi.advanceTimersByTime(1_000);
    take({ value: "alarm" });
    own.close();
    expect(said.filter(({ type }) => type === "reading")).toHaveLength(1);
  });
});

describe("a topic that floods", () => {
  it("is unknown, is given up, and comes back when it is calm", () => {
    say("smoke=clear front-lock=locked", FLOOD_MESSAGES);
    expect(flooded).toEqual([]);
    forget();
    say("smoke=clear front-lock=locked");
    expect(flooded).toEqual(["t"]);
    expect(told).toEqual(["smoke=unknown", "front-lock=unknown"]);
    expect(gate.isFlooded("t")).toBe(true);
    forget();
    say("smoke=clear", 10_000);
    pass(10_000);
    expect([told, flooded]).toEqual([[], ["t"]]);
    gate.calm("t");
    say("smoke=clear");
    expect(told).toEqual(["smoke=clear"]);
  });

  it("is still heard to be in alarm where somebody looks", () => {
    say("smoke=clear", FLOOD_MESSAGES + 1);
    forget();
    gate.takeAlarm(message("smoke=clear"));
    gate.takeAlarm(message("smoke=alarm"));
    gate.takeAlarm(message("smoke=alarm"));
    expect(told).toEqual(["smoke=alarm"]);
  });

  it("is not one that says as much in more time", () => {
    for (let round = 0; round < 5; round++) {
      say("smoke=clear", FLOOD_MESSAGES);
      pass(FLOOD_WINDOW_MS + 1);
    }
    expect(flooded).toEqual([]);
  });
});

describe("requests", () => {
  it("beyond their number are dropped unread, and listened to again after a while", async () => {
    const calls: string[] = [];
    let link = "down";
    const bucket = createTokenBucket(REQUESTS_AT_ONCE, REQUESTS_A_SECOND, () => now);
    const requests = createRequestGate(
      {
        deafen: () => calls.push("deafen"),
        listen: () => {
          calls.push("listen");
          return link === "up" ? Promise.resolve() : Promise.reject(new Error("not now"));
        },
        warn: () => undefined,
      },
      bucket,
    );
    for (let at = 0; at < REQUESTS_AT_ONCE; at++) expect(requests.admits()).toBe(true);
    expect([requests.admits(), requests.admits()]).toEqual([false, false]);
    expect(calls).toEqual(["deafen"]);
    pass(DEAF_MS);
    expect(calls).toEqual(["deafen", "listen"]);
    link = "up";
    now += DEAF_MS;
    await vi.advanceTimersByTimeAsync(DEAF_MS);
    expect(calls).toEqual(["deafen", "listen", "listen"]);
    now += DEAF_MS;
    await vi.advanceTimersByTimeAsync(DEAF_MS);
    expect(calls).toHaveLength(3);
    expect(requests.admits()).toBe(true);
    requests.close();
  });
});
