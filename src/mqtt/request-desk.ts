/** Requests over MQTT: read, checked for freshness, done once, answered. */
import type { Request, Result } from "../core/input.ts";
import type { Challenges } from "./challenges.ts";
import type { Packet } from "./connection.ts";
import { type AskedRequest, parseRequest } from "./payloads.ts";
import type { SiteTopics } from "./topics.ts";

/** Answers kept, so that the same request told twice acts once. */
export const MAX_ANSWERS_KEPT = 1_000;

export interface RequestDeskOptions {
  readonly topics: SiteTopics;
  readonly challenges: Challenges;
  readonly decide: (request: Request) => Promise<Result>;
  readonly send: (packets: readonly Packet[]) => void;
  readonly warn: (subject: string, message: string) => void;
}

export interface RequestDesk {
  /** @param kept true for a message that the broker may have kept. */
  take(payload: Uint8Array, kept: boolean): void;
  /** How many messages were no requests at all. */
  readonly malformed: number;
}

export function createRequestDesk(options: RequestDeskOptions): RequestDesk {
  const { topics, warn } = options;
  const answers = new Map<string, Promise<Result>>();
  let malformed = 0;

  const reply = (id: string, replyTo: string | null, result: Result) => {
    if (replyTo === null) return;
    options.send([{ topic: replyTo, payload: JSON.stringify({ id, ...result }) }]);
  };
  const reject = (reason: string, answer: { id: string; replyTo: string } | null) => {
    malformed += 1;
    warn("request", reason);
    if (answer === null || !topics.isReply(answer.replyTo)) return;
    reply(answer.id, answer.replyTo, { ok: false, code: "bad-input", reason });
  };

  const once = (asked: AskedRequest): Promise<Result> => {
    const known = answers.get(asked.id);
    if (known !== undefined) return known;
    const { id, by, via, action } = asked;
    const answer = options
      .decide({ type: "request", id, by, via, ...action })
      .catch((error): Result => {
        warn("request", `could not be decided: ${error instanceof Error ? error.message : error}`);
        return { ok: false, code: "not-recorded", reason: "The authority failed to decide this." };
      });
    answers.set(id, answer);
    const oldest = answers.keys().next();
    if (answers.size > MAX_ANSWERS_KEPT && !oldest.done) answers.delete(oldest.value);
    return answer;
  };

  return {
    get malformed() {
      return malformed;
    },
    take(payload, kept) {
      const parsed = parseRequest(payload);
      if (!parsed.ok) {
        reject(parsed.reason, parsed.answer);
        return;
      }
      const { request } = parsed;
      if (request.replyTo !== null && !topics.isReply(request.replyTo)) {
        reject(`replyTo must be a topic below ${topics.reply("")}`, null);
        return;
      }
      const refusal = refusalOf(options.challenges, request, kept);
      if (refusal !== null) {
        reply(request.id, request.replyTo, refusal);
        return;
      }
      void once(request).then((result) => reply(request.id, request.replyTo, result));
    },
  };
}

function refusalOf(challenges: Challenges, request: AskedRequest, kept: boolean): Result | null {
  if (kept) {
    const reason =
      "A request must not be retained, and none is taken just after a connect: ask again.";
    return { ok: false, code: "retained", reason };
  }
  const stale = challenges.staleness(request);
  return stale === null ? null : { ok: false, code: "stale", reason: stale };
}
