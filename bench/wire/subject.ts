/** Something that hears an alarm and tells N doors, on some broker. */
import { setTimeout as pause } from "node:timers/promises";
import type { Program } from "../program.ts";
import { Probe } from "./probe.ts";
import { ALARM_TOPIC, CLEAR, POKE_TOPIC } from "./words.ts";

export interface SubjectKind {
  /** One letter, that its topics carry. */
  readonly letter: string;
  readonly name: string;
  /** Whether it remembers the alarm, so that it must be reset before the next one. */
  readonly latches: boolean;
  /** Starts it. Gives the broker's port, which with an embedded broker is its own. */
  start(doors: number, brokerPort: number | null): Promise<{ programs: Program[]; port: number }>;
}

export interface Subject {
  readonly kind: SubjectKind;
  readonly probe: Probe;
  readonly programs: readonly Program[];
  /** Brings it to where an alarm finds every door locked, and quiet. */
  rearm(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSubject(
  kind: SubjectKind,
  doors: number,
  brokerPort: number | null,
): Promise<Subject> {
  const { programs, port } = await kind.start(doors, brokerPort);
  const probe = await openProbe(port, kind.letter).catch(async (error: unknown) => {
    await Promise.all(programs.map((program) => program.stop()));
    throw error;
  });
  const site = `egress/bench-${kind.letter}`;
  const replyTo = `${site}/reply/bench`;
  let requests = 0;

  /** Whether it was granted. */
  async function reset(): Promise<boolean> {
    requests += 1;
    const id = `${kind.letter}-${requests}`;
    const at = new Date().toISOString();
    const request = { id, action: "reset", by: "bench", via: "mqtt", at, replyTo };
    const answer = probe.next((topic) => topic === replyTo, "the answer to the reset");
    probe.say(`${site}/request`, JSON.stringify(request));
    return (await answer).includes('"ok":true');
  }

  return {
    kind,
    probe,
    programs,
    async rearm() {
      if (!kind.latches) return;
      probe.say(ALARM_TOPIC(kind.letter), CLEAR);
      probe.say(POKE_TOPIC(kind.letter), CLEAR);
      const locked = probe.expect(doors);
      locked.catch(() => undefined);
      // The clear came in on another connection than the request does, and may be behind it.
      while (!(await reset())) await pause(5);
      await locked;
    },
    async stop() {
      probe.close();
      await Promise.all(programs.map((program) => program.stop()));
    },
  };
}

/** Node-RED is up before the broker that a site of its opens is. */
const BROKER_UP_MS = 20_000;

async function openProbe(port: number, letter: string): Promise<Probe> {
  const deadline = performance.now() + BROKER_UP_MS;
  for (;;) {
    try {
      return await Probe.open(port, letter);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}
