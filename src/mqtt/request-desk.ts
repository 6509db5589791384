/** Requests over MQTT: read, checked for freshness, done once, answered. */
import type { AnsweredRequest } from "../controller/ports.ts";
import type { Request, Result } from "../core/input.ts";
import { type Asker, createAnswerBook } from "./answer-book.ts";
import type { Challenges } from "./challenges.ts";
import type { Packet } from "./connection.ts";
import { type AskedRequest, parseRequest } from "./payloads.ts";
import type { Identity, RequestGuard } from "./request-guard.ts";
import type { SiteTopics } from "./topics.ts";

export interface RequestDeskOptions {
  readonly topics: SiteTopics;
  readonly challenges: Challenges;
  readonly guard: RequestGuard;
  /** What an earlier run answered, oldest first. */
  readonly earlier: readonly AnsweredRequest[];
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
  const answers = createAnswerBook(options.earlier, options.guard.isGuarded);
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

  const once = (asked: AskedRequest, asker: Asker): Promise<Result> => {
    const { id, via, action } = asked;
    const known = answers.get(id, asker);
    if (known !== undefined) return known;
    const answer = options
      .decide({ type: "request", id, by: asker.by, via, ...action })
      .catch((error): Result => {
        warn("request", `could not be decided: ${error instanceof Error ? error.message : error}`);
        return { ok: false, code: "not-recorded", reason: "The authority failed to decide this." };
      });
    answers.put(id, asker, answer);
    return answer;
  };

  const identified = (request: AskedRequest, identity: Identity) => {
    const answer = (result: Result) => reply(request.id, request.replyTo, result);
    if (identity.ok) void once(request, identity).then(answer);
    else {
      warn("request", `${request.action.action} by ${request.by}: ${identity.reason}`);
      answer(identity);
    }
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
      const identity = options.guard.identify(request);
      if (identity instanceof Promise) void identity.then((known) => identified(request, known));
      else identified(request, identity);
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
