/** Rounds of alarms over all subjects in turns, so that a busy moment of the machine meets each of them. */
import { type Latency, latency, type Round } from "../figures.ts";
import { type Subject, type SubjectKind, startSubject } from "./subject.ts";

export interface Cell {
  readonly subject: string;
  readonly doors: number;
  readonly broker: string;
  readonly busy: boolean;
  readonly figures: Latency;
}

export interface Plan {
  readonly kinds: readonly SubjectKind[];
  readonly doors: number;
  readonly broker: string;
  readonly brokerPort: number | null;
  /** How many rounds from idle, and how many right after other traffic. */
  readonly rounds: number;
  readonly busyRounds: number;
}

/** Idle time before each alarm, in which nothing may be under way any more. */
const IDLE_MS = 60;
const IDLE_MS_A_DOOR = 0.2;

/** What a start still does when it is over: rehearse an alarm, compile, write. All of them do at once. */
const SETTLED_MS = 2_000;

/** Ten thousand links come up one by one. */
const ONLINE_MS = 120_000;

/** Not counted: the first alarms of a process meet code that has never run. */
const WARM_UP = 2;

/** What holds no lock back takes more of them, and with it the probe: the least is to be the least. */
const WARM_UP_MORE = 10;
const WARM_UP_MORE_DOORS = 1_000;

/** A lock takes twenty orders in a minute to be secured, and is then held back: no more rounds than that. */
export const MAX_ROUNDS = 20 - WARM_UP;

export async function measure(plan: Plan): Promise<readonly Cell[]> {
  const idle = await onFresh(plan, plan.rounds, false);
  return [...idle, ...(await onFresh(plan, plan.busyRounds, true))];
}

async function onFresh(plan: Plan, count: number, busy: boolean): Promise<readonly Cell[]> {
  if (count === 0) return [];
  const subjects: Subject[] = [];
  try {
    for (const kind of plan.kinds) {
      const subject = await startSubject(kind, plan.doors, plan.brokerPort);
      subjects.push(subject);
      await ready(subject);
    }
    await pause(SETTLED_MS);
    return await rounds(subjects, plan, Math.min(count, MAX_ROUNDS), busy);
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()));
  }
}

/** Waits until an alarm is heard at all: a site takes some time to read its inputs, a flow to subscribe. */
async function ready({ kind, probe }: Subject): Promise<void> {
  if (!kind.latches) return probe.answered();
  const status = `egress/bench-${kind.letter}/status`;
  const online = (topic: string, payload: string) =>
    topic === status && payload.includes('"online"');
  await probe.next(online, status, ONLINE_MS);
}

async function rounds(
  subjects: readonly Subject[],
  { doors, broker }: Plan,
  count: number,
  busy: boolean,
): Promise<readonly Cell[]> {
  const unlatched = subjects.filter(({ kind }) => !kind.latches && doors <= WARM_UP_MORE_DOORS);
  for (let round = 0; round < WARM_UP_MORE; round += 1)
    for (const { probe } of unlatched) await probe.alarm(doors, false);
  const seen = new Map<Subject, Round[]>(subjects.map((subject) => [subject, []]));
  for (let round = -WARM_UP; round < count; round += 1) {
    for (const [subject, results] of seen) {
      const result = await subject.probe.alarm(doors, busy);
      if (round >= 0) results.push(result);
      await subject.rearm();
      await pause(IDLE_MS + doors * IDLE_MS_A_DOOR);
    }
  }
  return [...seen].map(([{ kind }, results]) => ({
    subject: kind.name,
    doors,
    broker,
    busy,
    figures: latency(results),
  }));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
