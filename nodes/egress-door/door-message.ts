/** What a message to a door node means: a request, a lock's report, or its leaf contact's reading. */
import type { Reading, Report } from "../../src/core/input.ts";
import { recognise, recogniseBolt } from "../../src/readings/index.ts";
import type { Message } from "../shared/node-red.ts";

/** What a door node listens for, as its topics are called. */
export interface DoorTopics {
  readonly door: string;
  readonly locks: readonly string[];
  readonly contact: string | null;
}

export type DoorMessage =
  | { readonly kind: "told"; readonly input: Reading | Report }
  /** To be checked as a request; the action is still unproven. */
  | { readonly kind: "asked"; readonly request: Readonly<Record<string, unknown>> }
  | { readonly kind: "bad"; readonly reason: string; readonly mend: string };

const WORDS = ["lock", "unlock", "access"];

const MEND =
  'Send "lock", "unlock" or "access", {"action": ...}, or a report with a lock\'s or the contact\'s id as topic';

/** The words to ask and the words to report differ, so a request is known whatever the topic says. */
export function doorMessage(message: Message, topics: DoorTopics): DoorMessage {
  const { topic, payload } = message;
  const asked = requestIn(payload, topics.door);
  if (asked !== null) return asked;
  const lock = topics.locks.find((id) => id === topic);
  if (lock !== undefined) return bolt(lock, payload);
  if (topics.contact !== null && topic === topics.contact) return leaf(topics.contact, message);
  return wrong("the message is no request, and its topic names no lock or contact of this door");
}

function bolt(lock: string, payload: unknown): DoorMessage {
  const read = recogniseBolt(payload, "auto");
  return read.bolt === null
    ? wrong(read.reason)
    : { kind: "told", input: { type: "report", lock, bolt: read.bolt } };
}

function leaf(sensor: string, message: Message): DoorMessage {
  const read = recognise("contact", message.payload, "auto");
  const retained = message.retain === true ? { retained: true } : {};
  const { battery, tamper } = read;
  const companions = {
    ...(battery === undefined ? {} : { battery }),
    ...(tamper === undefined ? {} : { tamper }),
  };
  const input = { type: "reading", sensor, ...companions, ...retained } as const;
  if (read.value !== null) return { kind: "told", input: { ...input, value: read.value } };
  const silent = battery === undefined && tamper === undefined;
  return silent ? wrong(read.reason) : { kind: "told", input };
}

function wrong(reason: string, mend = MEND): DoorMessage {
  return { kind: "bad", reason, mend };
}

function requestIn(payload: unknown, doorId: string): DoorMessage | null {
  if (typeof payload === "string") {
    const action = WORDS.find((word) => word === payload.trim().toLowerCase());
    return action === undefined ? null : { kind: "asked", request: { action, door: doorId } };
  }
  if (typeof payload !== "object" || payload === null || !Object.hasOwn(payload, "action"))
    return null;
  const given = payload as Readonly<Record<string, unknown>>;
  if (given["door"] !== undefined && given["door"] !== doorId) {
    return wrong("the request is for another door", `This node is ${doorId}`);
  }
  if (!WORDS.includes(String(given["action"]))) {
    return wrong("a door takes only lock, unlock and access", "Use an egress-control node");
  }
  return { kind: "asked", request: { ...given, door: doorId } };
}
